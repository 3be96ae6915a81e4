/**
 * An element with attributes, listeners (functions) and children (nodes, texts; null is left out). Texts become text nodes, so that no
 * value can be markup.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** A table with a caption that scrolls sideways by itself. Heads and cells are texts or nodes; a cell that is a `td` stays as it is. */
export function dataTable(caption, heads, rows) {
  const head = h('tr', {}, heads.map((text) => h('th', { scope: 'col' }, text)));
  const body = rows.map((cells) => h('tr', {}, cells.map((cell) => (cell instanceof HTMLTableCellElement ? cell : h('td', {}, cell)))));
  return h('div', { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: '0' }, h('table', {}, h('caption', {}, caption), h('thead', {}, head), h('tbody', {}, body)));
}

export function number(value) {
  return h('td', { class: 'number' }, count(value));
}

/** `1,234,567`; a dash for what is not known. */
export function count(value) {
  return value === undefined || value === null ? '–' : BigInt(value).toLocaleString('en');
}

/** Milliseconds since 1970 as `2021-04-03 12:00:00` UTC. */
export function moment(milliseconds) {
  return milliseconds === undefined ? '–' : new Date(Number(milliseconds)).toISOString().slice(0, 19).replace('T', ' ');
}

export function failure(error) {
  return h('p', { class: 'bad', role: 'alert' }, error.message);
}
