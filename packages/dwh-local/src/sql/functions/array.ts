import { bind } from '../emit/bind.js';
import { raise } from '../emit/raise.js';
import { FRACTIONAL_RANGES } from './more-arrays.js';
import { refused, signature, type Family } from './signature.js';

/** Both ends count. A NULL anywhere is NULL; a step of zero fails. */
function range(from: string, to: string, step?: string): string {
  return bind([from, to, step ?? 'CAST(1 AS BIGINT)'], (a, b, s) => `CASE WHEN ${s} = 0 THEN ${raise('Sequence step cannot be 0.')} WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL AND ${s} IS NOT NULL THEN generate_series(${a}, ${b}, ${s}) END`);
}

export const ARRAY_FUNCTIONS: Family = {
  // DuckDB skips a NULL list; GoogleSQL's result is NULL.
  ARRAY_CONCAT: [signature('ARRAY<T>* -> ARRAY<T>', (...lists) => bind(lists, (...values) => `CASE WHEN ${values.map((value) => `${value} IS NOT NULL`).join(' AND ')} THEN ${values.reduce((left, right) => `list_concat(${left}, ${right})`)} END`))],
  ARRAY_LENGTH: [signature('ARRAY<T> -> INT64', (list) => `len(${list})`)],
  ARRAY_REVERSE: [signature('ARRAY<T> -> ARRAY<T>', (list) => `list_reverse(${list})`)],
  ARRAY_TO_STRING: [
    refused('ARRAY<BYTES>, BYTES, BYTES? -> BYTES', 'ARRAY_TO_STRING of BYTES'),
    signature('ARRAY<STRING>, STRING -> STRING', (list, delimiter) => joined(list, delimiter)),
    signature('ARRAY<STRING>, STRING, STRING -> STRING', (list, delimiter, forNull) => bind([list, delimiter, forNull], (l, d, n) => joined(`list_transform(${l}, lambda e: COALESCE(e, ${n}))`, d))),
  ],
  GENERATE_ARRAY: [signature('INT64, INT64, INT64? -> ARRAY<INT64>', range), ...FRACTIONAL_RANGES],
};

function joined(list: string, delimiter: string): string {
  // DuckDB's array_to_string takes only a constant to put between.
  const text = (l: string, d: string) => (d.startsWith("'") ? `array_to_string(${l}, ${d})` : `list_reduce(list_filter(${l}, lambda e: e IS NOT NULL), lambda a, b: a || ${d} || b)`);
  const some = (l: string) => `len(list_filter(${l}, lambda e: e IS NOT NULL)) > 0`;
  return bind([list, delimiter], (l, d) => `CASE WHEN ${l} IS NULL OR ${d} IS NULL THEN NULL WHEN ${some(l)} THEN ${text(l, d)} ELSE '' END`);
}
