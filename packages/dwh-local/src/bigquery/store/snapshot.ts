import type { DuckDBConnection } from '@duckdb/node-api';

import type { DatasetRef, TableRef } from '../resource-names.js';
import { findDataset, type DatasetRecord } from './dataset-record.js';
import { findTable, type TableRecord } from './table-record.js';

/** The datasets and tables that a statement names, each read once. For one transaction that changes none of them. */
export class Snapshot {
  readonly #datasets = new Map<string, Promise<DatasetRecord | undefined>>();
  readonly #tables = new Map<string, Promise<TableRecord | undefined>>();

  constructor(readonly connection: DuckDBConnection) {}

  dataset(ref: DatasetRef): Promise<DatasetRecord | undefined> {
    return once(this.#datasets, [ref.project, ref.dataset], () => findDataset(this.connection, ref));
  }

  table(ref: TableRef): Promise<TableRecord | undefined> {
    return once(this.#tables, [ref.project, ref.dataset, ref.table], () => findTable(this.connection, ref));
  }
}

function once<T>(known: Map<string, Promise<T>>, names: readonly string[], read: () => Promise<T>): Promise<T> {
  const key = JSON.stringify(names);
  const found = known.get(key) ?? read();
  known.set(key, found);
  return found;
}
