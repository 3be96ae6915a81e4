import { parse } from 'lossless-json';

/** A JSON number that a JavaScript number may not give back: its text as it was written. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** Enough digits that a double may have lost some. */
const MANY_DIGITS = /[\d.]{16,}/;

/** A number that is written again as it was. */
const SMALL_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

type SourceReviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** Parses JSON without losing digits: numbers that a double does not hold come as `ExactNumber`. @throws SyntaxError */
export function parseExact(text: string): unknown {
  if (!MANY_DIGITS.test(text)) return JSON.parse(text);
  const reviver: SourceReviver = (_key, value, context) => (typeof value === 'number' && context.source !== undefined && context.source.length > 15 ? new ExactNumber(context.source) : value);
  return JSON.parse(text, reviver as (this: unknown, key: string, value: unknown) => unknown);
}

/** The same, but of several members with one name the first counts, as in a value of type JSON; several times slower. @throws SyntaxError */
export function parseFirst(text: string): unknown {
  return parse(text, undefined, { parseNumber: (number) => (SMALL_INTEGER.test(number) ? Number(number) : new ExactNumber(number)), onDuplicateKey: ({ oldValue }) => oldValue });
}

/** The opposite of `parseExact`: compact, digits as they were. */
export function stringifyExact(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(stringifyExact).join(',')}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${stringifyExact(item)}`).join(',')}}`;
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(value);
}
