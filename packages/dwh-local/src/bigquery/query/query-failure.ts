import { runtimeError } from '../../sql/runtime-error.js';
import { JobFailure } from '../jobs/job-failure.js';

const KINDS = /^(Invalid Input|Conversion|Out of Range|Binder|Invalid|Parser|Catalog|Constraint|Not implemented) Error: /;

/** What an error of DuckDB while it ran a statement makes of the job: the query's own fault in BigQuery's words, or what this warehouse could not run. */
export function queryFailure(error: unknown): unknown {
  const own = runtimeError(error);
  if (own !== undefined) return new JobFailure({ reason: own.reason, location: own.location, message: own.message });
  if (!(error instanceof Error) || !KINDS.test(error.message)) return error;
  // The text between quotes may be a value of the data, and the first line says what happened.
  const line = error.message.replace(KINDS, '').split('\n')[0] ?? '';
  return new JobFailure({ reason: 'notImplemented', location: 'query', message: `Not implemented by the local warehouse: this query (${line.replace(/'[^']*'|"[^"]*"/g, '…')})` });
}
