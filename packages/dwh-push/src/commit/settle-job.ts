import type { Clock } from '../ports/clock.js';
import type { JobFailure, JobState } from '../ports/jobs.js';
import { ServiceError } from '../ports/service-error.js';
import type { Warehouse } from '../ports/warehouse.js';
import { waits } from './end-of-job.js';

/**
 * How a job ended. `never`: it has not run, and no job of this id ever will. `other`: the id was used up by another push, which has taken over. `unknown`: it could not be asked, or did
 * not end in time.
 */
export type Settled =
  | { readonly outcome: 'succeeded'; readonly rows: number | undefined; readonly ran: JobState['ran']; readonly by: JobState['by'] }
  | ({ readonly outcome: 'failed' } & JobFailure)
  | { readonly outcome: 'never' }
  | { readonly outcome: 'other' }
  | { readonly outcome: 'unknown' };

interface SettleOptions {
  readonly warehouse: Warehouse;
  readonly clock: Clock;
  readonly jobId: string;
  readonly location: string;
  readonly signal: AbortSignal | undefined;
}

/** A load job may run for six hours: https://docs.cloud.google.com/bigquery/quotas#load_jobs */
const DEADLINE_MS = 6.5 * 3_600_000;
/** How long a cancelled job is waited for. */
const CANCEL_DEADLINE_MS = 60_000;

/**
 * Waits until a load job is DONE; where there is none of this id, sees to it that there never will be. When the signal aborts, the job is cancelled and still waited for, because only its
 * end tells whether readers see the new rows: cancelling does not always succeed. https://docs.cloud.google.com/bigquery/docs/managing-jobs#cancel_jobs
 */
export async function settleJob({ warehouse, clock, jobId, location, signal }: SettleOptions): Promise<Settled> {
  let deadline = clock.now() + DEADLINE_MS;
  let cancelled = false;
  try {
    for (let pauses = waits(); ; ) {
      if (signal?.aborted === true && !cancelled) {
        cancelled = true;
        deadline = clock.now() + CANCEL_DEADLINE_MS;
        pauses = waits();
        await cancel(warehouse, jobId, location);
      }
      const job = await warehouse.getJob(jobId, location);
      if (job === undefined && (await warehouse.burnJobId(jobId, location))) return { outcome: 'never' };
      if (job !== undefined && job.type !== 'LOAD') return { outcome: 'other' };
      if (job?.state === 'DONE') return ended(job);
      if (clock.now() > deadline) return { outcome: 'unknown' };
      await pause(clock, pauses.next().value, cancelled ? undefined : signal);
    }
  } catch (error) {
    if (error instanceof ServiceError) return { outcome: 'unknown' };
    throw error;
  }
}

function ended({ failure, outputRows, ran, by }: JobState): Settled {
  return failure === undefined ? { outcome: 'succeeded', rows: outputRows, ran, by } : { outcome: 'failed', ...failure };
}

/** Where it cannot be cancelled it is waited for all the same. */
async function cancel(warehouse: Warehouse, jobId: string, location: string): Promise<void> {
  try {
    await warehouse.cancelJob(jobId, location);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}

/** Sleeps, or wakes early when the signal aborts. */
async function pause(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
