import { numberCell } from '../dom/cells.js';
import { dataTable } from '../dom/data-table.js';
import { h } from '../dom/h.js';
import type { Partition } from './partition.js';

/** Hours, folded away behind their days' sums. */
export function hourList(hours: readonly Partition[], link: (id: string) => string): HTMLElement | null {
  if (hours.length === 0) return null;
  const rows = hours.map(({ id, rows }) => [h('a', { href: link(id) }, `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)} ${id.slice(8)}:00`), numberCell(rows)]);
  return h('details', {}, h('summary', {}, `${hours.length} hours`), dataTable('Hours, UTC', ['Partition', 'Rows'], rows));
}
