import type { DuckDBConnection } from '@duckdb/node-api';

import type { Engine } from '../../engine/engine.js';
import { ANONYMOUS_RESULT_LIFETIME_MS } from '../limits.js';
import type { TableRef } from '../resource-names.js';
import { lockDataset } from '../service.js';
import { findDataset, insertDataset } from '../store/dataset-record.js';
import { newEtag, newStorageName } from '../store/new-names.js';
import type { ReadyRows } from '../write/publish-rows.js';
import { insertNewTable, storageRelation, type BaseTableRecord } from '../store/table-record.js';
import { createStorage } from '../tables/create-table.js';

/** The hidden dataset for results without a destination; one per location, and its name starts so that lists leave it out. */
function anonymousDataset(location: string): string {
  return `_dwh_results_${location.toLowerCase().replaceAll('-', '_')}`;
}

/** Makes the hidden dataset where it is missing. `connection` is in no transaction. */
export async function ensureAnonymousDataset(engine: Engine, connection: DuckDBConnection, project: string, location: string): Promise<void> {
  const ref = { project, dataset: anonymousDataset(location) };
  if ((await findDataset(connection, ref)) !== undefined) return;
  await lockDataset(engine, ref, async () => {
    if ((await findDataset(connection, ref)) !== undefined) return;
    const now = Date.now();
    await insertDataset(connection, { ...ref, location, etag: newEtag(), creationTime: now, lastModifiedTime: now, labels: {}, access: [] });
  });
}

function anonymousDatasetRef(project: string, location: string): { project: string; dataset: string } {
  return { project, dataset: anonymousDataset(location) };
}

/** Keeps ready rows as a table that goes by itself after a day, inside the caller's transaction. */
export async function keepAnonymousResult(connection: DuckDBConnection, project: string, location: string, rows: ReadyRows, owner: string | undefined): Promise<{ table: TableRef; anonymous: { storage: string; totalRows: number } }> {
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
    ...(owner === undefined ? {} : { owner }),
  };
  await insertNewTable(connection, record);
  return { table: { project: record.project, dataset: record.dataset, table: record.table }, anonymous: { storage, totalRows: record.numRows } };
}
