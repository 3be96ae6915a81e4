import type { DuckDBConnection } from '@duckdb/node-api';

import { execute, firstRow, rows } from '../../engine/engine.js';
import { quoteIdentifier } from '../../engine/quote.js';
import type { Labels } from '../labels.js';
import type { Partitioning } from '../partitions/partitioning.js';
import { notFound } from '../refusals.js';
import { tableName, type DatasetRef, type TableRef } from '../resource-names.js';
import type { Field } from '../schema/field.js';
import type { TableConstraints } from '../tables/table-constraints.js';
import { getDataset } from './dataset-record.js';
import { newEtag } from './new-names.js';
import { DATA_SCHEMA } from './schema.js';

interface CommonRecord extends TableRef {
  readonly etag: string;
  readonly creationTime: number;
  readonly lastModifiedTime: number;
  readonly labels: Labels;
  readonly schema: readonly Field[];
  readonly description?: string;
  readonly friendlyName?: string;
  /** When the table goes by itself, in milliseconds since the epoch. */
  readonly expirationTime?: number;
}

/** A table with rows, as it is stored. */
export interface BaseTableRecord extends CommonRecord {
  readonly kind: 'TABLE';
  /** The name of the DuckDB table that holds the rows. A replaced table gets another one. */
  readonly storage: string;
  /** Changes whenever rows do, so that a page is never continued in other rows. Absent as long as the storage is as it was created. */
  readonly rowsVersion?: string;
  readonly numRows: number;
  readonly numBytes: number;
  readonly partitioning?: Partitioning;
  readonly clustering?: readonly string[];
  readonly requirePartitionFilter?: boolean;
  readonly tableConstraints?: TableConstraints;
  /** Whose result it is; nobody else reads it without a grant. */
  readonly owner?: string;
  /** The columns whose mode nobody has stated, in lower case. */
  readonly unstatedModes?: readonly string[];
}

export interface ViewRecord extends CommonRecord {
  readonly kind: 'VIEW';
  readonly query: string;
}

/** A table whose rows are files. */
export interface ExternalRecord extends CommonRecord {
  readonly kind: 'EXTERNAL';
  /** `externalDataConfiguration` as it was given. */
  readonly definition: Readonly<Record<string, unknown>>;
}

export type TableRecord = BaseTableRecord | ViewRecord | ExternalRecord;

/** The record after its rows have changed. */
export function withRows(record: BaseTableRecord, total: { readonly rows: number; readonly bytes: number }): BaseTableRecord {
  const etag = newEtag();
  return { ...record, etag, rowsVersion: etag, lastModifiedTime: laterThan(record.lastModifiedTime), numRows: total.rows, numBytes: total.bytes };
}

/** Now, and in any case after `time`: two changes in one millisecond have two times. In milliseconds. */
export function laterThan(time: number): number {
  return Math.max(Date.now(), time + 1);
}

/** What holds a table's rows, and since when as they are. */
export type RowsHeld = Pick<BaseTableRecord, 'storage' | 'rowsVersion'>;

/** What the rows of a table are, for page tokens. */
export function rowsVersion(record: RowsHeld): string {
  return `${record.storage}/${record.rowsVersion ?? ''}`;
}

interface Row {
  readonly resource: string;
}

const KEY = 'project = $project AND dataset = $dataset AND table_id = $table';

/** An expired table is gone, even while its rows still wait to be swept. */
export async function findTable(connection: DuckDBConnection, ref: TableRef, now = Date.now()): Promise<TableRecord | undefined> {
  const row = await firstRow<Row>(connection, `SELECT resource FROM bq.tables WHERE ${KEY}`, key(ref));
  if (row === undefined) return undefined;
  const record = JSON.parse(row.resource) as TableRecord;
  return record.expirationTime !== undefined && record.expirationTime <= now ? undefined : record;
}

/** @throws ApiError 404 */
export async function getTable(connection: DuckDBConnection, ref: TableRef): Promise<TableRecord> {
  const table = await findTable(connection, ref);
  if (table !== undefined) return table;
  // The service names the dataset where that is what is missing.
  await getDataset(connection, ref);
  throw notFound(`Table ${tableName(ref)}`);
}

export async function insertTable(connection: DuckDBConnection, record: TableRecord): Promise<void> {
  // An expired record of the same name may still be there.
  await execute(connection, `DELETE FROM bq.tables WHERE ${KEY}`, key(record));
  await insertNewTable(connection, record);
}

/** Under a name that nothing has had before. */
export async function insertNewTable(connection: DuckDBConnection, record: TableRecord): Promise<void> {
  await execute(connection, 'INSERT INTO bq.tables VALUES ($project, $dataset, $table, $resource)', { ...key(record), resource: JSON.stringify(record) });
}

export async function updateTable(connection: DuckDBConnection, record: TableRecord): Promise<void> {
  await execute(connection, `UPDATE bq.tables SET resource = $resource WHERE ${KEY}`, { ...key(record), resource: JSON.stringify(record) });
}

/** Removes the record and, for a table with rows, the rows. */
export async function deleteTable(connection: DuckDBConnection, record: TableRecord): Promise<void> {
  await execute(connection, `DELETE FROM bq.tables WHERE ${KEY}`, key(record));
  if (record.kind === 'TABLE') await dropStorage(connection, record.storage);
}

export async function dropStorage(connection: DuckDBConnection, storage: string): Promise<void> {
  await connection.run(`DROP TABLE IF EXISTS ${storageRelation(storage)}`);
  await execute(connection, 'DELETE FROM bq.partitions WHERE storage = $storage', { storage });
}

/** Tables by id, those after `after` only. */
export async function listTables(connection: DuckDBConnection, ref: DatasetRef, after: string, limit: number): Promise<TableRecord[]> {
  const found = await rows<Row>(connection, 'SELECT resource FROM bq.tables WHERE project = $project AND dataset = $dataset AND table_id > $after ORDER BY table_id LIMIT $limit', {
    project: ref.project,
    dataset: ref.dataset,
    after,
    limit,
  });
  const now = Date.now();
  return found.map((row) => JSON.parse(row.resource) as TableRecord).filter((record) => record.expirationTime === undefined || record.expirationTime > now);
}

/** The DuckDB table that holds the rows, quoted. */
export function storageRelation(storage: string): string {
  return `${DATA_SCHEMA}.${quoteIdentifier(storage)}`;
}

function key(ref: TableRef) {
  return { project: ref.project, dataset: ref.dataset, table: ref.table };
}
