import type { ResolvedPush } from '../options.js';
import type { PlanFacts } from './plan-facts.js';
import type { QuotaHeadroom } from './push-plan.js';
import { COLUMN_PARTITION_MODIFICATIONS_PER_DAY, INGESTION_PARTITION_MODIFICATIONS_PER_DAY, LOAD_JOBS_PER_DAY, PARTITIONS_PER_TABLE, TABLE_MODIFICATIONS_PER_DAY } from '../warehouse-limits.js';

const DAY_MS = 86_400_000;

/** The limits that a push counts towards. What pushes have used in the last day is counted by their heads: the last push of each partition, so others may have used more. Pure. */
export function quotaHeadroom({ contract: { partitioning } }: ResolvedPush, { inspected, heads, now }: PlanFacts): readonly QuotaHeadroom[] {
  const used = [...heads.values()].filter(({ publishedAt }) => Date.parse(publishedAt) > now - DAY_MS).length;
  const jobs = { limit: 'load jobs of the project per day', most: LOAD_JOBS_PER_DAY } as const;
  if (partitioning.type === 'none') return [{ limit: 'modifications of the table per day', most: TABLE_MODIFICATIONS_PER_DAY, used }, jobs];
  const partitions = inspected?.table === undefined ? 0 : inspected.table.partitions;
  const most = partitioning.column === undefined ? INGESTION_PARTITION_MODIFICATIONS_PER_DAY : COLUMN_PARTITION_MODIFICATIONS_PER_DAY;
  return [
    { limit: 'partitions of the table', most: PARTITIONS_PER_TABLE, ...(partitions === undefined ? {} : { used: partitions }) },
    { limit: 'partition modifications of the table per day', most, used },
    jobs,
  ];
}
