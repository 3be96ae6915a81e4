import { COLON, MINUS, PLUS, POINT, digits, skipDigits, textOf, type ByteCheck } from './byte-check.js';

const T = 0x54;
const Z = 0x5a;
const SPACE = 0x20;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day of the calendar between 0001-01-01 and 9999-12-31, as `YYYY-MM-DD`. */
export const isDate: ByteCheck = (bytes, start, end) => {
  if (end - start !== 10 || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return false;
  const year = digits(bytes, start, 4);
  const month = digits(bytes, start + 5, 2);
  const day = digits(bytes, start + 8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (DAYS_IN_MONTH[month - 1] as number) + (leap ? 1 : 0);
};

/** `HH:MM:SS`, with up to six digits of a fraction. */
export const isTime: ByteCheck = (bytes, start, end) => end - start >= 8 && timeEnd(bytes, start, end) === end;

/** A date, `T` or a space, and a time. A load job takes no DATETIME without seconds. */
export const isDatetime: ByteCheck = (bytes, start, end) => end - start >= 19 && dayAndTimeEnd(bytes, start, end) === end;

/** https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-types#time_zones */
const MAX_OFFSET_MINUTES = 14 * 60;

/** A date and time with `Z` or an offset, between the first and the last instant of UTC's years 1 and 9999. */
export const isTimestamp: ByteCheck = (bytes, start, end) => {
  const zone = dayAndTimeEnd(bytes, start, end);
  if (zone === -1) return false;
  if (bytes[zone] === Z) return zone + 1 === end;
  const isOffset = end - zone === 6 && (bytes[zone] === PLUS || bytes[zone] === MINUS) && bytes[zone + 3] === COLON;
  const hours = digits(bytes, zone + 1, 2);
  const minutes = digits(bytes, zone + 4, 2);
  if (!isOffset || hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > MAX_OFFSET_MINUTES) return false;
  const year = digits(bytes, start, 4);
  return (year > 1 && year < 9999) || isInRange(textOf(bytes, start, end));
};

/** A DATE, DATETIME or TIMESTAMP that was found to be one, in UTC: its ISO text as far as the hour or further, `2021-04-03T10`. */
export function utcText(text: string): string {
  const zoned = /[+-]\d\d:\d\d$/.test(text.slice(10));
  return zoned ? new Date(Date.parse(millisecondText(text))).toISOString() : text.replace(' ', 'T');
}

function dayAndTimeEnd(bytes: Uint8Array, start: number, end: number): number {
  const separator = bytes[start + 10];
  if (!(separator === T || separator === SPACE) || !isDate(bytes, start, start + 10)) return -1;
  return timeEnd(bytes, start + 11, end);
}

/** Where a time of day that begins at `at` ends, or -1. */
function timeEnd(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 5 || bytes[at + 2] !== COLON) return -1;
  const hours = digits(bytes, at, 2);
  const minutes = digits(bytes, at + 3, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return -1;
  if (bytes[at + 5] !== COLON || at + 5 >= end) return at + 5;
  const seconds = end - at < 8 ? -1 : digits(bytes, at + 6, 2);
  if (seconds < 0 || seconds > 59) return -1;
  if (at + 8 >= end || bytes[at + 8] !== POINT) return at + 8;
  const fraction = skipDigits(bytes, at + 9, end);
  return fraction > at + 9 && fraction <= at + 15 ? fraction : -1;
}

const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

function isInRange(text: string): boolean {
  const instant = Date.parse(millisecondText(text));
  return instant >= FIRST_INSTANT && instant <= LAST_INSTANT;
}

/** In the form that `Date.parse` is specified for: a `T`, and no more than milliseconds. */
function millisecondText(text: string): string {
  return text.replace(' ', 'T').replace(/\.(\d{1,3})\d*/, (_, digits: string) => `.${digits.padEnd(3, '0')}`);
}
