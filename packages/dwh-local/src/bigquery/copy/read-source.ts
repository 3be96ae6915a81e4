import type { DuckDBConnection } from '@duckdb/node-api';

import { partitionSelection } from '../partitions/partition-selection.js';
import { invalid, notFound } from '../refusals.js';
import { tableName } from '../resource-names.js';
import { findTable, storageRelation, type BaseTableRecord } from '../store/table-record.js';
import type { TableSource } from './copy-spec.js';

export interface SourceRows {
  readonly record: BaseTableRecord;
  /** The DuckDB table that holds the rows. */
  readonly relation: string;
  /** SQL that is true for the rows that are meant. */
  readonly where: string;
}

/** The rows that a job reads, as they are now on `connection`. @throws ApiError 404, 400 for what is no table with rows */
export async function sourceRows(connection: DuckDBConnection, { table, decorator }: TableSource): Promise<SourceRows> {
  const record = await findTable(connection, table);
  if (record === undefined) throw notFound(`Table ${tableName(table)}`);
  if (record.kind !== 'TABLE') throw invalid(`${tableName(table)} is not allowed for this operation because it is currently a ${record.kind}.`);
  const where = decorator === undefined ? 'true' : partitionSelection(record, decorator).where;
  return { record, relation: storageRelation(record.storage), where };
}
