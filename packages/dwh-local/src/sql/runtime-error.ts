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
  // A SUM runs in 128 bits and is narrowed at its end.
  if (/^(?:Out of Range|Conversion) Error: Type INT128 with value -?\d+ can't be cast .* destination type INT64/.test(error.message)) return new SqlError('int64 overflow');
  if (/^Out of Range Error: Overflow in HUGEINT/.test(error.message)) return new SqlError('numeric overflow');
  if (/^(?:Out of Range|Conversion) Error/.test(error.message)) return new SqlError(firstLine(error.message));
  if (/^Invalid Input Error: More than one row returned by a subquery/.test(error.message)) return new SqlError('Scalar subquery produced more than one element');
  return /^Invalid Input Error/.test(error.message) ? new SqlError(firstLine(error.message)) : undefined;
}

const TYPE_NAMES: readonly (readonly [RegExp, string])[] = [
  [/\bDECIMAL\(38,\s?9\)/g, 'NUMERIC'],
  [/\bDOUBLE\b/g, 'FLOAT64'],
  [/\b(?:BIGINT|INT128|HUGEINT)\b/g, 'INT64'],
  [/\bVARCHAR\b/g, 'STRING'],
  [/\bBOOLEAN\b/g, 'BOOL'],
  [/\bBLOB\b/g, 'BYTES'],
  [/\bTIMESTAMP\b(?! WITH TIME ZONE)/g, 'DATETIME'],
  [/\bTIMESTAMP WITH TIME ZONE\b/g, 'TIMESTAMP'],
];

/** Without what DuckDB calls the error and the types, and without values: between quotes may be one of the data. */
function firstLine(message: string): string {
  const line = (message.split('\n')[0] ?? '').replace(/^[A-Za-z ]+ Error: /, '').replace(/'[^']*'|"[^"]*"/g, '…');
  return TYPE_NAMES.reduce((text, [name, ours]) => text.replace(name, ours), line);
}
