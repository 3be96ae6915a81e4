import { invalid, notImplemented } from '../refusals.js';
import type { IntegerRange, Partitioning, PartitionUnit } from './partitioning.js';

export const NULL_PARTITION = '__NULL__';
export const UNPARTITIONED = '__UNPARTITIONED__';

const FORMS: Record<PartitionUnit, { length: number; text: string }> = {
  HOUR: { length: 10, text: 'YYYYMMDDHH' },
  DAY: { length: 8, text: 'YYYYMMDD' },
  MONTH: { length: 6, text: 'YYYYMM' },
  YEAR: { length: 4, text: 'YYYY' },
};

/** `t$20210403` -> table `t`, partition `20210403`. A `$` can be in no table's own id. */
export function splitDecorator(tableId: string): { table: string; decorator?: string } {
  const at = tableId.indexOf('$');
  return at === -1 ? { table: tableId } : { table: tableId.slice(0, at), decorator: tableId.slice(at + 1) };
}

/** One partition: `[start, end)`, in time as UTC texts `YYYY-MM-DD HH:MM:SS`, by integers as decimal texts. */
export interface PartitionRange {
  readonly id: string;
  readonly start: string;
  readonly end: string;
}

/**
 * What a partition id stands for.
 * @throws ApiError 400 where the id does not fit the table's granularity or names no partition; 501 for the two special ids.
 */
export function partitionRange(id: string, { type, range }: Pick<Partitioning, 'type' | 'range'>, tableName: string): PartitionRange {
  if (id === NULL_PARTITION || id === UNPARTITIONED) throw notImplemented(`writing to the partition $${id}`);
  return type === 'RANGE' ? integerPartition(id, range, tableName) : timePartition(id, type, tableName);
}

function integerPartition(id: string, range: IntegerRange | undefined, tableName: string): PartitionRange {
  const start = Number(id);
  if (range === undefined || !/^(0|-?[1-9]\d{0,17})$/.test(id) || start < range.start || start >= range.end || (start - range.start) % range.interval !== 0) {
    throw invalid(`Invalid partition decorator "$${id}" for table ${tableName}: its partitions are written as the integer that their range starts with.`);
  }
  return { id, start: id, end: String(Math.min(start + range.interval, range.end)) };
}

function timePartition(id: string, unit: PartitionUnit, tableName: string): PartitionRange {
  const form = FORMS[unit];
  const wrong = () => invalid(`Invalid partition decorator "$${id}" for table ${tableName}: its partitions are written ${form.text}.`);
  if (!/^\d+$/.test(id) || id.length !== form.length) throw wrong();
  const part = (from: number, to: number, otherwise: number) => (id.length >= to ? Number(id.slice(from, to)) : otherwise);
  const [year, month, day, hour] = [part(0, 4, 1), part(4, 6, 1), part(6, 8, 1), part(8, 10, 0)];
  const start = utcDate(year, month - 1, day, hour);
  if (year < 1 || start.getUTCFullYear() !== year || start.getUTCMonth() !== month - 1 || start.getUTCDate() !== day || start.getUTCHours() !== hour) throw wrong();
  const end = nextPartition(start, unit);
  return { id, start: sqlText(start), end: sqlText(end) };
}

/** The id of the partition that holds an instant. */
export function partitionIdAt(time: Date, unit: PartitionUnit): string {
  return time.toISOString().replace(/[-T:]/g, '').slice(0, FORMS[unit].length);
}

/** The start of the partition that a well-formed id of this unit names. */
export function partitionStart(id: string): Date {
  const part = (from: number, to: number, otherwise: number) => (id.length >= to ? Number(id.slice(from, to)) : otherwise);
  return utcDate(part(0, 4, 1), part(4, 6, 1) - 1, part(6, 8, 1), part(8, 10, 0));
}

function nextPartition(start: Date, unit: PartitionUnit): Date {
  const [year, month, day, hour] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate(), start.getUTCHours()];
  if (unit === 'HOUR') return utcDate(year, month, day, hour + 1);
  if (unit === 'DAY') return utcDate(year, month, day + 1, 0);
  return unit === 'MONTH' ? utcDate(year, month + 1, 1, 0) : utcDate(year + 1, 0, 1, 0);
}

/** Date.UTC takes the years 0 to 99 for 1900 to 1999. */
function utcDate(year: number, month: number, day: number, hour: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hour);
  return date;
}

function sqlText(date: Date): string {
  // The last partition ends in the year 10000, which ISO writes with six digits and a sign; DuckDB without.
  return date.toISOString().replace(/^\+0*/, '').slice(0, -5).replace('T', ' ');
}
