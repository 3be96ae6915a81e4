import { call } from '../api/call.js';
import { inProject } from '../api/in-project.js';
import { h } from '../dom/h.js';
import { moreButton } from '../dom/more-button.js';
import { rowsTable } from '../dom/rows-table.js';
import { rowCount } from '../text/count.js';
import type { Field } from '../wire/field.js';
import { rowPageOf, type RowPage } from '../wire/row-page.js';

const PAGE = 50;

/** @param table - its id, with a partition's decorator or without */
export async function firstRows(dataset: string, table: string, fields: readonly Field[], signal: AbortSignal): Promise<HTMLElement> {
  const path = await inProject('datasets', dataset, 'tables', table, 'data');
  const pageOf = async (pageToken?: string): Promise<RowPage> => rowPageOf(await call(path, { query: { maxResults: PAGE, pageToken, 'formatOptions.useInt64Timestamp': true }, signal }));
  const first = await pageOf();
  if (first.rows.length === 0) return h('p', {}, 'No rows.');
  const all = rowCount(first.totalRows);
  const shown = rowsTable(first.next === undefined ? all : `The first of ${all}`, fields, first.rows);
  return h('div', {}, shown.element, moreButton('More rows', first, pageOf, ({ rows }) => shown.add(rows)));
}
