import { h, type Child } from './h.js';
import { scroller } from './scroller.js';

/** A table of texts and nodes; a cell that is a `td` stays as it is. */
export function dataTable(caption: string, heads: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  return scroller(caption, heads, h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map(cellOf)))));
}

function cellOf(content: Child): HTMLTableCellElement {
  return content instanceof HTMLTableCellElement ? content : h('td', {}, content);
}
