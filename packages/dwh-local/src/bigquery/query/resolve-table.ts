import { isDefinition, type ResolvedTable, type TableRef } from '../../sql/translation-context.js';
import { parseExternal } from '../external/external-definition.js';
import { emptyExternal } from '../external/file-name.js';
import { invalid } from '../refusals.js';
import { USER_EMAIL } from '../service.js';
import type { Snapshot } from '../store/snapshot.js';
import { storageRelation, type ExternalRecord } from '../store/table-record.js';
import { informationSchemaRelation } from './information-schema.js';
import { columnsOf } from './relation-columns.js';
import type { QueryScope } from './translate-query.js';

/** Where a dataset's name would stand, a location; nothing behind the dash is the query's own. */
export const REGION = /^region-(.*)$/i;

/** What a name in a query stands for; undefined where there is no such table in this location. */
export async function resolveTable(snapshot: Snapshot, ref: TableRef, scope: QueryScope): Promise<ResolvedTable | undefined> {
  const definition = isDefinition(ref) ? scope.definitions?.get(ref.table) : undefined;
  if (definition !== undefined) return scope.externals?.open(`definition ${ref.table}`, definition);
  const view = /^INFORMATION_SCHEMA\.(\w+)$/i.exec(ref.table)?.[1]?.toUpperCase();
  const place = { project: ref.project, location: scope.location, user: scope.caller?.email ?? USER_EMAIL };
  const region = view === undefined ? undefined : REGION.exec(ref.dataset)?.[1]?.toLowerCase();
  // `dataset.INFORMATION_SCHEMA.JOBS` reads as that of a project, which there is only by chance.
  if (region === '' && ref.project !== scope.project && (await snapshot.dataset({ project: scope.project, dataset: ref.project })) !== undefined) throw invalid(`INFORMATION_SCHEMA.${view} must be qualified with a location or a project, not with the dataset ${ref.project}`);
  if (view !== undefined && region !== undefined) return region === '' || region === scope.location.toLowerCase() ? informationSchemaRelation(snapshot.connection, place, view) : undefined;
  const dataset = await snapshot.dataset(ref);
  if (dataset === undefined || dataset.location.toLowerCase() !== scope.location.toLowerCase()) return undefined;
  if (view !== undefined) return informationSchemaRelation(snapshot.connection, { ...place, dataset }, view);
  if (ref.table.includes('$')) throw invalid(`Table decorators cannot be used in a query: ${ref.table}`);
  const record = await snapshot.table(ref);
  if (record === undefined) return undefined;
  if (record.kind === 'VIEW') return { kind: 'view', query: record.query, project: record.project };
  if (record.kind === 'EXTERNAL') return openExternal(record, scope);
  return {
    kind: 'table',
    relation: storageRelation(record.storage),
    columns: columnsOf(record.schema),
    ...(record.partitioning === undefined
      ? {}
      : { partitioning: { type: record.partitioning.type, ...(record.partitioning.field === undefined ? {} : { field: record.partitioning.field }) } }),
    ...(record.requirePartitionFilter === true ? { requirePartitionFilter: true } : {}),
  };
}

/** Where nothing is going to be read, as when a view is created, the columns are enough. */
function openExternal(record: ExternalRecord, { externals }: QueryScope): Promise<ResolvedTable> | ResolvedTable {
  if (externals === undefined) return { kind: 'table', external: true, relation: emptyExternal(record.schema), columns: columnsOf(record.schema) };
  const { schema: _, ...definition } = record.definition;
  return externals.open(`table ${record.etag}`, parseExternal(definition, 'externalDataConfiguration'), record.schema);
}
