import type { protos } from '@google-cloud/dataplex';

import { aspectTemplates } from '../governance/aspect-fields.js';
import { ASPECT_TYPE_MISSING, type Catalog, type DatasetAspect, type PersonalDataAspect } from '../ports/catalog.js';
import type { Clock } from '../ports/clock.js';
import { ServiceError } from '../ports/service-error.js';
import { once } from '../shared/once.js';
import { plainStruct, structOf } from '../shared/struct.js';
import { absentAsUndefined, callService } from './call-service.js';
import { entryName } from './entry-name.js';
import type { GrpcConnection } from './grpc-connection.js';

interface CatalogOptions {
  readonly grpc: GrpcConnection;
  /** Where the aspect types are. */
  readonly aspectProject: string;
  /** Whether aspect types that are missing are created: where no warehouse team has. */
  readonly createTypes: boolean;
  readonly enabled: boolean;
  readonly clock: Clock;
}

type CreateAspectType = protos.google.cloud.dataplex.v1.ICreateAspectTypeRequest;

/** A push does not wait for longer. */
const ANSWER_MS = 10_000;

const DATASET_TYPE = 'dwh-dataset';
const PERSONAL_DATA_TYPE = 'dwh-personal-data';

/** The Knowledge Catalog through @google-cloud/dataplex. https://docs.cloud.google.com/dataplex/docs/enrich-entries-metadata */
export function knowledgeCatalog({ grpc, aspectProject, createTypes, enabled, clock }: CatalogOptions): Catalog {
  const call = <T>(name: string, work: () => Promise<T>, signal?: AbortSignal) => callService(`dataplex.${name}`, work, { clock, signal });
  const key = (type: string, column?: string) => `${aspectProject}.global.${type}${column === undefined ? '' : `@Schema.${column}`}`;

  let typesMade = false;
  async function makeTypes(signal: AbortSignal | undefined): Promise<void> {
    if (typesMade) return;
    const [client, options] = await Promise.all([grpc.catalog(), grpc.callOptions(ANSWER_MS)]);
    const parent = `projects/${aspectProject}/locations/global`;
    for (const metadataTemplate of aspectTemplates()) {
      const { name: aspectTypeId } = metadataTemplate;
      const request = { parent, aspectTypeId, aspectType: { displayName: aspectTypeId, metadataTemplate } } as CreateAspectType;
      const created = call('aspectTypes.create', async () => {
        const [operation] = await client.createAspectType(request, options);
        await operation.promise();
      }, signal);
      await created.catch((error: unknown) => {
        // There already, or somebody else's to make.
        if (!(error instanceof ServiceError && (error.status === 409 || error.forbidden))) throw error;
      });
    }
    typesMade = true;
  }

  /** Whether it is not the entry that is missing. @throws ServiceError `aspectTypeMissing` */
  const typesAreKnown = once(async () => {
    const [client, options] = await Promise.all([grpc.catalog(), grpc.callOptions(ANSWER_MS)]);
    for (const { name } of aspectTemplates()) {
      const found = await absentAsUndefined(call('aspectTypes.get', () => client.getAspectType({ name: `projects/${aspectProject}/locations/global/aspectTypes/${name}` }, options)));
      if (found === undefined) throw new ServiceError('dataplex.aspectTypes.get', undefined, ASPECT_TYPE_MISSING, false);
    }
  });

  return {
    available: enabled && grpc.available,
    async attach(table, location, { dataset, columns }, signal) {
      const [client, options] = await Promise.all([grpc.catalog(), grpc.callOptions(ANSWER_MS)]);
      if (createTypes) await makeTypes(signal);
      const aspects = Object.fromEntries([
        [key(DATASET_TYPE), { data: structOf(dataset) }],
        ...[...columns].map(([column, aspect]) => [key(PERSONAL_DATA_TYPE, column), { data: structOf({ ...aspect }) }] as const),
      ]);
      // Exactly the aspects that are named are written; without deleteMissingAspects nothing of anybody else's goes.
      const request = { entry: { name: entryName(table, location), aspects }, updateMask: { paths: ['aspects'] }, aspectKeys: Object.keys(aspects) };
      await call('entries.update', () => client.updateEntry(request as never, options), signal).catch(async (error: unknown) => {
        if (error instanceof ServiceError && error.status === 404) await typesAreKnown();
        throw error;
      });
    },
    async read(table, location) {
      const [client, options] = await Promise.all([grpc.catalog(), grpc.callOptions(ANSWER_MS)]);
      const name = `projects/${table.project}/locations/${location.toLowerCase()}`;
      const found = await absentAsUndefined(call('entries.lookup', () => client.lookupEntry({ name, entry: entryName(table, location), view: 'ALL' }, options)));
      let dataset: DatasetAspect | undefined;
      const columns = new Map<string, PersonalDataAspect>();
      for (const [written, { data }] of Object.entries(found?.[0].aspects ?? {})) {
        // Keys come back with the number of the project.
        const [, type, path] = /^[^.]+\.global\.([a-z-]+)(?:@Schema\.(.+))?$/.exec(written) ?? [];
        if (type === DATASET_TYPE && path === undefined) dataset = plainStruct(data) as DatasetAspect;
        else if (type === PERSONAL_DATA_TYPE && path !== undefined) columns.set(path, plainStruct(data) as unknown as PersonalDataAspect);
      }
      return dataset === undefined ? undefined : { dataset, columns };
    },
  };
}
