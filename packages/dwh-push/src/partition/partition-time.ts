import { FORMS, type PartitionUnit } from './unit.js';

/** One partition, as a stretch of UTC time. */
export interface PartitionTime {
  readonly unit: PartitionUnit;
  /** As it is written: `2021-04-03T10`, `2021-04-03`, `2021-04` or `2021`. */
  readonly date: string;
  /** What the warehouse calls it: the same digits. */
  readonly id: string;
  /** Its first instant and the first one after it, in milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
}

/** The years that a partition id can hold: https://docs.cloud.google.com/bigquery/docs/partitioned-tables#ingestion_time */
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00.000Z');
const END_OF_TIME = Date.parse('9999-12-31T23:59:59.999Z') + 1;

/** The partition that a text names, or undefined where it is not of this unit or names no time of the calendar. */
export function parsePartitionTime(unit: PartitionUnit, date: string): PartitionTime | undefined {
  const { pattern, rest } = FORMS[unit];
  if (!pattern.test(date)) return undefined;
  const start = Date.parse(`${date}${rest}`);
  // The parser reads 30 February as 2 March, so the text must come out as it went in.
  const named = Number.isNaN(start) ? undefined : partitionAt(unit, start);
  return named?.date === date ? named : undefined;
}

/** The partition of a warehouse's id, `2021040310` say; undefined where it is none of this unit, as `__NULL__` is. */
export function partitionOfId(unit: PartitionUnit, id: string): PartitionTime | undefined {
  const [, year, month, day, hour] = /^(\d{4})(\d{2})?(\d{2})?(\d{2})?$/.exec(id) ?? [];
  const days = [year, month, day].filter((part) => part !== undefined).join('-');
  return parsePartitionTime(unit, hour === undefined ? days : `${days}T${hour}`);
}

/** The partition that holds an instant; undefined before the year 1 and after the year 9999. */
export function partitionAt(unit: PartitionUnit, instant: number): PartitionTime | undefined {
  if (!(instant >= FIRST_INSTANT && instant < END_OF_TIME)) return undefined;
  const { rest, example } = FORMS[unit];
  const date = new Date(instant).toISOString().slice(0, example.length);
  const start = Date.parse(`${date}${rest}`);
  return Object.freeze({ unit, date, id: date.replaceAll(/[-T]/g, ''), start, end: endOf(unit, start) });
}

function endOf(unit: PartitionUnit, start: number): number {
  const end = new Date(start);
  if (unit === 'hour') end.setUTCHours(end.getUTCHours() + 1);
  else if (unit === 'day') end.setUTCDate(end.getUTCDate() + 1);
  else if (unit === 'month') end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCFullYear(end.getUTCFullYear() + 1);
  return end.getTime();
}
