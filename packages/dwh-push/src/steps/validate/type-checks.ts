import type { Column, ColumnType } from '../../contract/column.js';

/** What a field's text must look like to be a value of a type, byte for byte what the warehouse reads back: nothing is trimmed, rounded or completed. */
export type TextCheck = (text: string) => boolean;

const INTEGER = /^-?(?:0|[1-9]\d{0,18})$/;
const FLOAT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NUMERIC = /^-?(?:0|[1-9]\d{0,28})(?:\.\d{1,9})?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATETIME = /^(\d{4}-\d{2}-\d{2})[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?$/;
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d)?(?:\.\d{1,6})?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** The rule that a value of a type keeps, by the name under which a reject reports it. https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-types */
export const TYPE_RULES: Readonly<Record<ColumnType, string>> = {
  STRING: 'string',
  INT64: 'integer',
  FLOAT64: 'number',
  NUMERIC: 'numeric',
  BOOL: 'boolean',
  BYTES: 'base64',
  DATE: 'date',
  DATETIME: 'datetime',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  JSON: 'json',
};

/** The check of a column's type; undefined where any text is a value. */
export function typeCheck(column: Column): TextCheck | undefined {
  switch (column.type) {
    case 'STRING':
      return undefined;
    case 'INT64':
      return column.input === 'number' ? (text) => isInt64(text) && (text.length < 16 || Number.isSafeInteger(Number(text))) : isInt64;
    case 'FLOAT64':
      return (text) => FLOAT.test(text) && Number.isFinite(Number(text));
    case 'NUMERIC':
      return (text) => NUMERIC.test(text);
    case 'BOOL':
      return (text) => /^(?:true|false)$/i.test(text);
    case 'BYTES':
      return (text) => BASE64.test(text);
    case 'DATE':
      return isDate;
    case 'DATETIME':
      return (text) => isDate(DATETIME.exec(text)?.[1] ?? '');
    case 'TIME':
      return (text) => TIME.test(text);
    case 'TIMESTAMP':
      return (text) => instant(text) !== undefined;
    case 'JSON':
      return isJson;
  }
}

/** A day of the calendar between 0001-01-01 and 9999-12-31, as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** The UTC day, `YYYY-MM-DD`, of a value of a column that partitions by day. */
export function dayOf(type: ColumnType, text: string): string | undefined {
  if (type !== 'TIMESTAMP') return text.slice(0, 10);
  const at = instant(text);
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 10);
}

function isInt64(text: string): boolean {
  if (!INTEGER.test(text) || text === '-0') return false;
  if (text.length < 19) return true;
  const value = BigInt(text);
  return value >= INT64_MIN && value <= INT64_MAX;
}

const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since the epoch, fractions aside; undefined where the text is no TIMESTAMP or lies outside of its range. */
function instant(text: string): number | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null || !isDate(match[1] as string)) return undefined;
  const at = Date.parse(`${match[1]}T${match[2]}${match[3] ?? ':00'}${match[4]}`);
  return at >= FIRST_INSTANT && at <= LAST_INSTANT ? at : undefined;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
