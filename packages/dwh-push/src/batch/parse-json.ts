import { ExactNumber } from './exact-number.js';

/** Enough digits in a row that a double may have lost some, or an exponent. */
const INEXACT = /[\d.]{16}|\d[eE][+-]?\d/;

type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown;

const exactly: SourceReviver = (_key, value, { source }) => (typeof value === 'number' && source !== undefined && !isExact(value, source) ? new ExactNumber(source) : value);

/** Parses JSON without losing digits: a number that a double does not hold comes as `ExactNumber`. @throws SyntaxError, whose message quotes the text */
export function parseJson(text: string): unknown {
  return INEXACT.test(text) ? JSON.parse(text, exactly as (this: unknown, key: string, value: unknown) => unknown) : JSON.parse(text);
}

function isExact(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  if (Number.isInteger(value)) return Number.isSafeInteger(value) && (source.length <= 16 || source === String(value));
  return source.length <= 15 || source === String(value);
}
