import { dataTable, h } from './dom.js';

const SHOWN = 300;
const MOST_SHOWN = 100_000;

/** Rows of tabledata.list or a query as a table; every value escaped, long ones cut, NULL apart from the empty text. */
export function rowsTable(caption, fields, rows) {
  const heads = fields.map((field) => h('span', {}, field.name, h('small', {}, typeText(field))));
  return dataTable(caption, heads, rows.map((row) => cellsOf(fields, row)));
}

export function cellsOf(fields, row) {
  return fields.map((field, index) => h('td', { class: 'data' }, shown(readable(row.f[index].v, field))));
}

export function typeText(field) {
  const element = field.type === 'RECORD' || field.type === 'STRUCT' ? `STRUCT<${field.fields.map((child) => `${child.name} ${typeText(child)}`).join(', ')}>` : field.type;
  return field.mode === 'REPEATED' ? `ARRAY<${element}>` : element;
}

function shown(value) {
  if (value === null) return h('span', { class: 'absent' }, 'NULL');
  if (value === '') return h('span', { class: 'absent' }, 'empty text');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= SHOWN ? text : cut(text);
}

function cut(text) {
  const holder = h('span', {}, `${text.slice(0, SHOWN)}… `);
  const length = text.length.toLocaleString('en');
  const more = h('button', { class: 'plain', type: 'button', click: () => holder.replaceChildren(text.slice(0, MOST_SHOWN), text.length > MOST_SHOWN ? h('span', { class: 'absent' }, `cut: ${length} characters`) : '') }, `show ${length} characters`);
  holder.append(more);
  return holder;
}

/** A wire value as a text, null, or nested of them. */
function readable(value, field) {
  if (value === null) return null;
  if (field.mode === 'REPEATED') return value.map((item) => readable(item.v, { ...field, mode: 'NULLABLE' }));
  if (field.type === 'RECORD' || field.type === 'STRUCT') return Object.fromEntries(field.fields.map((child, index) => [child.name, readable(value.f[index].v, child)]));
  return field.type === 'TIMESTAMP' ? timestamp(value) : value;
}

/** Microseconds since 1970 as BigQuery's console shows them. */
function timestamp(micros) {
  if (!/^-?\d+$/.test(micros)) return micros;
  const whole = BigInt(micros);
  const rest = ((whole % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((whole - rest) / 1000n)).toISOString().replace(/T/, ' ').slice(0, -5);
  return `${date}${rest === 0n ? '' : `.${String(rest).padStart(6, '0')}`} UTC`;
}
