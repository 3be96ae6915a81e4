import type { DuckDBConnection } from '@duckdb/node-api';

import type { ResolvedTable, TableRef } from '../../sql/translation.js';
import { invalid } from '../refusals.js';
import { findDataset } from '../store/dataset-record.js';
import { findTable, storageRelation } from '../store/table-record.js';
import { informationSchemaRelation } from './information-schema.js';
import { columnsOf } from './relation-columns.js';

/** What a name in a query stands for; undefined where there is no such table in this location. */
export async function resolveTable(connection: DuckDBConnection, ref: TableRef, location: string): Promise<ResolvedTable | undefined> {
  const dataset = await findDataset(connection, ref);
  if (dataset === undefined || dataset.location.toLowerCase() !== location.toLowerCase()) return undefined;
  const view = /^INFORMATION_SCHEMA\.(\w+)$/i.exec(ref.table);
  if (view !== null) return informationSchemaRelation(connection, dataset, (view[1] ?? '').toUpperCase());
  if (ref.table.includes('$')) throw invalid(`Table decorators cannot be used in a query: ${ref.table}`);
  const record = await findTable(connection, ref);
  if (record === undefined) return undefined;
  if (record.kind === 'VIEW') return { kind: 'view', query: record.query, project: record.project };
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
