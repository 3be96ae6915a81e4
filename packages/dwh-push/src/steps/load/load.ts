import { jobIdOf, MAX_ATTEMPTS } from '../../commit/job-id.js';
import { settleJob, type Settled } from '../../commit/settle-job.js';
import { DwhPushError } from '../../errors.js';
import type { Clock } from '../../ports/clock.js';
import { partitionOfId } from '../../partition/partition-time.js';
import type { PartitionUnit } from '../../partition/unit.js';
import type { JobFailure, JobState, LoadJob } from '../../ports/jobs.js';
import { ServiceError } from '../../ports/service-error.js';
import type { Warehouse } from '../../ports/warehouse.js';
import { DEFAULT_RETRY } from '../../shared/retry.js';
import { loadError } from './inspect-table.js';

/** Failed jobs that another one may not fail like: https://docs.cloud.google.com/bigquery/docs/error-messages */
const PASSING_REASONS = new Set(['backendError', 'internalError', 'jobBackendError', 'jobInternalError', 'rateLimitExceeded', 'jobRateLimitExceeded', 'tableUnavailable', 'resourceInUse']);

export interface LoadOptions {
  readonly warehouse: Warehouse;
  readonly clock: Clock;
  readonly job: Omit<LoadJob, 'jobId'>;
  /** What the job's id begins with; the attempt follows. */
  readonly jobPrefix: string;
  /** How the contract partitions the table; undefined: not at all. */
  readonly unit: PartitionUnit | undefined;
  /** What was staged, and so what the job must have written. */
  readonly rows: number;
  readonly signal: AbortSignal | undefined;
}

export interface Loaded {
  readonly jobId: string;
  readonly ran: JobState['ran'];
  readonly by: JobState['by'];
}

/**
 * Commits: one load job replaces the partition (or the table) with the staged records, atomically.
 *
 * @returns the job that did it
 * @throws DwhPushError of the step `load`; its `committed` says what readers see
 */
export async function load(options: LoadOptions): Promise<Loaded> {
  const { clock, rows, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    const jobId = jobIdOf(options.jobPrefix, attempt);
    const settled = await runJob({ ...options.job, jobId }, options);
    if (settled.outcome === 'succeeded') {
      if (settled.rows !== rows) {
        throw new DwhPushError('LOAD_ROWS_MISMATCH', `The load job ${jobId} wrote ${settled.rows ?? 'an unknown number of'} rows of ${rows} that were staged.`, { committed: 'yes' });
      }
      return { jobId, ran: settled.ran, by: settled.by };
    }
    if (settled.outcome === 'unknown') throw new DwhPushError('LOAD_UNKNOWN', `What became of the load job ${jobId} cannot be told.`, { committed: 'unknown' });
    if (settled.outcome === 'other') throw new DwhPushError('LEASE_LOST', `Another push has taken over, and used up the job id ${jobId}.`);
    const failure: JobFailure = settled.outcome === 'never' ? { reason: 'backendError' } : settled;
    const { reason } = failure;
    if (reason === 'stopped') {
      signal?.throwIfAborted();
      throw new DwhPushError('LOAD_FAILED', `The load job ${jobId} was cancelled by someone else.`);
    }
    if (attempt === MAX_ATTEMPTS || !PASSING_REASONS.has(reason)) throw failedJob(jobId, failure);
    await clock.sleep(clock.random() * Math.min(DEFAULT_RETRY.capMs, DEFAULT_RETRY.baseMs * 2 ** attempt), signal);
  }
}

/** Without its decorator a truncating job would replace every partition of the table: https://docs.cloud.google.com/bigquery/docs/managing-partitioned-table-data */
function assertTarget({ partition, table }: LoadOptions['job'], unit: PartitionUnit | undefined): void {
  const decorated = partition === undefined ? table.table : `${table.table}$${partition}`;
  const wellFormed = partition === undefined ? unit === undefined && !decorated.includes('$') : /^[^$]+\$\d{4,10}$/.test(decorated) && unit !== undefined && partitionOfId(unit, partition) !== undefined;
  if (!wellFormed) throw new DwhPushError('LOAD_REFUSED', 'The destination of the load job is not a table or one partition of it.');
}

async function runJob(job: LoadJob, { warehouse, clock, unit, signal }: LoadOptions): Promise<Settled> {
  assertTarget(job, unit);
  try {
    await warehouse.insertLoadJob(job);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    // 409: an earlier try of this very insert took effect, or the id was used up by who has taken over. No answer or 5xx to the last try: it may have taken effect. The job itself tells.
    const mayExist = error.status === 409 || error.retryable;
    if (!mayExist) throw loadError(error, 'The load job was refused');
  }
  return settleJob({ warehouse, clock, jobId: job.jobId, location: job.location, signal });
}

/** Only the reason of a failed job is passed on: its message may quote the data. */
function failedJob(jobId: string, { reason, permission }: JobFailure): DwhPushError {
  const message = `The load job ${jobId} failed: ${reason}${permission === undefined ? '' : `, ${permission} is missing`}.`;
  if (reason === 'accessDenied') return new DwhPushError('LOAD_FORBIDDEN', message, { permission });
  if (reason === 'quotaExceeded') return new DwhPushError('LOAD_QUOTA_EXCEEDED', message);
  return new DwhPushError(PASSING_REASONS.has(reason) ? 'LOAD_FAILED' : 'LOAD_REFUSED', message);
}
