import { count } from '../text/count.js';
import { moment } from '../text/moment.js';
import { h } from './h.js';

export function numberCell(value: string | bigint | undefined): HTMLTableCellElement {
  return h('td', { class: 'number' }, count(value));
}

/** @param milliseconds - since 1970 */
export function momentCell(milliseconds: string | undefined): HTMLTableCellElement {
  return h('td', { class: 'moment' }, moment(milliseconds));
}
