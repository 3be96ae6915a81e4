import type { Column, ColumnType } from '../../contract/column.js';
import { parseJson } from '../../batch/parse-json.js';
import { jsonText, MAX_DEPTH } from './rows/json-text.js';
import { textOf, type ByteCheck } from './values/byte-check.js';
import { isBignumeric, isFloat64, isInt64, isNumeric, isSafeInteger } from './values/numbers.js';
import { isDate, isDatetime, isTime, isTimestamp } from './values/times.js';

/** The rule that a value of a type keeps, by the name under which a reject reports it. */
export const TYPE_RULES: Readonly<Record<ColumnType, string>> = {
  STRING: 'string',
  INT64: 'integer',
  FLOAT64: 'number',
  NUMERIC: 'numeric',
  BIGNUMERIC: 'bignumeric',
  BOOL: 'boolean',
  BYTES: 'base64',
  DATE: 'date',
  DATETIME: 'datetime',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  JSON: 'json',
  STRUCT: 'object',
};

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

/** Whether the bytes are a word of lowercase letters, in any case. */
function isWord(word: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index += 1) {
    if (((bytes[start + index] as number) | 0x20) !== word[index]) return false;
  }
  return true;
}

const CHECKS: Readonly<Partial<Record<ColumnType, ByteCheck>>> = {
  INT64: isInt64,
  FLOAT64: isFloat64,
  NUMERIC: isNumeric,
  BIGNUMERIC: isBignumeric,
  BOOL: (bytes, start, end) => isWord(TRUE, bytes, start, end) || isWord(FALSE, bytes, start, end),
  BYTES: (bytes, start, end) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(textOf(bytes, start, end)),
  DATE: isDate,
  DATETIME: isDatetime,
  TIME: isTime,
  TIMESTAMP: isTimestamp,
};

/**
 * The check that text is a value of a column's type, byte for byte what the warehouse reads back: nothing is trimmed, rounded or completed. Undefined where any text is a value, and for
 * JSON, whose quotes are resolved first. https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-types
 */
export function typeCheck({ type, input }: Pick<Column, 'type' | 'input'>): ByteCheck | undefined {
  return type === 'INT64' && input === 'number' ? isSafeInteger : CHECKS[type];
}

export function isJson(text: string): boolean {
  try {
    const value = parseJson(text);
    return !(HIDES_MORE.test(text) || mayBeDeep(text)) || jsonText(value) !== undefined;
  } catch {
    return false;
  }
}

/** What JSON may hold and the warehouse may not: escaped halves of characters, numbers beyond a double. */
const HIDES_MORE = /\\u[dD]|\d[eE]|\d{300}/;

function mayBeDeep(text: string): boolean {
  let opened = 0;
  for (let at = text.search(/[[{]/); at !== -1 && at < text.length; at += 1) if (text[at] === '[' || text[at] === '{') opened += 1;
  return opened >= MAX_DEPTH;
}
