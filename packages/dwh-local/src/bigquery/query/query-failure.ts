import { JobFailure } from '../jobs/job-failure.js';

const KINDS = /^(Invalid Input|Conversion|Out of Range|Binder|Invalid|Parser|Constraint|Not implemented) Error: /;

/**
 * What an error of DuckDB while it ran a statement makes of the job. The text between quotes is a value of the data and is left out; the first line
 * says what happened.
 */
export function queryFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !KINDS.test(error.message)) return error;
  const line = error.message.replace(KINDS, '').split('\n')[0] ?? '';
  return new JobFailure({ reason: 'invalidQuery', location: 'query', message: line.replace(/'[^']*'|"[^"]*"/g, '…') });
}
