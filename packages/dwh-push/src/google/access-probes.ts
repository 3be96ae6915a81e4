import { randomUUID } from 'node:crypto';

import type { ResolvedConfig } from '../config.js';
import type { AccessProbes, Probed } from '../ports/access-probes.js';
import { structOf } from '../shared/struct.js';
import { serviceError } from './call-service.js';
import type { Connection } from './connect.js';
import { entryName } from './entry-name.js';

const GRANTED: Probed = { missing: [] };

/** Asks Google's services what this identity may do: by permission tests where they exist, otherwise by calls that are refused for another reason once they are allowed. */
export function accessProbes({ inner: { bigQuery, storage }, grpc }: Connection, { project, location, catalogProject }: ResolvedConfig): AccessProbes {
  const expected = location ?? 'EU';
  const parent = `projects/${project}/locations/${expected.toLowerCase()}`;
  const datasetOf = (place: { readonly project: string; readonly dataset: string }) => bigQuery.dataset(place.dataset, { projectId: place.project });
  const dryRun = (query: string) => bigQuery.createQueryJob({ query, dryRun: true, useLegacySql: false, ...(location === undefined ? {} : { location }) });

  /** Any table of the dataset; undefined where there is none, or it may not be listed. */
  async function anyTable(place: { readonly project: string; readonly dataset: string }) {
    const [tables] = await datasetOf(place).getTables({ maxResults: 1, autoPaginate: false }).catch(() => [[]] as const);
    return tables[0];
  }

  async function tablePermissions(place: { readonly project: string; readonly dataset: string }, permissions: readonly string[]): Promise<Probed> {
    const table = await anyTable(place);
    if (table === undefined) return { missing: [], unknown: `${place.dataset} has no table on which ${permissions.join(', ')} could be tested` };
    return asked(permissions[0] as string, async () => {
      const [{ permissions: held = [] }] = (await table.testIamPermissions([...permissions])) as unknown as [{ permissions?: readonly string[] }];
      return permissions.filter((permission) => !held.includes(permission));
    });
  }

  return {
    jobs: () => asked('bigquery.jobs.create', () => dryRun('SELECT 1')),
    async dataset(place, permissions) {
      const onTables = permissions.filter((permission) => !['bigquery.datasets.get', 'bigquery.tables.create', 'bigquery.tables.list'].includes(permission));
      return all([
        await asked('bigquery.datasets.get', () => datasetOf(place).getMetadata()),
        await asked('bigquery.tables.list', () => datasetOf(place).getTables({ maxResults: 1, autoPaginate: false })),
        await asked('bigquery.tables.create', () => dryRun(`CREATE TABLE \`${place.project}.${place.dataset}.dwh_access_check\` (a INT64)`)),
        await tablePermissions(place, onTables),
      ]);
    },
    bucket: (bucket, permissions) =>
      asked(permissions[0] as string, async () => {
        const [held] = (await storage.bucket(bucket).iam.testPermissions([...permissions])) as unknown as [Readonly<Record<string, boolean>>];
        return permissions.filter((permission) => held[permission] !== true);
      }),
    async objects(bucket, prefix, whole) {
      const file = storage.bucket(bucket).file(`${prefix}access-check-${randomUUID()}`);
      // With a checksum that is not that of nothing it is refused once it is allowed, and nothing is written.
      const creates = await asked('storage.objects.create', () => file.save('', { resumable: false, validation: false, metadata: { crc32c: 'AAAAAQ==' } }));
      if (!whole) return creates;
      return all([creates, await asked('storage.objects.get', () => file.getMetadata()), await asked('storage.objects.delete', () => file.delete())]);
    },
    metrics: async () => {
      if (!grpc.available) return { missing: [], unknown: 'no monitoring is known' };
      const [client, options] = await Promise.all([grpc.metrics(), grpc.callOptions()]);
      const name = `projects/${project}`;
      return all([
        await asked('monitoring.timeSeries.create', () => client.createTimeSeries({ name, timeSeries: [] }, options)),
        await asked('monitoring.metricDescriptors.list', () => client.listMetricDescriptors({ name, filter: 'metric.type = "custom.googleapis.com/dwh/push/rows"' }, options)),
      ]);
    },
    lineage: async () => {
      if (!grpc.available) return { missing: [], unknown: 'no lineage is known' };
      const [client, options] = await Promise.all([grpc.lineage(), grpc.callOptions()]);
      return asked('datalineage.events.create', () => client.processOpenLineageRunEvent({ parent, openLineage: structOf({}) }, options));
    },
    entries: async (place) => {
      if (!grpc.available) return { missing: [], unknown: 'no catalog is known' };
      const [client, options] = await Promise.all([grpc.catalog(), grpc.callOptions()]);
      return asked('dataplex.entries.update', () => client.updateEntry({ entry: { name: entryName({ ...place, table: 'dwh_access_check' }, expected) } }, options));
    },
    aspects: async (place) => {
      if (!grpc.available) return { missing: [], unknown: 'no catalog is known' };
      const table = await anyTable(place);
      if (table === undefined) return { missing: [], unknown: `${place.dataset} has no table on which aspects could be tried` };
      const [client, options] = await Promise.all([grpc.catalog(), grpc.callOptions()]);
      const key = `${catalogProject}.global.dwh-dataset`;
      // An aspect with a field that its type does not have is refused, once it is allowed.
      const entry = { name: entryName({ ...place, table: table.id as string }, expected), aspects: { [key]: { data: structOf({ not_a_field: true }) } } };
      return asked('dataplex.aspectTypes.use', () => client.updateEntry({ entry, updateMask: { paths: ['aspects'] }, aspectKeys: [key] } as never, options), 'dataplex.entries.update');
    },
    templates: async (place) => {
      if (!grpc.available) return { missing: [], unknown: 'no catalog is known' };
      const table = await anyTable(place);
      if (table === undefined) return { missing: [], unknown: `${place.dataset} has no table on which tags could be tried` };
      const [client, options] = await Promise.all([grpc.dataCatalog(), grpc.callOptions()]);
      // A tag with a field that its template does not have is refused, once it is allowed.
      const tag = { template: `projects/${catalogProject}/locations/${expected.toLowerCase()}/tagTemplates/dwh_dataset`, fields: { not_a_field: { boolValue: true } } };
      return asked('datacatalog.tagTemplates.use', async () => {
        const [entry] = await client.lookupEntry({ linkedResource: `//bigquery.googleapis.com/projects/${place.project}/datasets/${place.dataset}/tables/${table.id as string}` }, options);
        await client.createTag({ parent: entry.name as string, tag }, options);
      });
    },
    tags: async (taxonomy) => {
      if (!grpc.available) return { missing: [], unknown: 'no policy tags are known' };
      const [client, options] = await Promise.all([grpc.policyTags(), grpc.callOptions()]);
      return asked('datacatalog.taxonomies.get', () => client.listPolicyTags({ parent: taxonomy }, options));
    },
  };
}

/**
 * Makes a call that needs a permission. What is refused for another reason was allowed.
 *
 * @param work - may answer with the permissions that it found missing
 * @param elsewhere - a permission that the call needs as well, and that another probe asks for
 */
async function asked(permission: string, work: () => Promise<unknown>, elsewhere?: string): Promise<Probed> {
  try {
    const found = await work();
    return { missing: Array.isArray(found) && found.every((item) => typeof item === 'string') ? (found as string[]) : [] };
  } catch (error) {
    const refused = serviceError('access', error);
    if (refused === undefined) throw error;
    if (refused.forbidden) return refused.permission !== undefined && refused.permission === elsewhere ? GRANTED : { missing: [refused.permission ?? permission] };
    return refused.retryable ? { missing: [], unknown: `${permission} could not be asked for: ${refused.reason}` } : GRANTED;
  }
}

function all(probed: readonly Probed[]): Probed {
  const unknown = probed.flatMap((one) => (one.unknown === undefined ? [] : [one.unknown]));
  return { missing: [...new Set(probed.flatMap(({ missing }) => missing))], ...(unknown.length === 0 ? {} : { unknown: unknown.join('; ') }) };
}
