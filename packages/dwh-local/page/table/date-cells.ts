import { h } from '../dom/h.js';
import { count, rowCount } from '../text/count.js';
import type { Partition } from './partition.js';

/** The cell of a calendar for a date, `20210403` or `202104`. */
export type DateCell = (label: string, date: string) => HTMLTableCellElement;

interface Sum {
  readonly rows: bigint;
  readonly ids: readonly string[];
}

/** Each cell has its date's rows, a shade for how many they are, and a link where the date is one partition. */
export function dateCells(partitions: readonly Partition[], link: (id: string) => string): DateCell {
  const sums = new Map<string, Sum>();
  for (const { id, rows } of partitions) {
    const date = id.slice(0, 8);
    const { rows: before, ids } = sums.get(date) ?? { rows: 0n, ids: [] };
    sums.set(date, { rows: before + rows, ids: [...ids, id] });
  }
  const most = [...sums.values()].reduce((found, { rows }) => (rows > found ? rows : found), 1n);
  return (label, date) => {
    const sum = sums.get(date);
    if (sum === undefined) return h('td', {}, h('small', {}, label));
    const spoken = `${date}: ${rowCount(sum.rows)}`;
    const content = [h('small', {}, label), short(sum.rows)];
    const [id, ...further] = sum.ids;
    const shown = id === undefined || further.length > 0 ? content : [h('a', { href: link(id), 'aria-label': spoken }, content)];
    return h('td', { class: `heat-${heat(sum.rows, most)}`, title: spoken }, shown);
  };
}

/** 1 to 4, by the share of the largest. */
function heat(rows: bigint, most: bigint): string {
  return rows === 0n ? '1' : String((rows * 3n + most - 1n) / most + 1n);
}

function short(rows: bigint): string {
  return rows < 100_000n ? count(rows) : new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(rows);
}
