import { quoteIdentifier } from '../../engine/quote.js';
import { STREAMED_COLUMN_DAYS_AHEAD, STREAMED_COLUMN_DAYS_BACK, STREAMED_DAYS_AHEAD, STREAMED_DAYS_BACK } from '../limits.js';
import { partitionStart } from '../partitions/decorator.js';
import { partitionColumn } from '../partitions/partition-sql.js';
import { invalid } from '../refusals.js';
import { tableName } from '../resource-names.js';
import type { BaseTableRecord } from '../store/table-record.js';
import { invalidRow, type RowError } from './streamed-rows.js';

const DAY_MS = 86_400_000;

/** @throws ApiError 400 for a partition by time that rows cannot be streamed into: one of long ago, or too far ahead. */
export function checkStreamedPartition({ table, partitioning }: BaseTableRecord, decorator: string | undefined, now: Date): void {
  if (decorator === undefined || partitioning === undefined || !/^\d{4,10}$/.test(decorator)) return;
  const days = Math.floor(partitionStart(decorator).getTime() / DAY_MS) - Math.floor(now.getTime() / DAY_MS);
  if (days >= -STREAMED_DAYS_BACK && days <= STREAMED_DAYS_AHEAD) return;
  throw invalid(
    `The destination table's partition ${table}$${decorator} is outside the allowed bounds. You can only stream to partitions within ${STREAMED_DAYS_BACK} days in the past and ${STREAMED_DAYS_AHEAD} days in the future relative to the current date.`,
  );
}

/** SQL that is true of rows whose column puts them into a partition of long ago or too far ahead, and what is wrong with them; undefined where no time in the rows decides. */
export function outsideBounds(record: BaseTableRecord, now: Date): { readonly condition: string; readonly error: RowError } | undefined {
  const { partitioning, schema } = record;
  if (partitioning?.field === undefined || partitioning.type === 'RANGE') return undefined;
  const name = partitionColumn(partitioning, schema);
  const dayAt = (days: number) => `DATE '${new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10)}'`;
  return {
    condition: `CAST(${quoteIdentifier(name)} AS DATE) NOT BETWEEN ${dayAt(-STREAMED_COLUMN_DAYS_BACK)} AND ${dayAt(STREAMED_COLUMN_DAYS_AHEAD)}`,
    // In the service's words, but without the value that stands in them.
    error: invalidRow(
      name,
      `Value for field ${name} of the destination table ${tableName(record)} is outside the allowed bounds. You can only stream to date range within ${STREAMED_COLUMN_DAYS_BACK} days in the past and ${STREAMED_COLUMN_DAYS_AHEAD} days in the future relative to the current date.`,
    ),
  };
}
