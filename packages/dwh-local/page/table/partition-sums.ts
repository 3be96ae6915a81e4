import { queryRows } from '../api/query-rows.js';
import { text } from '../wire/json.js';

/** All partitions of a table taken together. */
export interface PartitionSum {
  /** One that is not partitioned has none. */
  readonly partitions: string;
  /** The last of those that are a value's own; undefined where there is none. */
  readonly latest: string | undefined;
  readonly rows: string;
}

/** By the names of a dataset's tables; without those that have no rows. @throws ApiFailure */
export async function partitionSums(dataset: string, signal: AbortSignal): Promise<ReadonlyMap<string, PartitionSum>> {
  const sql = `SELECT table_name, CAST(COUNT(partition_id) AS STRING), MAX(IF(partition_id IN ('__NULL__', '__UNPARTITIONED__'), NULL, partition_id)), CAST(SUM(total_rows) AS STRING) FROM \`${dataset}\`.INFORMATION_SCHEMA.PARTITIONS GROUP BY table_name`;
  const rows = await queryRows(sql, { signal });
  return new Map(rows.map(([table, partitions, latest, sum]) => [text(table), { partitions: text(partitions), latest: latest === null ? undefined : text(latest), rows: text(sum) }]));
}
