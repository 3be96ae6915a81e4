import type { PartitionTime } from './partition-time.js';

/**
 * When the warehouse drops a partition, in milliseconds since 1970: its time counts from the end of the partition, in UTC.
 * https://docs.cloud.google.com/bigquery/docs/managing-partitioned-tables#partition-expiration
 */
export function expiresAt({ end }: PartitionTime, expirationMs: number): number {
  return end + expirationMs;
}

const DAY_MS = 86_400_000;

/** How long partitions live, in whole milliseconds, as the warehouse takes it. */
export function lifetimeMs(days: number): number {
  return Math.round(days * DAY_MS);
}
