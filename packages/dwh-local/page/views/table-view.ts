import { call } from '../api/call.js';
import { inProject } from '../api/in-project.js';
import { dataTable } from '../dom/data-table.js';
import { failure } from '../dom/failure.js';
import { h, type Child } from '../dom/h.js';
import { firstRows } from '../table/first-rows.js';
import { partitions } from '../table/partitions.js';
import { tableFacts } from '../table/table-facts.js';
import { address } from '../text/address.js';
import { typeText } from '../text/type-text.js';
import type { Field } from '../wire/field.js';
import { tableOf } from '../wire/table.js';
import type { View } from './view.js';

/** One table: what it is, partitions, schema, first rows; those of one partition where it is named. */
export const tableView: View = async ([dataset, name, partition], place, signal) => {
  if (dataset === undefined || name === undefined) throw new Error('The address names no table.');
  place.append(h('h2', {}, `${dataset}.${name}`));
  const table = tableOf(await call(await inProject('datasets', dataset, 'tables', name), { signal }));
  place.append(tableFacts(table));
  if (table.kind === 'TABLE') {
    const rows = h('section', {}, h('h3', {}, partition === undefined ? 'First rows' : `Rows of partition ${partition}`));
    const calendar = h('section');
    place.append(...(partition === undefined ? [calendar, rows] : [rows, calendar]));
    rows.append(await firstRows(dataset, partition === undefined ? name : `${name}$${partition}`, table.fields, signal).catch(failure));
    if (table.partitioning !== undefined) calendar.append(await partitions(dataset, name, table.partitioning, signal).catch(failure));
  } else {
    place.append(h('p', {}, h('a', { href: address('query', `SELECT * FROM \`${dataset}.${name}\` LIMIT 100`) }, 'Query its rows')));
    if (table.viewQuery !== undefined) place.append(h('h3', {}, 'Query of the view'), h('pre', {}, table.viewQuery));
  }
  place.append(h('section', {}, h('h3', {}, 'Schema'), schemaOf(table.fields)));
};

function schemaOf(fields: readonly Field[]): Child {
  if (fields.length === 0) return h('p', {}, 'No columns.');
  return dataTable('Columns', ['Name', 'Type', 'Mode', 'Description'], fields.map((field) => [field.name, typeText(field), field.mode, field.description ?? '']));
}
