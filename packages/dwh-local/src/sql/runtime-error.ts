import { RAISED } from './emit/raise.js';
import { SqlError } from './sql-error.js';

/**
 * What a translated statement failed with while DuckDB ran it, as BigQuery would answer: errors that the query raised in its own words, arithmetic and
 * conversions in DuckDB's. Anything else is undefined: it is a fault of this warehouse, not of the query.
 */
export function runtimeError(error: unknown): SqlError | undefined {
  if (!(error instanceof Error)) return undefined;
  const raised = error.message.indexOf(RAISED);
  if (raised >= 0 && error.message.startsWith('Invalid Input Error')) return new SqlError(error.message.slice(raised + RAISED.length));
  const overflow = /^Out of Range Error: Overflow in (addition|subtraction|multiplication|negation) of (INT64|INT128|DECIMAL\S*)/.exec(error.message);
  if (overflow) return new SqlError(overflow[2] === 'INT64' ? `int64 overflow in ${overflow[1]}` : `numeric overflow in ${overflow[1]}`);
  if (/^(?:Out of Range|Conversion) Error/.test(error.message)) return new SqlError(error.message.split('\n')[0]?.replace(/^[A-Za-z ]+ Error: /, '') ?? 'Conversion error');
  if (/^Invalid Input Error: More than one row returned by a subquery/.test(error.message)) return new SqlError('Scalar subquery produced more than one element');
  return /^Invalid Input Error/.test(error.message) ? new SqlError(error.message.split('\n')[0]?.replace(/^[A-Za-z ]+ Error: /, '') ?? 'Invalid input') : undefined;
}
