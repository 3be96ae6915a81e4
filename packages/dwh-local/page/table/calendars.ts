import { h } from '../dom/h.js';
import { dateCells, type DateCell } from './date-cells.js';
import type { Partition } from './partition.js';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/**
 * Calendars of row counts, latest first: a sheet for each month of days (with their hours' sums), for each year of months.
 * @param kind - `HOUR`, `DAY` or `MONTH`
 * @param link - the address of a partition
 */
export function calendars(partitions: readonly Partition[], kind: string, link: (id: string) => string): HTMLElement {
  const cellOf = dateCells(partitions, link);
  const periods = new Set(partitions.map(({ id }) => id.slice(0, kind === 'MONTH' ? 4 : 6)));
  return h('div', { class: 'months' }, [...periods].sort().reverse().map((period) => (kind === 'MONTH' ? yearSheet(period, cellOf) : monthSheet(period, cellOf))));
}

function monthSheet(month: string, cellOf: DateCell): HTMLElement {
  const [year, index] = [Number(month.slice(0, 4)), Number(month.slice(4)) - 1];
  const first = (utc(year, index, 1).getUTCDay() + 6) % 7;
  const length = utc(year, index + 1, 0).getUTCDate();
  const days = Array.from({ length }, (_, day) => cellOf(String(day + 1), `${month}${twoDigits(day + 1)}`));
  return sheet(`${MONTHS[index]} ${year}`, WEEKDAYS, [...Array.from({ length: first }, () => h('td')), ...days], 7);
}

function yearSheet(year: string, cellOf: DateCell): HTMLElement {
  return sheet(year, [], MONTHS.map((name, index) => cellOf(name.slice(0, 3), `${year}${twoDigits(index + 1)}`)), 4);
}

function sheet(caption: string, heads: readonly string[], cells: readonly HTMLTableCellElement[], width: number): HTMLElement {
  const rows = Array.from({ length: Math.ceil(cells.length / width) }, (_, row) => h('tr', {}, cells.slice(row * width, (row + 1) * width)));
  const head = heads.length === 0 ? null : h('thead', {}, h('tr', {}, heads.map((name) => h('th', { scope: 'col' }, name))));
  return h('table', {}, h('caption', {}, caption), head, h('tbody', {}, rows));
}

/** Date.UTC takes the years 0 to 99 for 1900 to 1999. */
function utc(year: number, month: number, day: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
