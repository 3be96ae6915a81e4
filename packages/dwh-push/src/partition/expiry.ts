import type { PartitionTime } from './partition-time.js';

/**
 * When the warehouse drops a partition, in milliseconds since 1970: its time counts from the end of the partition, in UTC.
 * https://docs.cloud.google.com/bigquery/docs/managing-partitioned-tables#partition-expiration
 */
export function expiresAt({ end }: PartitionTime, expirationMs: number): number {
  return end + expirationMs;
}
