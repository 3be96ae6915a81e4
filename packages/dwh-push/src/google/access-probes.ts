import { randomUUID } from 'node:crypto';

import type { ResolvedConfig } from '../config.js';
import type { AccessProbes, Probed } from '../ports/access-probes.js';
import { structOf } from '../shared/struct.js';
import { allOf, askAccess, GRANTED, notKnown } from './ask-access.js';
import type { Connection } from './connect.js';
import { entryName } from './entry-name.js';

type Place = Parameters<AccessProbes['dataset']>[0];

/** The name of no table. */
const ABSENT = 'dwh_access_check';

/** Asks Google's services what this identity may do: by permission tests where they exist, otherwise by calls that are refused for another reason once they are allowed. */
export function accessProbes({ inner: { bigQuery, storage }, grpc }: Connection, { project, location, catalogProject, target }: ResolvedConfig): AccessProbes {
  const expected = location ?? 'EU';
  const parent = `projects/${project}/locations/${expected.toLowerCase()}`;
  const datasetOf = (place: Place) => bigQuery.dataset(place.dataset, { projectId: place.project });
  const dryRun = (query: string) => bigQuery.createQueryJob({ query, dryRun: true, useLegacySql: false, ...(location === undefined ? {} : { location }) });

  /** Any table of the dataset; undefined where none can be found. */
  async function anyTable(place: Place) {
    const [tables] = await datasetOf(place).getTables({ maxResults: 1, autoPaginate: false }).catch(() => [[]] as const);
    return tables[0];
  }

  /** On a table that is there by testing; on one that is not by calls, which are refused because it is not there once they are allowed. */
  async function tablePermissions(place: Place, permissions: readonly string[]): Promise<Probed> {
    const table = await anyTable(place);
    if (table !== undefined) {
      return askAccess(permissions[0] as string, async () => {
        const [{ permissions: held = [] }] = (await table.testIamPermissions([...permissions])) as unknown as [{ permissions?: readonly string[] }];
        return permissions.filter((permission) => !held.includes(permission));
      });
    }
    const absent = datasetOf(place).table(ABSENT);
    const calls: Readonly<Record<string, () => Promise<unknown>>> = {
      'bigquery.tables.get': () => absent.getMetadata(),
      'bigquery.tables.update': () => absent.setMetadata({ description: '' }),
      'bigquery.tables.updateData': () => absent.insert([{}]),
    };
    return allOf(await Promise.all(permissions.map((permission) => {
      const call = calls[permission];
      return call === undefined ? notKnown([permission], `${place.dataset} has no table on which it could be tested`) : askAccess(permission, call);
    })));
  }

  return {
    jobs: () => askAccess('bigquery.jobs.create', () => dryRun('SELECT 1')),
    async dataset(place, permissions) {
      const onTables = permissions.filter((permission) => !['bigquery.datasets.get', 'bigquery.tables.create', 'bigquery.tables.list'].includes(permission));
      return allOf(await Promise.all([
        datasetThere(place),
        askAccess('bigquery.tables.list', () => datasetOf(place).getTables({ maxResults: 1, autoPaginate: false })),
        askAccess('bigquery.tables.create', () => dryRun(`CREATE TABLE \`${place.project}.${place.dataset}.${ABSENT}\` (a INT64)`)),
        tablePermissions(place, onTables),
      ]));
    },
    bucket: (bucket, permissions) => bucketPermissions(bucket, permissions),
    async objects(bucket, prefix, whole) {
      const file = storage.bucket(bucket).file(`${prefix}access-check-${randomUUID()}`);
      // With a checksum that is not that of nothing it is refused once it is allowed, and nothing is written.
      const creates = askAccess('storage.objects.create', () => file.save('', { resumable: false, validation: false, metadata: { crc32c: 'AAAAAQ==' } }), `the bucket ${bucket} does not exist`);
      if (!whole) return creates;
      const [created, { missing }] = await Promise.all([creates, bucketPermissions(bucket, ['storage.objects.list'])]);
      if (missing.length > 0) return allOf([created, notKnown(['storage.objects.get', 'storage.objects.delete'], 'without storage.objects.list, what is not there is refused as what may not be read')]);
      return allOf([created, ...(await Promise.all([askAccess('storage.objects.get', () => file.getMetadata()), askAccess('storage.objects.delete', () => file.delete())]))]);
    },
    async metrics() {
      if (!grpc.available) return GRANTED;
      const [client, options] = await Promise.all([grpc.metrics(), grpc.callOptions()]);
      const name = `projects/${project}`;
      return allOf(await Promise.all([
        askAccess('monitoring.timeSeries.create', () => client.createTimeSeries({ name, timeSeries: [] }, options)),
        askAccess('monitoring.metricDescriptors.list', () => client.listMetricDescriptors({ name, filter: 'metric.type = "custom.googleapis.com/dwh/push/rows"' }, options)),
      ]));
    },
    async lineage() {
      if (!grpc.available) return GRANTED;
      const [client, options] = await Promise.all([grpc.lineage(), grpc.callOptions()]);
      return askAccess('datalineage.events.create', () => client.processOpenLineageRunEvent({ parent, openLineage: structOf({}) }, options));
    },
    async entries(place) {
      if (!grpc.available) return GRANTED;
      const [client, options] = await Promise.all([grpc.catalog(), grpc.callOptions()]);
      return askAccess('dataplex.entries.update', () => client.updateEntry({ entry: { name: entryName({ ...place, table: ABSENT }, expected) } }, options));
    },
    async aspects(place) {
      if (!grpc.available) return GRANTED;
      const [table, client, options] = await Promise.all([anyTable(place), grpc.catalog(), grpc.callOptions()]);
      const key = `${catalogProject}.global.dwh-dataset`;
      // An aspect with a field that its type does not have is refused, once it is allowed.
      const entry = { name: entryName({ ...place, table: table?.id ?? ABSENT }, expected), aspects: { [key]: { data: structOf({ not_a_field: true }) } } };
      const asked = await askAccess('dataplex.aspectTypes.use', () => client.updateEntry({ entry, updateMask: { paths: ['aspects'] }, aspectKeys: [key] } as never, options));
      // Whether an entry is there may be looked up before the permission.
      return table === undefined && asked === GRANTED ? notKnown(['dataplex.aspectTypes.use'], `${place.dataset} has no table on which aspects could be tried`) : asked;
    },
    async templates(place) {
      if (!grpc.available) return GRANTED;
      const table = await anyTable(place);
      if (table === undefined) return notKnown(['datacatalog.tagTemplates.use'], `${place.dataset} has no table on which tags could be tried`);
      const [client, options] = await Promise.all([grpc.dataCatalog(), grpc.callOptions()]);
      // A tag with a field that its template does not have is refused, once it is allowed.
      const tag = { template: `projects/${catalogProject}/locations/${expected.toLowerCase()}/tagTemplates/dwh_dataset`, fields: { not_a_field: { boolValue: true } } };
      return askAccess('datacatalog.tagTemplates.use', async () => {
        const [entry] = await client.lookupEntry({ linkedResource: `//bigquery.googleapis.com/projects/${place.project}/datasets/${place.dataset}/tables/${table.id as string}` }, options);
        await client.createTag({ parent: entry.name as string, tag }, options);
      });
    },
    async tags(taxonomy) {
      if (!grpc.available) return GRANTED;
      const [client, options] = await Promise.all([grpc.policyTags(), grpc.callOptions()]);
      return askAccess('datacatalog.taxonomies.get', () => client.listPolicyTags({ parent: taxonomy }, options), `the taxonomy ${taxonomy} does not exist`);
    },
  };

  function bucketPermissions(bucket: string, permissions: readonly string[]): Promise<Probed> {
    return askAccess(permissions[0] as string, async () => {
      const [held] = (await storage.bucket(bucket).iam.testPermissions([...permissions])) as unknown as [Readonly<Record<string, boolean>>];
      return permissions.filter((permission) => held[permission] !== true);
    }, `the bucket ${bucket} does not exist`);
  }

  /** Locally a push makes the dataset. */
  async function datasetThere(place: Place): Promise<Probed> {
    const name = `${place.project}.${place.dataset}`;
    let found: string | undefined;
    const asked = await askAccess('bigquery.datasets.get', async () => {
      const [metadata] = (await datasetOf(place).getMetadata()) as unknown as [{ location?: string }];
      found = metadata.location;
    }, target === 'gcp' ? `the dataset ${name} does not exist` : undefined);
    const elsewhere = found !== undefined && location !== undefined && found.toLowerCase() !== location.toLowerCase();
    return elsewhere ? notKnown(['bigquery.datasets.get'], `the dataset ${name} is in ${found}, and not in ${location} as the configuration says`, true) : asked;
  }
}
