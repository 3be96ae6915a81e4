import { ApiFailure } from '../api/api-failure.js';
import { call } from '../api/call.js';
import { inProject } from '../api/in-project.js';
import { runQuery } from '../api/run-query.js';
import { h } from '../dom/h.js';
import { rowsTable } from '../dom/rows-table.js';
import { tableOf, type Table } from '../wire/table.js';
import type { View } from './view.js';

const LEDGER = { dataset: 'dwh_ops', table: 'pushes' };
const LEDGER_NAME = `${LEDGER.dataset}.${LEDGER.table}`;
const COLUMNS = ['started_at', 'team', 'dataset', 'table_name', 'partition_id', 'outcome', 'committed', 'error_code', 'error_step', 'rows_read', 'rows_loaded', 'rows_rejected', 'source_bytes', 'job_id'];
const SHOWN = 200;

/** The pushes that the ledger has, latest first. */
export const pushesView: View = async (_words, place, signal) => {
  place.append(h('h2', {}, 'Pushes'));
  const ledger = await ledgerTable(signal);
  if (ledger === undefined) {
    place.append(h('p', {}, 'There is no ledger yet: the first push through @bm/dwh-push makes it (', h('code', {}, LEDGER_NAME), ').'));
    return;
  }
  const there = new Set(ledger.fields.map((field) => field.name));
  const columns = COLUMNS.filter((column) => there.has(column));
  const { fields, rows } = await runQuery(`SELECT ${columns.join(', ')} FROM \`${LEDGER_NAME}\` ORDER BY started_at DESC LIMIT ${SHOWN}`, { own: true, maxResults: SHOWN, signal });
  place.append(rows.length === 0 ? h('p', {}, 'None yet.') : rowsTable('The latest pushes', fields, rows).element);
};

async function ledgerTable(signal: AbortSignal): Promise<Table | undefined> {
  try {
    return tableOf(await call(await inProject('datasets', LEDGER.dataset, 'tables', LEDGER.table), { signal }));
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  }
}
