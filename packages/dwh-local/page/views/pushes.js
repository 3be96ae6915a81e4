import { ApiFailure, call, inProject, runQuery } from '../api.js';
import { rowsTable } from '../cells.js';
import { h } from '../dom.js';

const LEDGER = ['dwh_ops', 'pushes'];
const COLUMNS = ['started_at', 'team', 'dataset', 'table_name', 'partition_id', 'outcome', 'committed', 'error_code', 'error_step', 'rows_read', 'rows_loaded', 'rows_rejected', 'source_bytes', 'job_id'];

/** The pushes that the ledger has, latest first. */
export async function pushes(_words, place, signal) {
  place.append(h('h2', {}, 'Pushes'));
  const ledger = await call(await inProject('datasets', LEDGER[0], 'tables', LEDGER[1]), { signal }).catch((error) => {
    if (error instanceof ApiFailure && error.status === 404) return undefined;
    throw error;
  });
  if (ledger === undefined) {
    place.append(h('p', {}, 'There is no ledger yet: the first push through @bm/dwh-push makes it (', h('code', {}, LEDGER.join('.')), ').'));
    return;
  }
  const has = new Set(ledger.schema.fields.map((field) => field.name));
  const columns = COLUMNS.filter((column) => has.has(column));
  const result = await runQuery(`SELECT ${columns.join(', ')} FROM \`${LEDGER.join('.')}\` ORDER BY started_at DESC LIMIT 200`, { own: true, maxResults: 200, signal });
  place.append(result.rows === undefined ? h('p', {}, 'None yet.') : rowsTable('The latest pushes', result.schema.fields, result.rows));
}
