import { bind } from '../emit/bind.js';
import { inCalendar } from '../emit/calendar-range.js';
import { raise } from '../emit/raise.js';
import { signature, type Family } from './signature.js';

const micros = (unit: string) => (count: string) => inCalendar(`make_timestamptz(${count} * ${unit})`, 'TIMESTAMP', 'TIMESTAMP');
/** Rounded down, so that the second before 1970 is -1. */
const since = (divisor: number) => (time: string) => bind([`epoch_us(${time})`], (us) => (divisor === 1 ? us : `CASE WHEN ${us} < 0 AND ${us} % ${divisor} <> 0 THEN ${us} // ${divisor} - 1 ELSE ${us} // ${divisor} END`));

export const DATE_TIME_FUNCTIONS: Family = {
  DATE_FROM_UNIX_DATE: [signature('INT64 -> DATE', (days) => inCalendar(`(DATE '1970-01-01' + CAST(${days} AS INTEGER))`, 'DATE', 'DATE_FROM_UNIX_DATE'))],
  TIMESTAMP_MICROS: [signature('INT64 -> TIMESTAMP', micros('1'))],
  TIMESTAMP_MILLIS: [signature('INT64 -> TIMESTAMP', micros('1000'))],
  TIMESTAMP_SECONDS: [signature('INT64 -> TIMESTAMP', micros('1000000'))],
  UNIX_DATE: [signature('DATE -> INT64', (date) => `CAST(${date} - DATE '1970-01-01' AS BIGINT)`)],
  UNIX_MICROS: [signature('TIMESTAMP -> INT64', since(1))],
  UNIX_MILLIS: [signature('TIMESTAMP -> INT64', since(1000))],
  UNIX_SECONDS: [signature('TIMESTAMP -> INT64', since(1_000_000))],
};

/** `make` of values of which the first three are an hour, a minute and a second that exist: DuckDB counts 24 o'clock on. */
function clock(args: readonly string[], make: (...values: string[]) => string): string {
  return bind(args, (...values) => {
    const [h, m, s] = values as [string, string, string];
    return `CASE WHEN ${h} NOT BETWEEN 0 AND 23 OR ${m} NOT BETWEEN 0 AND 59 OR ${s} NOT BETWEEN 0 AND 59 THEN ${raise('Input calculates to invalid time: ', h, "':'", m, "':'", s)} ELSE ${make(...values)} END`;
  });
}

/** `DATE(2021, 4, 3)`; DuckDB fails for a day that does not exist, as GoogleSQL does. */
export const CONSTRUCTORS: Family = {
  DATE: [
    signature('INT64, INT64, INT64 -> DATE', (year, month, day) => inCalendar(`make_date(${year}, ${month}, ${day})`, 'DATE', 'DATE')),
    signature('DATE -> DATE', (value) => value),
    signature('DATETIME -> DATE', (value) => `CAST(${value} AS DATE)`),
  ],
  DATETIME: [
    signature('INT64, INT64, INT64, INT64, INT64, INT64 -> DATETIME', (year, month, day, hour, minute, second) => clock([hour, minute, second, year, month, day], (h, m, s, y, mo, d) => inCalendar(`make_timestamp(${y}, ${mo}, ${d}, ${h}, ${m}, CAST(${s} AS DOUBLE))`, 'DATETIME', 'DATETIME'))),
    signature('DATE, TIME -> DATETIME', (date, time) => `(${date} + ${time})`),
    signature('DATETIME -> DATETIME', (value) => value),
  ],
  TIME: [
    signature('INT64, INT64, INT64 -> TIME', (...args) => clock(args, (h, m, s) => `make_time(${h}, ${m}, CAST(${s} AS DOUBLE))`)),
    signature('DATETIME -> TIME', (value) => `CAST(${value} AS TIME)`),
  ],
  TIMESTAMP: [signature('TIMESTAMP -> TIMESTAMP', (value) => value)],
};
