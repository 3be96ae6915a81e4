import { typeText } from '../text/type-text.js';
import { valueText } from '../text/value-text.js';
import type { Field } from '../wire/field.js';
import type { Row } from '../wire/row-page.js';
import { h } from './h.js';
import { longText } from './long-text.js';
import { scroller } from './scroller.js';

export interface RowsTable {
  readonly element: HTMLElement;
  readonly add: (rows: readonly Row[]) => void;
}

/** Rows of a table or a query; long values are cut, NULL stands apart from the empty text. */
export function rowsTable(caption: string, fields: readonly Field[], rows: readonly Row[]): RowsTable {
  const heads = fields.map((field) => h('span', {}, field.name, h('small', {}, typeText(field))));
  const body = h('tbody');
  const add = (more: readonly Row[]): void => body.append(...more.map((row) => rowOf(fields, row)));
  add(rows);
  return { element: scroller(caption, heads, body), add };
}

function rowOf(fields: readonly Field[], row: Row): HTMLTableRowElement {
  return h('tr', {}, fields.map((field, index) => h('td', { class: 'data' }, valueNode(valueText(row[index], field)))));
}

function valueNode(value: string | null): Node | string {
  if (value === null) return h('span', { class: 'absent' }, 'NULL');
  return value === '' ? h('span', { class: 'absent' }, 'empty text') : longText(value);
}
