import type { DuckDBConnection } from '@duckdb/node-api';

import { ANONYMOUS_RESULT_LIFETIME_MS } from '../limits.js';
import type { TableRef } from '../resource-names.js';
import { findDataset, insertDataset, type DatasetRecord } from '../store/dataset-record.js';
import { newEtag, newStorageName } from '../store/new-names.js';
import type { ReadyRows } from '../write/publish-rows.js';
import { insertNewTable, storageRelation, type BaseTableRecord } from '../store/table-record.js';
import { createStorage } from '../tables/create-table.js';

/** The hidden dataset for results without a destination; one per location, and its name starts so that lists leave it out. */
function anonymousDataset(location: string): string {
  return `_dwh_results_${location.toLowerCase().replaceAll('-', '_')}`;
}

/** Makes the hidden dataset where it is missing. To be called under its lock. */
export async function ensureAnonymousDataset(connection: DuckDBConnection, project: string, location: string): Promise<DatasetRecord> {
  const ref = { project, dataset: anonymousDataset(location) };
  const found = await findDataset(connection, ref);
  if (found !== undefined) return found;
  const now = Date.now();
  const record: DatasetRecord = { ...ref, location, etag: newEtag(), creationTime: now, lastModifiedTime: now, labels: {}, access: [] };
  await insertDataset(connection, record);
  return record;
}

export function anonymousDatasetRef(project: string, location: string): { project: string; dataset: string } {
  return { project, dataset: anonymousDataset(location) };
}

/** Keeps ready rows as a table that goes by itself after a day, inside the caller's transaction. */
export async function keepAnonymousResult(connection: DuckDBConnection, project: string, location: string, rows: ReadyRows): Promise<{ table: TableRef; totalRows: number }> {
  const now = Date.now();
  const storage = newStorageName();
  await createStorage(connection, storage, rows.fields, undefined);
  const inserted = await connection.run(`INSERT INTO ${storageRelation(storage)} SELECT * FROM ${rows.relation}`);
  const record: BaseTableRecord = {
    kind: 'TABLE',
    ...anonymousDatasetRef(project, location),
    table: `anon${storage.slice(2)}`,
    etag: newEtag(),
    creationTime: now,
    lastModifiedTime: now,
    expirationTime: now + ANONYMOUS_RESULT_LIFETIME_MS,
    labels: {},
    schema: rows.fields,
    storage,
    numRows: inserted.rowsChanged,
    numBytes: 0,
  };
  await insertNewTable(connection, record);
  return { table: { project: record.project, dataset: record.dataset, table: record.table }, totalRows: record.numRows };
}
