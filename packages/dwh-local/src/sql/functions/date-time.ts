import { bind } from '../emit/bind.js';
import { raise } from '../emit/raise.js';
import { signature, type Family } from './signature.js';

const micros = (unit: string) => (count: string) => `make_timestamptz(${count} * ${unit})`;
/** Rounded down, so that the second before 1970 is -1. */
const since = (divisor: number) => (time: string) => bind([`epoch_us(${time})`], (us) => (divisor === 1 ? us : `CASE WHEN ${us} < 0 AND ${us} % ${divisor} <> 0 THEN ${us} // ${divisor} - 1 ELSE ${us} // ${divisor} END`));

export const DATE_TIME_FUNCTIONS: Family = {
  DATE_FROM_UNIX_DATE: [signature('INT64 -> DATE', (days) => `(DATE '1970-01-01' + CAST(${days} AS INTEGER))`)],
  TIMESTAMP_MICROS: [signature('INT64 -> TIMESTAMP', (count) => `make_timestamptz(${count})`)],
  TIMESTAMP_MILLIS: [signature('INT64 -> TIMESTAMP', micros('1000'))],
  TIMESTAMP_SECONDS: [signature('INT64 -> TIMESTAMP', micros('1000000'))],
  UNIX_DATE: [signature('DATE -> INT64', (date) => `CAST(${date} - DATE '1970-01-01' AS BIGINT)`)],
  UNIX_MICROS: [signature('TIMESTAMP -> INT64', since(1))],
  UNIX_MILLIS: [signature('TIMESTAMP -> INT64', since(1000))],
  UNIX_SECONDS: [signature('TIMESTAMP -> INT64', since(1_000_000))],
};

/** `DATE(2021, 4, 3)`; DuckDB fails for a day that does not exist, as GoogleSQL does. */
export const CONSTRUCTORS: Family = {
  DATE: [
    signature('INT64, INT64, INT64 -> DATE', (year, month, day) => `make_date(${year}, ${month}, ${day})`),
    signature('DATE -> DATE', (value) => value),
    signature('DATETIME -> DATE', (value) => `CAST(${value} AS DATE)`),
  ],
  DATETIME: [
    signature('INT64, INT64, INT64, INT64, INT64, INT64 -> DATETIME', (year, month, day, hour, minute, second) => `make_timestamp(${year}, ${month}, ${day}, ${hour}, ${minute}, CAST(${second} AS DOUBLE))`),
    signature('DATE, TIME -> DATETIME', (date, time) => `(${date} + ${time})`),
    signature('DATETIME -> DATETIME', (value) => value),
  ],
  TIME: [
    signature('INT64, INT64, INT64 -> TIME', (hour, minute, second) => bind([hour, minute, second], (h, m, s) => `CASE WHEN ${h} NOT BETWEEN 0 AND 23 OR ${m} NOT BETWEEN 0 AND 59 OR ${s} NOT BETWEEN 0 AND 59 THEN ${raise('Input calculates to invalid time: ', h, "':'", m, "':'", s)} ELSE make_time(${h}, ${m}, CAST(${s} AS DOUBLE)) END`)),
    signature('DATETIME -> TIME', (value) => `CAST(${value} AS TIME)`),
  ],
  TIMESTAMP: [signature('TIMESTAMP -> TIMESTAMP', (value) => value)],
};
