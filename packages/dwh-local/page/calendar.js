import { count, dataTable, h, number } from './dom.js';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/**
 * Partitions as calendars of row counts: a sheet per month for days (hours summed), per year for months; what has no date as a list.
 * @param link - the address of a partition
 */
export function calendars(partitions, link) {
  const [days, months, others] = [new Map(), new Map(), []];
  for (const { partition_id: id, total_rows: rows } of partitions) {
    const dated = /^\d{8}(\d{2})?$/.test(id) ? days : /^\d{6}$/.test(id) ? months : undefined;
    if (dated === undefined) {
      others.push({ id, rows: BigInt(rows) });
      continue;
    }
    const key = id.slice(0, 8);
    const entry = dated.get(key) ?? { rows: 0n, ids: [] };
    dated.set(key, { rows: entry.rows + BigInt(rows), ids: [...entry.ids, id] });
  }
  const heat = heatOf([...days.values(), ...months.values()]);
  return [
    h('div', { class: 'months' }, sheets(days, 6, (month) => monthSheet(month, days, heat, link)), sheets(months, 4, (year) => yearSheet(year, months, heat, link))),
    hourList([...days.values()].flatMap(({ ids }) => ids.filter((id) => id.length === 10)), partitions, link),
    others.length === 0 ? null : dataTable('Other partitions', ['Partition', 'Rows'], others.map(({ id, rows }) => [id === null ? '–' : h('a', { href: link(id) }, id), number(rows)])),
  ];
}

function sheets(entries, length, sheet) {
  return [...new Set([...entries.keys()].map((key) => key.slice(0, length)))].sort().reverse().map(sheet);
}

function monthSheet(month, days, heat, link) {
  const [year, index] = [Number(month.slice(0, 4)), Number(month.slice(4)) - 1];
  const first = (new Date(Date.UTC(year, index, 1)).getUTCDay() + 6) % 7;
  const length = new Date(Date.UTC(year, index + 1, 0)).getUTCDate();
  const cells = [...Array.from({ length: first }, () => h('td')), ...Array.from({ length }, (_, day) => dateCell(String(day + 1), `${month}${String(day + 1).padStart(2, '0')}`, days, heat, link))];
  return sheet(`${MONTHS[index]} ${year}`, WEEKDAYS, cells, 7);
}

function yearSheet(year, months, heat, link) {
  return sheet(year, undefined, MONTHS.map((name, index) => dateCell(name.slice(0, 3), `${year}${String(index + 1).padStart(2, '0')}`, months, heat, link)), 4);
}

function sheet(caption, heads, cells, width) {
  const rows = Array.from({ length: Math.ceil(cells.length / width) }, (_, row) => h('tr', {}, cells.slice(row * width, (row + 1) * width)));
  return h('table', {}, h('caption', {}, caption), heads === undefined ? null : h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))), h('tbody', {}, rows));
}

function dateCell(label, key, entries, heat, link) {
  const entry = entries.get(key);
  if (entry === undefined) return h('td', {}, h('small', {}, label));
  const target = entry.ids.length === 1 ? link(entry.ids[0]) : undefined;
  const spoken = `${key}: ${count(entry.rows)} rows`;
  const content = [h('small', {}, label), short(entry.rows)];
  return h('td', { class: `heat-${heat(entry.rows)}`, title: spoken }, target === undefined ? content : h('a', { href: target, 'aria-label': spoken }, content));
}

/** Hours are listed behind their days' sums. */
function hourList(ids, partitions, link) {
  if (ids.length === 0) return null;
  const rows = new Map(partitions.map((partition) => [partition.partition_id, partition.total_rows]));
  const list = dataTable('Hours, UTC', ['Partition', 'Rows'], ids.sort().reverse().map((id) => [h('a', { href: link(id) }, `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)} ${id.slice(8)}:00`), number(rows.get(id))]));
  return h('details', {}, h('summary', {}, `${ids.length} hours`), list);
}

/** 1 to 4, by the share of the largest. */
function heatOf(entries) {
  const most = entries.reduce((found, { rows }) => (rows > found ? rows : found), 1n);
  return (rows) => (rows === 0n ? 1 : Number((rows * 3n + most - 1n) / most) + 1);
}

function short(rows) {
  return rows < 100_000n ? count(rows) : new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(rows);
}
