import { listHeads } from '../commit/head.js';
import { stagingError } from '../commit/staging-error.js';
import { DwhPushError, type ErrorCode } from '../errors.js';
import type { PartitionTime } from '../partition/partition-time.js';
import { ServiceError } from '../ports/service-error.js';
import { runPush } from '../push-dataset.js';
import type { PushContext } from '../push-scope.js';
import { inParallel } from '../shared/in-parallel.js';
import type { BackfillOptions, BackfillResult } from './backfill-options.js';
import { backfillRecord } from './backfill-record.js';
import { resolveBackfill } from './resolve-backfill.js';

/** What one partition met and every other one would meet too. */
const ENDS_ALL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ABORTED', 'CONTRACT_UNSUPPORTED', 'LOAD_QUOTA_EXCEEDED', 'LOAD_FORBIDDEN', 'LOAD_DATASET_NOT_FOUND', 'LOAD_LOCATION_MISMATCH', 'LOAD_NOT_A_TABLE', 'LOAD_PARTITIONING_CONFLICT', 'LOAD_SCHEMA_CONFLICT',
  'STAGE_BUCKET_NOT_FOUND', 'STAGE_FORBIDDEN', 'STAGE_LOCATION_MISMATCH', 'SOURCE_FORBIDDEN', 'UNEXPECTED',
]);

/**
 * Pushes partition after partition and yields what became of each, as it comes. An earlier call of the same backfill (table, from, to, source, contract) that has not come to its end is gone on with. When it is left early, pushes
 * that run come to their end first.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `STAGE_*` before anything is pushed; `BACKFILL_INCOMPLETE` after the last result, where a partition was not published
 */
export async function* backfill(options: BackfillOptions, context: PushContext): AsyncGenerator<BackfillResult> {
  const resolved = resolveBackfill(options, context.config.project);
  const { partitions, first, concurrency, limit, restart, id } = resolved;
  const record = await backfillRecord(context.store, first.table, id, restart);
  const done = await publishedBy(record.mark, resolved.first.table, context);
  const missing: string[] = [];
  let pushed = 0;
  let stopped = first.signal?.aborted === true;

  const pushOne = async (partition: PartitionTime): Promise<BackfillResult> => {
    const partitionDate = partition.date;
    if (done.has(partition.id)) return { partitionDate, outcome: 'skipped' };
    if (stopped || pushed >= limit) return { partitionDate, outcome: 'not-started', reason: stopped ? 'stopped' : 'limit' };
    pushed += 1;
    try {
      const receipt = await runPush(await resolved.push(partition), { ...context, backfill: record.mark });
      return { partitionDate, outcome: receipt.outcome as 'published' | 'unchanged', receipt };
    } catch (error) {
      const failure = DwhPushError.isInstance(error) ? error : new DwhPushError('SOURCE_FAILED', `The function that gives the source of ${partitionDate} ended with an error.`, { cause: error });
      stopped ||= ENDS_ALL.has(failure.code);
      return { partitionDate, outcome: 'failed', error: failure };
    }
  };

  for await (const result of inParallel(partitions, concurrency, pushOne)) {
    if (result.outcome === 'failed' || result.outcome === 'not-started') missing.push(result.partitionDate);
    yield result;
  }
  if (missing.length > 0) throw incomplete(missing, partitions.length);
  await record.end();
}

/** The partitions whose head says that this backfill published it last. */
async function publishedBy(mark: string, table: Parameters<typeof listHeads>[1], { store }: PushContext): Promise<ReadonlySet<string>> {
  try {
    return new Set([...(await listHeads(store, table))].filter(([, { backfill: by }]) => by === mark).map(([id]) => id));
  } catch (error) {
    throw error instanceof ServiceError ? stagingError(error, 'What an earlier call has published could not be read') : error;
  }
}

function incomplete(missing: readonly string[], all: number): DwhPushError {
  const named = [...missing].sort().slice(0, 20).join(', ');
  return new DwhPushError('BACKFILL_INCOMPLETE', `${missing.length} of ${all} partitions were not published: ${named}${missing.length > 20 ? ', ...' : ''}.`);
}
