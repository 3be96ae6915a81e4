import type { DuckDBConnection } from '@duckdb/node-api';

import { rowOfToken, rowToken } from '../page-token.js';
import { partitionSelection } from '../partitions/partition-selection.js';
import type { Field } from '../schema/field.js';
import { readPartitions } from '../store/partition-stats.js';
import { rowsVersion, storageRelation, type BaseTableRecord, type RowsHeld } from '../store/table-record.js';
import type { Cell, ValueFormat } from './format-value.js';
import { readPage } from './read-page.js';

export interface TableRead {
  readonly fields: readonly Field[];
  readonly start: number;
  readonly pageToken?: string;
  readonly maxRows?: number;
  readonly format: ValueFormat;
}

export interface TablePage {
  readonly totalRows: number;
  readonly rows: readonly { f: Cell[] }[];
  readonly pageToken?: string;
}

/**
 * A page of a table or of the partition that a decorator names, as it is now. `connection` is in a transaction, for one snapshot of the record, the counts and the rows.
 * @throws ApiError 400 where the rows have changed since the token was made
 */
export async function readTable(connection: DuckDBConnection, record: BaseTableRecord, decorator: string | undefined, read: TableRead): Promise<TablePage> {
  if (decorator === undefined) return readRows(connection, record, record.numRows, read);
  const { id, where } = partitionSelection(record, decorator);
  const rows = (await readPartitions(connection, record.storage)).find((entry) => entry.partitionId === id)?.rows ?? 0;
  return readRows(connection, record, rows, read, { decorator, where });
}

/** @param totalRows - that there are, of the partition where one is given */
export async function readRows(connection: DuckDBConnection, held: RowsHeld, totalRows: number, read: TableRead, partition?: { readonly decorator: string; readonly where: string }): Promise<TablePage> {
  const { fields, maxRows, format } = read;
  // Without a partition the same for a table and for query results: Google's Java client reads the first page there and the others here.
  const version = rowsVersion(held) + (partition === undefined ? '' : `$${partition.decorator}`);
  const start = rowOfToken(read.pageToken, version) ?? read.start;
  const page = await readPage(connection, storageRelation(held.storage), fields, {
    start,
    totalRows,
    format,
    ...(maxRows === undefined ? {} : { maxRows }),
    ...(partition === undefined ? {} : { where: partition.where }),
  });
  return { totalRows, rows: page.rows, ...(page.next < totalRows && maxRows !== 0 ? { pageToken: rowToken(page.next, version) } : {}) };
}
