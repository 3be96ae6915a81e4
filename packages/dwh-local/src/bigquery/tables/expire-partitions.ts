import type { DuckDBConnection } from '@duckdb/node-api';

import { expiredSql, isExpired } from '../partitions/expiry.js';
import { putPartitions, readPartitions, totals } from '../store/partition-stats.js';
import { storageRelation, withRows, type BaseTableRecord } from '../store/table-record.js';

/** Deletes the rows of expired partitions, inside the caller's transaction. @returns the record with what is left. */
export async function expirePartitions(connection: DuckDBConnection, record: BaseTableRecord, now: Date): Promise<BaseTableRecord> {
  const { partitioning } = record;
  if (partitioning === undefined) return record;
  const expired = expiredSql(partitioning, record.schema, now);
  if (expired === undefined) return record;
  const gone = (await readPartitions(connection, record.storage)).map((entry) => entry.partitionId).filter((id) => isExpired(id, partitioning, now));
  if (gone.length === 0) return record;
  await connection.run(`DELETE FROM ${storageRelation(record.storage)} WHERE ${expired}`);
  await putPartitions(connection, record.storage, gone, []);
  return withRows(record, await totals(connection, record.storage));
}
