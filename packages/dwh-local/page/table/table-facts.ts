import { h } from '../dom/h.js';
import { count } from '../text/count.js';
import { moment } from '../text/moment.js';
import type { Table } from '../wire/table.js';

/** The description of a table, and what it is in short. */
export function tableFacts({ kind, description, rows, partitioning, clusteredBy, labels, modified }: Table): HTMLElement {
  const facts = [
    ['Kind', kind],
    ...(kind === 'TABLE' ? [['Rows', count(rows)]] : []),
    ...(partitioning === undefined ? [] : [['Partitioned', `${partitioning.kind}, ${partitioning.field ?? 'ingestion time'}`]]),
    ...(clusteredBy.length === 0 ? [] : [['Clustered by', clusteredBy.join(', ')]]),
    ...(labels.length === 0 ? [] : [['Labels', labels.map((label) => label.join(': ')).join(', ')]]),
    ...(modified === undefined ? [] : [['Modified', `${moment(modified)} UTC`]]),
  ] as const;
  const lines = facts.map(([name = '', fact = '']) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, fact)));
  return h('div', {}, description === undefined ? null : h('p', {}, description), h('table', {}, h('tbody', {}, lines)));
}
