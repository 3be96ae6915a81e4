import type { Clock } from '../ports/clock.js';
import type { JobState } from '../ports/jobs.js';
import { ServiceError } from '../ports/service-error.js';
import type { Warehouse } from '../ports/warehouse.js';

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 10_000;
/** A query may run for six hours: https://docs.cloud.google.com/bigquery/quotas#query_jobs */
const DEADLINE_MS = 6.5 * 3_600_000;

/** How long to wait between two questions: short at first, longer and longer, in milliseconds. */
export function* waits(): Generator<number, never> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) yield wait;
}

/**
 * Waits until a job is DONE.
 *
 * @returns undefined where there is no job of this id
 * @throws ServiceError where it could not be asked, or did not end in time
 */
export async function endOfJob({ jobId, location }: { readonly jobId: string; readonly location: string }, { warehouse, clock, signal }: { readonly warehouse: Warehouse; readonly clock: Clock; readonly signal: AbortSignal | undefined }): Promise<JobState | undefined> {
  const deadline = clock.now() + DEADLINE_MS;
  for (const wait of waits()) {
    const job = await warehouse.getJob(jobId, location);
    if (job === undefined || job.state === 'DONE') return job;
    if (clock.now() > deadline) throw new ServiceError('bigquery.jobs.get', undefined, 'deadlineExceeded', true);
    await clock.sleep(wait, signal);
  }
  return undefined;
}
