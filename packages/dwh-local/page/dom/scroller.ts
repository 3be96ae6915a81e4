import { h, type Child } from './h.js';

/** A table with a caption and heads that scrolls sideways by itself. */
export function scroller(caption: string, heads: readonly Child[], body: HTMLTableSectionElement): HTMLElement {
  const head = h('tr', {}, heads.map((content) => h('th', { scope: 'col' }, content)));
  return h('div', { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: '0' }, h('table', {}, h('caption', {}, caption), h('thead', {}, head), body));
}
