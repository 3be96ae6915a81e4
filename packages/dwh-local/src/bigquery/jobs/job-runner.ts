import type { DuckDBConnection } from '@duckdb/node-api';

import type { Engine } from '../../engine/engine.js';
import { RUNNING_JOBS } from '../limits.js';
import { JobFailure, failureOf } from './job-failure.js';
import { findJob, updateJob, type JobKey, type JobOutcome, type JobRecord } from './job-record.js';

/** What a job's work is given. */
export interface JobContext {
  /** Aborts when the job is cancelled or runs out of time. Work that has not committed then throws `signal.reason`. */
  readonly signal: AbortSignal;
  /** Says that the request was understood: what is wrong with it in itself would have failed the job by now. */
  checked(): void;
  /** Says how many bytes the job is about to read. Much is shared among DuckDB's threads for as long as the job runs. */
  reads(bytes: number): Promise<void>;
  /** Records that the job is DONE, inside the transaction in which its effect happens. To be the last statement before COMMIT. */
  finish(connection: DuckDBConnection, outcome: JobOutcome): Promise<void>;
}

/** From so many bytes on, waking threads takes less time than they save. */
const SHARED_WORK_BYTES = 4 * 1024 * 1024;

export type JobWork = (context: JobContext) => Promise<void>;

interface LiveJob {
  record: JobRecord;
  readonly abort: AbortController;
  readonly settled: Promise<void>;
  readonly checked: PromiseWithResolvers<void>;
}

/** Runs jobs, a few at a time, in the order in which they came. Knows only those that are not done yet. */
export class JobRunner {
  readonly #live = new Map<string, LiveJob>();
  readonly #waiting: (() => void)[] = [];
  /** Jobs that failed while nothing could be written, a full disk say. After a restart they are found unfinished, and fail too. */
  readonly #untold = new Map<string, JobRecord>();
  #running = 0;

  constructor(readonly engine: Engine) {}

  /** The present record of a job that is not done yet, or whose end is not written yet. */
  find(key: JobKey): JobRecord | undefined {
    return this.#live.get(nameOf(key))?.record ?? this.#untold.get(nameOf(key));
  }

  /** Starts a job whose PENDING record has been committed. `settle` is called when it is done, whether or not its work ran. */
  submit(record: JobRecord, work: JobWork, timeoutMs: number | undefined, settle?: () => void): void {
    const abort = new AbortController();
    const { promise: settled, resolve } = Promise.withResolvers<void>();
    const job: LiveJob = { record, abort, settled, checked: Promise.withResolvers<void>() };
    this.#live.set(nameOf(record), job);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => abort.abort(stopped(`Job timed out after ${timeoutMs} ms`)), timeoutMs).unref();
    void this.#run(job, work).finally(() => {
      clearTimeout(timer);
      this.#live.delete(nameOf(record));
      settle?.();
      job.checked.resolve();
      resolve();
    });
  }

  /** Asks a job to stop. It may be too late: only the job's record tells. */
  cancel(key: JobKey): void {
    this.#live.get(nameOf(key))?.abort.abort(stopped('User requested cancellation'));
  }

  /** Resolves when the job is done, at once where it is not running, or after `timeoutMs`. @returns its record, where it is known to be that of a job that is done */
  async wait(key: JobKey, timeoutMs: number): Promise<JobRecord | undefined> {
    const job = this.#live.get(nameOf(key));
    if (job === undefined) return this.#untold.get(nameOf(key));
    if (timeoutMs <= 0) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs).unref();
    await Promise.race([job.settled, promise]);
    clearTimeout(timer);
    return job.record.state === 'DONE' ? job.record : this.#untold.get(nameOf(key));
  }

  /** Resolves when the job has been checked, when it is done, or at once where it has to wait for others. */
  async whenChecked(key: JobKey): Promise<void> {
    await this.#live.get(nameOf(key))?.checked.promise;
  }

  /** Stops every job and waits until they have stopped. */
  async close(): Promise<void> {
    const jobs = [...this.#live.values()];
    for (const job of jobs) job.abort.abort(new JobFailure({ reason: 'backendError', message: 'The local warehouse was closed before the job was done. Its effect did not happen.' }));
    await Promise.all(jobs.map((job) => job.settled));
  }

  async #run(job: LiveJob, work: JobWork): Promise<void> {
    // Who waits for its turn keeps nobody waiting for its check.
    if (this.#running >= RUNNING_JOBS) job.checked.resolve();
    await this.#turn();
    let giveBack: (() => void) | undefined;
    try {
      job.abort.signal.throwIfAborted();
      job.record = { ...job.record, state: 'RUNNING', startTime: Date.now() };
      let finished = job.record;
      await work({
        signal: job.abort.signal,
        checked: () => job.checked.resolve(),
        reads: async (bytes) => {
          if (bytes >= SHARED_WORK_BYTES) giveBack ??= await this.engine.workers.claim();
        },
        finish: (connection, outcome) => updateJob(connection, (finished = done(job.record, outcome))),
      });
      job.record = finished;
      if (this.#untold.size > 0) await this.#tell();
    } catch (error) {
      await this.#fail(job, job.abort.signal.aborted ? job.abort.signal.reason : error);
    } finally {
      giveBack?.();
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #fail(job: LiveJob, error: unknown): Promise<void> {
    const { errorResult, errors, statistics } = failureOf(error);
    const record = done(job.record, { errorResult, errors, statistics });
    this.#untold.set(nameOf(record), record);
    await this.#tell();
  }

  /** Writes how jobs have ended; what cannot be written now is written with the next one. */
  async #tell(): Promise<void> {
    for (const [name, record] of [...this.#untold]) {
      await this.engine
        .transaction(async (connection) => {
          // What fails behind the commit does not undo it.
          if ((await findJob(connection, record))?.state !== 'DONE') await updateJob(connection, record);
        })
        .then(
          () => this.#untold.delete(name),
          () => undefined,
        );
    }
  }

  async #turn(): Promise<void> {
    while (this.#running >= RUNNING_JOBS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
  }
}

function done(record: JobRecord, outcome: JobOutcome): JobRecord {
  const endTime = Date.now();
  return { ...record, state: 'DONE', startTime: record.startTime ?? endTime, endTime, outcome };
}

function stopped(why: string): JobFailure {
  return new JobFailure({ reason: 'stopped', message: `Job execution was cancelled: ${why}` });
}

function nameOf(key: JobKey): string {
  return `${key.project}:${key.location}.${key.jobId}`;
}
