import { endOfJob } from '../../../commit/end-of-job.js';
import { jobIdOf, MAX_ATTEMPTS } from '../../../commit/job-id.js';
import { DwhPushError } from '../../../errors.js';
import type { Clock } from '../../../ports/clock.js';
import type { CountQuery } from '../../../ports/jobs.js';
import { ServiceError } from '../../../ports/service-error.js';
import type { Warehouse } from '../../../ports/warehouse.js';
import { DEFAULT_RETRY } from '../../../shared/retry.js';

/** Failed queries that another one may not fail like: https://docs.cloud.google.com/bigquery/docs/error-messages */
const PASSING_REASONS = new Set(['backendError', 'internalError', 'jobBackendError', 'jobInternalError', 'rateLimitExceeded', 'jobRateLimitExceeded', 'resourceInUse']);
/** What is wrong with the files, or with how the query reads them. */
const UNREADABLE = new Set(['invalid', 'invalidQuery', 'badRequest']);

interface CheckOptions {
  readonly warehouse: Warehouse;
  readonly clock: Clock;
  readonly query: Omit<CountQuery, 'jobId'>;
  /** What the job's id begins with; the attempt follows. */
  readonly jobPrefix: string;
  readonly signal: AbortSignal;
}

/** The row of a count query; or why BigQuery cannot read the files as the query does. */
export type Checked = { readonly counts: Readonly<Record<string, number>> } | { readonly unreadable: string };

/**
 * Runs a count query to its end. It reads only, so that one whose end nobody waits for does no harm; it is cancelled all the same.
 *
 * @throws DwhPushError `VALIDATE_FORBIDDEN`, `VALIDATE_FAILED`
 */
export async function runCheck(options: CheckOptions): Promise<Checked> {
  const { warehouse, clock, query, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const jobId = jobIdOf(options.jobPrefix, attempt);
    try {
      const reason = await runJob({ ...query, jobId }, options);
      if (reason === undefined) return { counts: await warehouse.countsOf(jobId, query.location) };
      if (UNREADABLE.has(reason)) return { unreadable: reason };
      if (attempt === MAX_ATTEMPTS || !PASSING_REASONS.has(reason)) throw failed(`The query ${jobId} failed: ${reason}.`, reason === 'accessDenied');
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw failed(`The query ${jobId} that checks the source could not be run: ${error.reason} (${error.call}).`, error.forbidden, error);
    }
    await clock.sleep(clock.random() * Math.min(DEFAULT_RETRY.capMs, DEFAULT_RETRY.baseMs * 2 ** attempt), signal);
  }
}

/** @returns why the job failed; undefined: it succeeded */
async function runJob(query: CountQuery, { warehouse, clock, signal }: CheckOptions): Promise<string | undefined> {
  try {
    await warehouse.insertCountQuery(query);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (UNREADABLE.has(error.reason)) return error.reason;
    // 409: an earlier try of this very insert took effect. No answer or 5xx to the last try: it may have taken effect.
    if (error.status !== 409 && !error.retryable) throw error;
  }
  try {
    const job = await endOfJob(query, { warehouse, clock, signal });
    return job === undefined ? 'backendError' : job.failure?.reason;
  } catch (error) {
    await warehouse.cancelJob(query.jobId, query.location).catch(() => undefined);
    throw error;
  }
}

function failed(message: string, forbidden: boolean, cause?: unknown): DwhPushError {
  return new DwhPushError(forbidden ? 'VALIDATE_FORBIDDEN' : 'VALIDATE_FAILED', message, cause === undefined ? {} : { cause });
}
