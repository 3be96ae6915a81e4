import { createHash } from 'node:crypto';

import { DwhPushError } from '../errors.js';
import { type PushOptions, requireOptions, type ResolvedPush, resolvePush } from '../options.js';
import { partitionsBetween } from '../partition/neighbours.js';
import type { PartitionTime } from '../partition/partition-time.js';
import { abortable } from '../shared/abort.js';
import { COLUMN_PARTITION_MODIFICATIONS_PER_DAY, INGESTION_PARTITION_MODIFICATIONS_PER_DAY, PARTITIONS_PER_TABLE } from '../warehouse-limits.js';
import type { BackfillOptions } from './backfill-options.js';
import { sameName } from './same-name.js';

/** A fifth is left for others who write the table. */
const LIMITS = { ingestion: INGESTION_PARTITION_MODIFICATIONS_PER_DAY * 0.8, column: COLUMN_PARTITION_MODIFICATIONS_PER_DAY * 0.8 } as const;

export interface ResolvedBackfill {
  readonly partitions: readonly PartitionTime[];
  /** The push of the first partition; those of the others differ in source and partition. */
  readonly first: ResolvedPush;
  readonly concurrency: number;
  readonly limit: number;
  readonly restart: boolean;
  /** The same for another call of the same backfill, so that it goes on where this one stopped. */
  readonly id: string;
  /** The push of one partition. @throws DwhPushError, and what the caller's function throws */
  push(partition: PartitionTime): Promise<ResolvedPush>;
}

/**
 * Checks what a caller wrote.
 *
 * @throws DwhPushError `OPTIONS_INVALID` with all complaints at once; `CONTRACT_UNSUPPORTED`
 */
export function resolveBackfill(written: BackfillOptions, project: string): ResolvedBackfill {
  requireOptions(written, 'The backfill');
  const { from, to, source, concurrency = 4, limit, restart = false, ...shared } = written;
  const complaints: string[] = 'partitionDate' in shared ? ['there is no option "partitionDate": from and to say it'] : [];
  const pushOf = (partitionDate: string, of: PushOptions['source']) => resolvePush({ ...shared, partitionDate, source: of }, project);
  if (typeof source !== 'string' && typeof source !== 'function' && !(source instanceof URL)) complaints.push('source: it is text or a URL with a placeholder, or a function');
  const text = typeof source === 'function' ? undefined : String(source);
  // A name stands in for what the function will give; the rest of the options is checked all the same.
  const check = (option: 'from' | 'to', date: string): ResolvedPush | undefined => {
    try {
      return pushOf(date, text ?? 'asked-for-later');
    } catch (error) {
      if (!DwhPushError.isInstance(error) || error.code !== 'OPTIONS_INVALID') throw error;
      complaints.push(error.message.replace(/^The push cannot start: /, '').replace(/\.$/, '').replaceAll('partitionDate:', `${option}:`));
      return undefined;
    }
  };
  const first = check('from', from);
  const last = first === undefined ? undefined : check('to', to);
  if (first !== undefined && first.partitionTime === undefined) complaints.push('from: the dataset is not partitioned, and a backfill goes from partition to partition');
  if (first?.partitionTime !== undefined && last?.partitionTime !== undefined && first.partitionTime.start > last.partitionTime.start) complaints.push('to: it is before from');
  const partitions = first?.partitionTime === undefined || last?.partitionTime === undefined ? [] : firstOf(partitionsBetween(first.partitionTime, last.partitionTime), PARTITIONS_PER_TABLE + 1);
  if (partitions.length > PARTITIONS_PER_TABLE) complaints.push(`to: from there it would be more than ${PARTITIONS_PER_TABLE} partitions, and a table has no more`);
  const same = typeof source === 'string' || source instanceof URL ? sameName(source, partitions) : undefined;
  if (same !== undefined) complaints.push(`source: it names the same for ${same[0].date} and ${same[1].date}: put {date} or the like into it`);
  if (!isWhole(concurrency, 16)) complaints.push('concurrency: it is a whole number from 1 to 16');
  if (limit !== undefined && !isWhole(limit, Number.MAX_SAFE_INTEGER)) complaints.push('limit: it is a whole number from 1');
  if (typeof restart !== 'boolean') complaints.push('restart: it is true or false');
  if (complaints.length > 0 || first?.partitionTime === undefined || last?.partitionTime === undefined) throw new DwhPushError('OPTIONS_INVALID', `The backfill cannot start: ${[...new Set(complaints)].join('; ')}.`);
  const { contract, tableName } = first;
  return {
    partitions,
    first,
    concurrency,
    limit: limit ?? LIMITS[contract.partitioning.type !== 'none' && contract.partitioning.column !== undefined ? 'column' : 'ingestion'],
    restart,
    id: createHash('sha256').update(JSON.stringify([tableName, from, to, String(source), contract.fingerprint])).digest('hex').slice(0, 16),
    push: async ({ date }) => pushOf(date, typeof source === 'function' ? await asked(source, date, first) : source),
  };
}

/** What the caller's function gives, as long as the push of the partition may take. */
async function asked(source: (date: string) => PushOptions['source'] | Promise<PushOptions['source']>, date: string, { signal, deadlineMs }: ResolvedPush): Promise<PushOptions['source']> {
  const timeout = deadlineMs === undefined ? undefined : AbortSignal.timeout(deadlineMs);
  const ends = [signal, timeout].filter((end) => end !== undefined);
  try {
    return await abortable(Promise.resolve(source(date)), AbortSignal.any(ends));
  } catch (error) {
    if (timeout?.aborted === true && error === timeout.reason) throw new DwhPushError('DEADLINE_EXCEEDED', `The source of ${date} was not given within ${deadlineMs} ms.`, { cause: error });
    if (signal?.aborted === true && error === signal.reason) throw new DwhPushError('ABORTED', `The backfill was aborted by its caller while the source of ${date} was asked for.`, { cause: error });
    throw error;
  }
}

function firstOf<T>(values: Iterable<T>, most: number): readonly T[] {
  const taken: T[] = [];
  for (const value of values) if (taken.push(value) === most) break;
  return taken;
}

function isWhole(value: unknown, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most;
}
