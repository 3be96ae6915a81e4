import type { PartitionTime } from './partition-time.js';

/** Rows with other times are in `__UNPARTITIONED__` where a column partitions the table: https://docs.cloud.google.com/bigquery/docs/partitioned-tables#date_timestamp_partitioned_tables */
const FIRST = Date.parse('1960-01-01T00:00:00.000Z');
const END = Date.parse('2160-01-01T00:00:00.000Z');

/** Whether a table that is partitioned by a column can have this partition. */
export function canBeOfColumn({ start, end }: PartitionTime): boolean {
  return start >= FIRST && end <= END;
}
