import { bind } from './bind.js';

export type WeekDay = 'SUNDAY' | 'MONDAY' | 'TUESDAY' | 'WEDNESDAY' | 'THURSDAY' | 'FRIDAY' | 'SATURDAY';

export interface DatePart {
  readonly name: string;
  /** For WEEK: the day on which it begins. */
  readonly weekday?: WeekDay;
}

export const WEEKDAYS: readonly WeekDay[] = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
export const TIME_PARTS: readonly string[] = ['MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR'];
export const CALENDAR_PARTS: readonly string[] = ['DAY', 'WEEK', 'ISOWEEK', 'MONTH', 'QUARTER', 'YEAR', 'ISOYEAR'];
export const MICROS: Readonly<Record<string, string>> = { MICROSECOND: '1', MILLISECOND: '1000', SECOND: '1000000', MINUTE: '60000000', HOUR: '3600000000', DAY: '86400000000' };

/** Days since the week began. */
function daysIntoWeek(date: string, weekday: WeekDay): string {
  return `((dayofweek(${date}) + ${7 - WEEKDAYS.indexOf(weekday)}) % 7)`;
}

/** `count` units as a DuckDB INTERVAL. */
export function interval(part: string, count: string): string {
  switch (part) {
    case 'MICROSECOND':
      return `to_microseconds(${count})`;
    case 'MILLISECOND':
      return `to_microseconds(${count} * 1000)`;
    case 'SECOND':
    case 'MINUTE':
    case 'HOUR':
      return `to_microseconds(${count} * ${MICROS[part]})`;
    case 'DAY':
      return `to_days(CAST(${count} AS INTEGER))`;
    case 'WEEK':
      return `to_days(CAST(${count} * 7 AS INTEGER))`;
    case 'MONTH':
      return `to_months(CAST(${count} AS INTEGER))`;
    case 'QUARTER':
      return `to_months(CAST(${count} * 3 AS INTEGER))`;
    default:
      return `to_months(CAST(${count} * 12 AS INTEGER))`;
  }
}

/** The start of the part that a DATE or TIMESTAMP (without zone) lies in, as the DuckDB type that `date_trunc` gives. */
export function truncate(value: string, { name, weekday }: DatePart): string {
  if (name === 'WEEK') return bind([value], (v) => `(date_trunc('day', ${v}) - to_days(CAST(${daysIntoWeek(v, weekday ?? 'SUNDAY')} AS INTEGER)))`);
  if (name === 'ISOWEEK') return `date_trunc('week', ${value})`;
  if (name === 'ISOYEAR') return bind([value], (v) => `date_trunc('week', make_date(CAST(isoyear(${v}) AS BIGINT), 1, 4))`);
  return `date_trunc('${name.toLowerCase()}', ${value})`;
}

/** Boundaries of the part between two DATEs or TIMESTAMPs (without zone). */
export function boundaries(later: string, earlier: string, part: DatePart): string {
  if (part.name === 'WEEK' || part.name === 'ISOWEEK') {
    const week = (value: string) => `CAST(${truncate(value, part)} AS DATE)`;
    return `CAST((${week(later)} - ${week(earlier)}) // 7 AS BIGINT)`;
  }
  if (part.name === 'ISOYEAR') return `CAST(isoyear(${later}) - isoyear(${earlier}) AS BIGINT)`;
  return `date_diff('${part.name.toLowerCase()}', ${earlier}, ${later})`;
}

/** EXTRACT's number. `value` is a DATE, TIMESTAMP (without zone) or TIME. */
export function extract(value: string, { name, weekday }: DatePart): string {
  const field = (part: string) => `CAST(extract('${part}' FROM ${value}) AS BIGINT)`;
  switch (name) {
    case 'DAYOFWEEK':
      return `(${field('dow')} + 1)`;
    case 'DAYOFYEAR':
      return field('doy');
    case 'WEEK':
      // Days before the first such weekday of the year are in week 0.
      return bind([value], (v) => `CAST((dayofyear(${v}) + 6 - ${daysIntoWeek(v, weekday ?? 'SUNDAY')}) // 7 AS BIGINT)`);
    case 'ISOWEEK':
      return field('week');
    case 'MICROSECOND':
      return `(${field('microsecond')} % 1000000)`;
    case 'MILLISECOND':
      return `((${field('microsecond')} % 1000000) // 1000)`;
    default:
      return field(name.toLowerCase());
  }
}
