import { STREAMED_DAYS_AHEAD, STREAMED_DAYS_BACK } from '../limits.js';
import { partitionStart } from '../partitions/decorator.js';
import { invalid } from '../refusals.js';
import type { BaseTableRecord } from '../store/table-record.js';

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
