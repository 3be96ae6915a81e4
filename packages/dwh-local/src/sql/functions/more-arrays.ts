import { bind } from '../emit/bind.js';
import { raise } from '../emit/raise.js';
import { signature, type Family } from './signature.js';

function end(name: string, position: (list: string) => string) {
  return [signature('ARRAY<T> -> T', (list) => bind([list], (l) => `CASE WHEN len(${l}) = 0 THEN ${raise(`${name} cannot get the element of an empty array`)} ELSE list_extract(${l}, ${position(l)}) END`))];
}

/** Both ends count, from 0; what is below zero counts from the end, and what is outside is left out. */
function slice(list: string, from: string, to: string): string {
  return bind([list, from, to], (l, a, b) => {
    const at = (index: string) => `CASE WHEN ${index} < 0 THEN ${index} + len(${l}) ELSE ${index} END`;
    return `CASE WHEN ${l} IS NULL OR ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE list_filter(${l}, lambda e, i: i - 1 >= ${at(a)} AND i - 1 <= ${at(b)}) END`;
  });
}

/** Steps of NUMERIC are exact; those of FLOAT64 are multiples of the step from the start. */
function range(cast: (text: string) => string) {
  return (from: string, to: string, step?: string) => bind([from, to, step ?? cast('1')], (a, b, s) => {
    const count = `CAST(floor((${b} - ${a}) / ${s}) AS BIGINT)`;
    return `CASE WHEN ${s} = 0 THEN ${raise('Sequence step cannot be 0.')} WHEN ${a} IS NULL OR ${b} IS NULL OR ${s} IS NULL THEN NULL WHEN (${s} > 0 AND ${a} > ${b}) OR (${s} < 0 AND ${a} < ${b}) THEN [] ELSE list_transform(generate_series(CAST(0 AS BIGINT), ${count}), lambda i: ${cast(`${a} + i * ${s}`)}) END`;
  });
}

export const MORE_ARRAY_FUNCTIONS: Family = {
  ARRAY_FIRST: end('ARRAY_FIRST', () => '1'),
  ARRAY_INCLUDES: [signature('ARRAY<T>, T -> BOOL', (list, value) => bind([list, value], (l, v) => `CASE WHEN ${l} IS NOT NULL AND ${v} IS NOT NULL THEN len(list_filter(${l}, lambda e: e = ${v})) > 0 END`))],
  ARRAY_LAST: end('ARRAY_LAST', (list) => `len(${list})`),
  ARRAY_SLICE: [signature('ARRAY<T>, INT64, INT64 -> ARRAY<T>', slice)],
};

export const FRACTIONAL_RANGES = [
  signature('FLOAT64, FLOAT64, FLOAT64? -> ARRAY<FLOAT64>', range((text) => `CAST(${text} AS DOUBLE)`)),
  signature('NUMERIC, NUMERIC, NUMERIC? -> ARRAY<NUMERIC>', range((text) => `CAST(${text} AS DECIMAL(38,9))`)),
];
