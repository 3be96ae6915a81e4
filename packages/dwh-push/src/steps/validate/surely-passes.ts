import type { $ZodCheck, $ZodChecks, $ZodTypes } from 'zod/v4/core';

import type { Column } from '../../contract/column.js';
import { isDigit, MINUS, textOf, ZERO, type ByteCheck } from './values/byte-check.js';

/**
 * A check of bytes that holds only where zod's own would: a value that it lets through need not become a JavaScript value. One that it does not let through may still be right; zod
 * decides. Undefined where the schema asks for something that bytes do not tell.
 */
export function surelyPasses({ type, input, check }: Column): ByteCheck | undefined {
  if (check === undefined) return always;
  const { def } = (check as $ZodTypes)._zod;
  const checks = (def as { checks?: readonly $ZodCheck[] }).checks ?? [];
  const { values } = check._zod;
  if ((def.type === 'enum' || def.type === 'literal') && type === 'STRING' && values !== undefined && checks.length === 0) return oneOf([...values]);
  if (def.type === 'string') return all([...('format' in def ? [formatRule(check as unknown as $ZodCheck)] : []), ...checks.map(stringRule)]);
  if ((def.type === 'number' || def.type === 'bigint') && type === 'INT64') return all([...('format' in def ? [integerRule(check as unknown as $ZodCheck)] : []), ...checks.map(integerRule)]);
  if (def.type === 'number' && input === 'number' && !('format' in def)) return all(checks.map(floatRule));
  return undefined;
}

const always: ByteCheck = () => true;

function all(rules: readonly (ByteCheck | undefined)[]): ByteCheck | undefined {
  if (rules.includes(undefined)) return undefined;
  const [first = always, second, ...more] = rules as readonly ByteCheck[];
  if (second === undefined) return first;
  return (bytes, start, end) => first(bytes, start, end) && second(bytes, start, end) && more.every((rule) => rule(bytes, start, end));
}

function oneOf(values: readonly unknown[]): ByteCheck {
  const words = values.filter((value) => typeof value === 'string').map((value) => Buffer.from(value));
  return (bytes, start, end) => words.some((word) => isWord(word, bytes, start, end));
}

function isWord(word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index += 1) if (bytes[start + index] !== word[index]) return false;
  return true;
}

function stringRule(check: $ZodCheck): ByteCheck | undefined {
  const { def } = (check as $ZodChecks)._zod;
  // zod counts UTF-16 units: as many as there are bytes where all are ASCII, never more, and at least a third.
  if (def.check === 'max_length') return (_, start, end) => end - start <= def.maximum;
  if (def.check === 'min_length') return (bytes, start, end) => end - start >= 3 * def.minimum || (end - start >= def.minimum && isAscii(bytes, start, end));
  if (def.check === 'length_equals') return (bytes, start, end) => end - start === def.length && isAscii(bytes, start, end);
  return formatRule(check);
}

function formatRule(check: $ZodCheck): ByteCheck | undefined {
  const { def } = check._zod as unknown as { def: { format?: string; pattern?: RegExp } };
  const { format, pattern } = def;
  if ((format !== 'regex' && format !== 'datetime') || pattern === undefined || pattern.sticky) return undefined;
  const own = new RegExp(pattern.source, pattern.flags.replace('g', ''));
  return (bytes, start, end) => isAscii(bytes, start, end) && own.test(textOf(bytes, start, end));
}

function integerRule(check: $ZodCheck): ByteCheck | undefined {
  const { def } = (check as $ZodChecks)._zod;
  const range = def.check === 'number_format' || def.check === 'bigint_format' ? INTEGER_RANGES[def.format] : rangeOf(def);
  if (range === undefined) return undefined;
  const [least, most] = range;
  return (bytes, start, end) => {
    const value = smallInteger(bytes, start, end);
    return value >= least && value <= most;
  };
}

const INTEGER_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-Infinity, Infinity],
  uint64: [0, Infinity],
};

/** The whole numbers that a comparison lets through; undefined where it is none, or not with a whole number. */
function rangeOf(def: $ZodChecks['_zod']['def']): readonly [number, number] | undefined {
  if ((def.check !== 'greater_than' && def.check !== 'less_than') || !Number.isSafeInteger(Number(def.value))) return undefined;
  const value = Number(def.value);
  if (def.check === 'greater_than') return [def.inclusive ? value : value + 1, Infinity];
  return [-Infinity, def.inclusive ? value : value - 1];
}

/** The value of up to 15 digits, else NaN. */
function smallInteger(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  if (end - first > 15 || end === first) return Number.NaN;
  let value = 0;
  for (let at = first; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (!isDigit(byte)) return Number.NaN;
    value = value * 10 + byte - ZERO;
  }
  return negative ? -value : value;
}

function floatRule(check: $ZodCheck): ByteCheck | undefined {
  const { def } = (check as $ZodChecks)._zod;
  if ((def.check !== 'greater_than' && def.check !== 'less_than') || typeof def.value !== 'number') return undefined;
  const { value: bound, inclusive } = def;
  const above = def.check === 'greater_than';
  return (bytes, start, end) => {
    const value = Number(textOf(bytes, start, end));
    return (inclusive && value === bound) || (above ? value > bound : value < bound);
  };
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((bytes[at] as number) > 0x7f) return false;
  return true;
}
