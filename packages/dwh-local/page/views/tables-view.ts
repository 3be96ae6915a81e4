import { inProject } from '../api/in-project.js';
import { listAll } from '../api/list-all.js';
import { numberCell } from '../dom/cells.js';
import { dataTable } from '../dom/data-table.js';
import { failure } from '../dom/failure.js';
import { h, type Child } from '../dom/h.js';
import { partitionSums, type PartitionSum } from '../table/partition-sums.js';
import { address } from '../text/address.js';
import { count } from '../text/count.js';
import { object, text } from '../wire/json.js';
import { listedTableOf, type ListedTable } from '../wire/listed-table.js';
import type { View } from './view.js';

/** All datasets with their tables and how many rows they have. */
export const tablesView: View = async (_words, place, signal) => {
  place.append(h('h2', {}, 'Tables'));
  const datasets = await listAll(await inProject('datasets'), 'datasets', (item) => text(object(object(item)['datasetReference'])['datasetId']), signal);
  if (datasets.length === 0) place.append(h('p', {}, 'There is no dataset yet.'));
  const sections = datasets.map((dataset) => {
    const content = h('div', {}, h('p', { class: 'soft' }, '…'));
    place.append(h('section', {}, h('h3', {}, dataset), content));
    return { dataset, content };
  });
  for (const { dataset, content } of sections) content.replaceChildren(await tablesOf(dataset, signal).catch(failure));
};

async function tablesOf(dataset: string, signal: AbortSignal): Promise<HTMLElement> {
  const listed = await listAll(await inProject('datasets', dataset, 'tables'), 'tables', listedTableOf, signal);
  if (listed.length === 0) return h('p', { class: 'soft' }, 'No tables.');
  const sums = await partitionSums(dataset, signal);
  return dataTable(`Tables of ${dataset}`, ['Table', 'Kind', 'Rows', 'Partitions', 'Latest partition'], listed.map((table) => cellsOf(dataset, table, sums.get(table.name))));
}

function cellsOf(dataset: string, { name, kind, partitioning }: ListedTable, sum: PartitionSum | undefined): readonly Child[] {
  const link = h('a', { href: address('table', dataset, name) }, name);
  const partitions = partitioning === undefined ? '–' : `${count(sum?.partitions ?? '0')} by ${partitioning.kind}`;
  // Ranges of integers have no time.
  const latest = partitioning?.kind === 'RANGE' ? undefined : sum?.latest;
  return [link, kind, numberCell(kind === 'TABLE' ? (sum?.rows ?? '0') : undefined), partitions, latest ?? '–'];
}
