import { isSafeNumber, parse } from 'lossless-json';

import { isExact, numberText } from './number-text.js';

/** A JSON value may be nested this deep. Source: https://docs.cloud.google.com/bigquery/docs/json-data#limitations */
const MAX_DEPTH = 500;

/** Why a text is not a value of type JSON, without the text. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
}

class JsonNumber {
  constructor(readonly text: string) {}
}

/**
 * The text of a JSON value as the type JSON keeps it: no white space, the members of an object by name, of several with one name the first, numbers as
 * `numberText` writes them.
 * @param exact refuses numbers that lose digits, as PARSE_JSON does by default; they are rounded otherwise.
 * @throws JsonTextError
 */
export function canonicalJson(text: string, { exact = false }: { readonly exact?: boolean } = {}): string {
  return write(read(text), exact, 0);
}

function read(text: string): unknown {
  try {
    return parse(text, undefined, { parseNumber: (number) => (isSafeNumber(number) && /^-?\d+$/.test(number) ? Number(number) : new JsonNumber(number)), onDuplicateKey: ({ oldValue }) => oldValue });
  } catch (error) {
    // Nested so deep that the parser ran out of stack.
    if (error instanceof RangeError) throw tooDeep();
    if (error instanceof SyntaxError) throw new JsonTextError('syntax error');
    throw error;
  }
}

function write(value: unknown, exact: boolean, depth: number): string {
  if (value instanceof JsonNumber) {
    if (exact && !isExact(value.text)) throw new JsonTextError('a number cannot round-trip through string representation');
    if (!Number.isFinite(Number(value.text))) throw new JsonTextError('a number is out of the range of FLOAT64');
    return numberText(value.text);
  }
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : JSON.stringify(value);
  if (depth === MAX_DEPTH) throw tooDeep();
  if (Array.isArray(value)) return `[${value.map((item) => write(item, exact, depth + 1)).join(',')}]`;
  const members = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b));
  return `{${members.map(([name, item]) => `${JSON.stringify(name)}:${write(item, exact, depth + 1)}`).join(',')}}`;
}

const tooDeep = () => new JsonTextError(`nested deeper than ${MAX_DEPTH} levels`);

/** JavaScript compares UTF-16 units, of which a surrogate is less than U+FFFF. */
function byCodePoint(a: string, b: string): number {
  return /[\ud800-\udfff]/.test(a + b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : 1;
}
