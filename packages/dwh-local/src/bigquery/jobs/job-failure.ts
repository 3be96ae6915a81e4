import { ApiError } from '../../http/api-error.js';
import type { JobError } from './job-record.js';

/** A job that ends in an error: what becomes `errorResult`, and all that becomes `errors`. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';

  constructor(
    readonly errorResult: JobError,
    readonly errors: readonly JobError[] = [errorResult],
    readonly statistics: Readonly<Record<string, unknown>> = {},
  ) {
    super(errorResult.message);
  }
}

/** What an error makes of a job. Messages of unforeseen errors may hold values of rows, so they stay inside. */
export function failureOf(error: unknown): JobFailure {
  if (error instanceof JobFailure) return error;
  if (error instanceof ApiError) {
    return new JobFailure({ reason: error.reason, message: error.message, ...(error.details.location === undefined ? {} : { location: error.details.location }) });
  }
  return new JobFailure({ reason: 'internalError', message: 'An internal error occurred and the job could not be completed.' });
}
