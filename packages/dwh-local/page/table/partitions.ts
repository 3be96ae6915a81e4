import { queryRows } from '../api/query-rows.js';
import { numberCell } from '../dom/cells.js';
import { dataTable } from '../dom/data-table.js';
import { h } from '../dom/h.js';
import { address } from '../text/address.js';
import { text } from '../wire/json.js';
import type { Partitioning } from '../wire/partitioning.js';
import { calendars } from './calendars.js';
import { hourList } from './hour-list.js';
import type { Partition } from './partition.js';

/** The partitions of a table: hours, days and months as calendars of row counts, all others as a list. */
export async function partitions(dataset: string, table: string, { kind }: Partitioning, signal: AbortSignal): Promise<HTMLElement> {
  const sql = `SELECT partition_id, CAST(total_rows AS STRING) FROM \`${dataset}\`.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = @table ORDER BY SAFE_CAST(partition_id AS INT64) DESC NULLS LAST, partition_id`;
  const found = (await queryRows(sql, { parameters: { table }, signal })).map(([id, rows]): Partition => ({ id: text(id), rows: BigInt(text(rows)) }));
  const link = (id: string): string => address('table', dataset, table, id);
  const isDated = ({ id }: Partition): boolean => ['HOUR', 'DAY', 'MONTH'].includes(kind) && /^\d+$/.test(id);
  const [dated, others] = [found.filter(isDated), found.filter((partition) => !isDated(partition))];
  return h('div', {}, h('h3', {}, `Partitions: ${found.length}`), found.length === 0 ? h('p', {}, 'None has rows.') : null, calendars(dated, kind, link), kind === 'HOUR' ? hourList(dated, link) : null, otherList(dated.length === 0 ? 'By partition' : 'Other partitions', others, link));
}

function otherList(caption: string, others: readonly Partition[], link: (id: string) => string): HTMLElement | null {
  if (others.length === 0) return null;
  return dataTable(caption, ['Partition', 'Rows'], others.map(({ id, rows }) => [h('a', { href: link(id) }, id), numberCell(rows)]));
}
