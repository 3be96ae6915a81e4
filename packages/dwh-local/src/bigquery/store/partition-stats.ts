import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow, rows } from '../../engine/engine.js';

/** What one partition holds. A table without partitions has one entry with the id ''. */
export interface PartitionStats {
  readonly partitionId: string;
  readonly rows: number;
  readonly bytes: number;
}

/** @internal Counts rows and bytes per partition; `idSql` and `bytesSql` are SQL over the relation's columns. */
export async function measure(connection: DuckDBConnection, relation: string, idSql: string, bytesSql: string, where = 'true'): Promise<PartitionStats[]> {
  const found = await rows<{ id: string; n: bigint; bytes: bigint | null }>(
    connection,
    `SELECT ${idSql} AS id, count(*) AS n, sum(${bytesSql})::BIGINT AS bytes FROM ${relation} WHERE ${where} GROUP BY ALL`,
  );
  return found.map((row) => ({ partitionId: row.id, rows: Number(row.n), bytes: Number(row.bytes ?? 0n) }));
}

/** Replaces what is known of these partitions. Those that now hold nothing are forgotten. */
export async function putPartitions(connection: DuckDBConnection, storage: string, replaced: readonly string[], stats: readonly PartitionStats[]): Promise<void> {
  for (const id of replaced) await connection.run('DELETE FROM bq.partitions WHERE storage = $storage AND partition_id = $id', { storage, id });
  for (const entry of stats) {
    if (entry.rows > 0) await connection.run('INSERT INTO bq.partitions VALUES ($storage, $id, $rows, $bytes, now())', { storage, id: entry.partitionId, rows: entry.rows, bytes: entry.bytes });
  }
}

/** Brings what is known to what was measured: partitions that are `touched`, or that hold another amount now, were modified now; the others keep their time. */
export async function putMeasured(connection: DuckDBConnection, storage: string, stats: readonly PartitionStats[], touched: ReadonlySet<string>): Promise<void> {
  const known = await readPartitions(connection, storage);
  const measured = new Map(stats.map((entry) => [entry.partitionId, entry]));
  const isUnchanged = ({ partitionId, rows: before, bytes }: PartitionStats) => !touched.has(partitionId) && measured.get(partitionId)?.rows === before && measured.get(partitionId)?.bytes === bytes;
  const unchanged = new Set(known.filter(isUnchanged).map((entry) => entry.partitionId));
  const replaced = known.map((entry) => entry.partitionId).filter((id) => !unchanged.has(id));
  await putPartitions(connection, storage, replaced, stats.filter((entry) => !unchanged.has(entry.partitionId)));
}

/** What is known of these partitions (all of them without a list). */
export async function readPartitions(connection: DuckDBConnection, storage: string): Promise<(PartitionStats & { modified: Date })[]> {
  const found = await rows<{ partition_id: string; total_rows: bigint; total_bytes: bigint; modified: Date }>(
    connection,
    'SELECT partition_id, total_rows, total_bytes, modified FROM bq.partitions WHERE storage = $storage ORDER BY partition_id',
    { storage },
  );
  return found.map((row) => ({ partitionId: row.partition_id, rows: Number(row.total_rows), bytes: Number(row.total_bytes), modified: row.modified }));
}

export async function totals(connection: DuckDBConnection, storage: string): Promise<{ rows: number; bytes: number; partitions: number }> {
  const row = await firstRow<{ n: bigint | null; bytes: bigint | null; partitions: bigint }>(
    connection,
    'SELECT sum(total_rows)::BIGINT AS n, sum(total_bytes)::BIGINT AS bytes, count(*) AS partitions FROM bq.partitions WHERE storage = $storage',
    { storage },
  );
  return { rows: Number(row?.n ?? 0n), bytes: Number(row?.bytes ?? 0n), partitions: Number(row?.partitions ?? 0n) };
}
