import { h } from '../dom/h.js';
import { count } from '../text/count.js';
import { moment } from '../text/moment.js';
import type { Table } from '../wire/table.js';

/** The description of a table, and what it is in short. */
export function tableFacts({ kind, description, rows, partitioning, clusteredBy, labels, modified }: Table): HTMLElement {
  const facts: readonly (readonly [name: string, fact: string | undefined])[] = [
    ['Kind', kind],
    ['Rows', kind === 'TABLE' ? count(rows) : undefined],
    ['Partitioned', partitioning && `${partitioning.kind}, ${partitioning.field ?? 'ingestion time'}`],
    ['Clustered by', clusteredBy.length === 0 ? undefined : clusteredBy.join(', ')],
    ['Labels', labels.length === 0 ? undefined : labels.map((label) => label.join(': ')).join(', ')],
    ['Modified', modified === undefined ? undefined : `${moment(modified)} UTC`],
  ];
  const lines = facts.flatMap(([name, fact]) => (fact === undefined ? [] : [h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, fact))]));
  return h('div', {}, description === undefined ? null : h('p', {}, description), h('table', {}, h('tbody', {}, lines)));
}
