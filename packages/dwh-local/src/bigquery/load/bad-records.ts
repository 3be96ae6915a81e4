import { JobFailure } from '../jobs/job-failure.js';
import type { JobError } from '../jobs/job-record.js';
import { MAX_REPORTED_ERRORS } from '../limits.js';

export type LoadFormat = 'CSV' | 'NEWLINE_DELIMITED_JSON' | 'PARQUET';

const NAMES: Record<LoadFormat, string> = { CSV: 'CSV processing', NEWLINE_DELIMITED_JSON: 'JSON parsing', PARQUET: 'Parquet reading' };

/** The records of a load that could not be loaded, over all its files. */
export class BadRecords {
  count = 0;
  readonly #errors: JobError[] = [];

  constructor(
    readonly format: LoadFormat,
    readonly allowed: number,
  ) {}

  /** Counts `count` bad records of a file and keeps the first few descriptions. */
  add(uri: string, count: number, messages: readonly string[]): void {
    this.count += count;
    for (const message of messages) {
      if (this.#errors.length === MAX_REPORTED_ERRORS) return;
      this.#errors.push({ reason: 'invalid', location: uri, message: `Error while reading data, error message: ${message} File: ${uri}` });
    }
  }

  /** @throws JobFailure where there are more than the job allows. `rows` is how many records were read so far. */
  check(uri: string, rows: number): void {
    if (this.count <= this.allowed) return;
    const name = NAMES[this.format];
    const message = `Error while reading data, error message: ${name} encountered too many errors, giving up. Rows: ${rows}; errors: ${this.count}; max bad: ${this.allowed}; error percent: 0`;
    const summary = { reason: 'invalid', location: uri, message };
    throw new JobFailure(summary, [summary, ...this.#errors], { load: { badRecords: String(this.count) } });
  }

  /** What a job that went through says of the records it left out. */
  get warnings(): readonly JobError[] {
    return this.#errors;
  }
}
