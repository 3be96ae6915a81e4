import { UNPARTITIONED, NULL_PARTITION, partitionIdAt, partitionRange } from './decorator.js';
import { instantSql, partitionColumn } from './partition-sql.js';
import type { Partitioning } from './partitioning.js';
import { quoteIdentifier } from '../../engine/quote.js';
import type { Field } from '../schema/field.js';

/**
 * SQL that is true for rows whose partition has expired: those before the oldest partition that still lives. Undefined where nothing expires.
 * A partition expires `expirationMs` after its end, whenever its rows came; rows without a partition time stay.
 */
export function expiredSql(partitioning: Partitioning, fields: readonly Field[], now: Date): string | undefined {
  if (partitioning.expirationMs === undefined) return undefined;
  const oldest = oldestLiving(partitioning, now);
  if (oldest === undefined) return undefined;
  const column = quoteIdentifier(partitionColumn(partitioning, fields));
  const bound = instantSql(partitioning, fields, partitionRange(oldest, partitioning, '').start);
  // Years before 1960 are in __UNPARTITIONED__, which does not expire.
  const unexpiring = partitioning.field === undefined ? '' : ` AND year(${column}) BETWEEN 1960 AND 2159`;
  return `(${column} IS NOT NULL AND ${column} < ${bound}${unexpiring})`;
}

export function isExpired(partitionId: string, partitioning: Partitioning, now: Date): boolean {
  if (partitionId === NULL_PARTITION || partitionId === UNPARTITIONED) return false;
  const oldest = oldestLiving(partitioning, now);
  return oldest !== undefined && partitionId < oldest;
}

/** The partition that holds the instant `expirationMs` ago: those that ended up to then have expired. Its time counts from a partition's end: https://docs.cloud.google.com/bigquery/docs/managing-partitioned-tables#partition-expiration */
function oldestLiving(partitioning: Partitioning, now: Date): string | undefined {
  if (partitioning.expirationMs === undefined || partitioning.type === 'RANGE') return undefined;
  const limit = new Date(now.getTime() - partitioning.expirationMs);
  return limit.getUTCFullYear() < 1 ? undefined : partitionIdAt(limit, partitioning.type);
}
