import { call, inProject, listAll, queryRows } from '../api.js';
import { count, dataTable, failure, h, number } from '../dom.js';

/** All datasets with their tables and how many rows they have. */
export async function tables(_words, place, signal) {
  place.append(h('h2', {}, 'Tables'));
  const datasets = await listAll(await inProject('datasets'), 'datasets', signal);
  if (datasets.length === 0) place.append(h('p', {}, 'There is no dataset yet.'));
  const sections = datasets.map(({ datasetReference: { datasetId } }) => {
    const content = h('div', {}, h('p', { class: 'soft' }, '…'));
    place.append(h('section', {}, h('h3', {}, datasetId), content));
    return { datasetId, content };
  });
  for (const { datasetId, content } of sections) content.replaceChildren(await tablesOf(datasetId, signal).catch((error) => failure(error)));
}

async function tablesOf(dataset, signal) {
  const { totalItems } = await call(await inProject('datasets', dataset, 'tables'), { query: { maxResults: 0 }, signal });
  if (totalItems === 0) return h('p', { class: 'soft' }, 'No tables.');
  const listed = await listAll(await inProject('datasets', dataset, 'tables'), 'tables', signal);
  const sql = `SELECT table_name, COUNT(partition_id) AS partitions, MAX(partition_id) AS latest, CAST(SUM(total_rows) AS STRING) AS row_count FROM \`${dataset}\`.INFORMATION_SCHEMA.PARTITIONS GROUP BY table_name`;
  const statistics = new Map((await queryRows(sql, { signal, maxResults: 10_000 })).map((row) => [row.table_name, row]));
  const rows = listed.map(({ tableReference: { tableId }, type, timePartitioning, rangePartitioning }) => {
    const known = statistics.get(tableId);
    const partitioned = timePartitioning !== undefined || rangePartitioning !== undefined;
    const link = h('a', { href: `#/table/${encodeURIComponent(dataset)}/${encodeURIComponent(tableId)}` }, tableId);
    return [link, type, number(type === 'TABLE' ? (known?.row_count ?? 0) : undefined), partitioned ? `${count(known?.partitions ?? 0)} by ${timePartitioning?.type ?? 'RANGE'}` : '–', known?.latest ?? '–'];
  });
  return dataTable(`Tables of ${dataset}`, ['Table', 'Kind', 'Rows', 'Partitions', 'Latest partition'], rows);
}
