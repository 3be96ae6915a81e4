import type { $ZodCheck, $ZodType, ParsePayload } from 'zod/v4/core';

import type { ColumnType } from '../../../contract/column.js';
import type { ByteCheck } from '../values/byte-check.js';

const T = 0x54;
const Z = 0x5a;

/** Samples of the longest form; a shorter one is its beginning. */
const DAY_AND_TIME = '2000-01-01T00:00:00.000000';
const TIME = '00:00:00.000000';

/**
 * Dates and times of ISO 8601. The check of the column's type knows the calendar and the clock already; what a format asks beyond that is the form, so zod is asked about each length once, ahead.
 */
export function sureFormat(schema: $ZodCheck, type: ColumnType): ByteCheck | undefined {
  const { traits } = (schema as $ZodCheck & $ZodType)._zod;
  if (type === 'DATE' && traits.has('$ZodISODate')) return passes(schema, '2000-01-01') ? () => true : undefined;
  if (type === 'TIME' && traits.has('$ZodISOTime')) {
    const lengths = lengthsThatPass(schema, TIME, '');
    return (_, start, end) => lengths[end - start] === true;
  }
  if (type === 'TIMESTAMP' && traits.has('$ZodISODateTime')) {
    const lengths = lengthsThatPass(schema, DAY_AND_TIME, 'Z');
    return (bytes, start, end) => lengths[end - start] === true && bytes[end - 1] === Z && bytes[start + 10] === T;
  }
  return undefined;
}

function lengthsThatPass(schema: $ZodCheck, sample: string, ending: string): readonly boolean[] {
  return Array.from({ length: sample.length + ending.length + 1 }, (_, length) => length > ending.length && passes(schema, sample.slice(0, length - ending.length) + ending));
}

function passes(schema: $ZodCheck, value: string): boolean {
  const payload: ParsePayload = { value, issues: [] };
  void (schema as $ZodCheck<unknown>)._zod.check(payload);
  return payload.issues.length === 0;
}
