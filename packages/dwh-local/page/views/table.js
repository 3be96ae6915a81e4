import { call, inProject, queryRows } from '../api.js';
import { calendars } from '../calendar.js';
import { cellsOf, rowsTable, typeText } from '../cells.js';
import { count, dataTable, failure, h, moment } from '../dom.js';
import { moreButton } from '../more-button.js';

const PAGE = 50;

/** One table: what it is, partitions, schema, first rows; those of one partition where it is named. */
export async function table([dataset, name, partition], place, signal) {
  const address = (...more) => ['#/table', dataset, name, ...more].map((word, index) => (index === 0 ? word : encodeURIComponent(word))).join('/');
  const path = await inProject('datasets', dataset, 'tables', name);
  place.append(h('h2', {}, `${dataset}.${name}`));
  const found = await call(path, { signal });
  place.append(facts(found));
  if (found.type === 'TABLE') {
    const partitioned = found.timePartitioning !== undefined || found.rangePartitioning !== undefined;
    const calendar = h('section');
    const rows = h('section', {}, h('h3', {}, partition === undefined ? 'First rows' : `Rows of partition ${partition}`));
    place.append(...(partition === undefined ? [calendar, rows] : [rows, calendar]));
    rows.append(await firstRows(dataset, partition === undefined ? name : `${name}$${partition}`, found.schema?.fields ?? [], signal).catch(failure));
    if (partitioned) calendar.append(...(await partitionsOf(dataset, name, address, signal).catch((error) => [failure(error)])));
  } else {
    const sql = `SELECT * FROM \`${dataset}.${name}\` LIMIT 100`;
    place.append(h('p', {}, h('a', { href: `#/query/${encodeURIComponent(sql)}` }, 'Query its rows')));
    if (found.view !== undefined) place.append(h('h3', {}, 'Query of the view'), h('pre', {}, found.view.query));
  }
  place.append(h('section', {}, h('h3', {}, 'Schema'), schema(found.schema?.fields ?? [])));
}

function facts(found) {
  const partitioning = found.timePartitioning ?? found.rangePartitioning;
  const list = [
    ['Kind', found.type],
    ['Rows', found.type === 'TABLE' ? count(found.numRows) : undefined],
    ['Partitioned', partitioning === undefined ? undefined : `${partitioning.type ?? 'RANGE'}, ${partitioning.field ?? 'ingestion time'}`],
    ['Clustered by', found.clustering?.fields?.join(', ')],
    ['Labels', Object.entries(found.labels ?? {}).map(([key, value]) => `${key}: ${value}`).join(', ') || undefined],
    ['Modified', found.lastModifiedTime === undefined ? undefined : `${moment(found.lastModifiedTime)} UTC`],
  ];
  const rows = list.filter(([, value]) => value !== undefined).map(([key, value]) => h('tr', {}, h('th', { scope: 'row' }, key), h('td', {}, value)));
  return h('div', {}, found.description === undefined ? null : h('p', {}, found.description), h('table', {}, h('tbody', {}, rows)));
}

async function partitionsOf(dataset, name, address, signal) {
  const sql = `SELECT partition_id, CAST(total_rows AS STRING) AS total_rows FROM \`${dataset}\`.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = @name ORDER BY partition_id DESC LIMIT 5000`;
  const partitions = await queryRows(sql, { parameters: { name }, maxResults: 5000, signal });
  return [h('h3', {}, `Partitions: ${partitions.length}`), ...(partitions.length === 0 ? [h('p', {}, 'None has rows.')] : calendars(partitions, address).filter((part) => part !== null))];
}

async function firstRows(dataset, id, fields, signal) {
  const path = await inProject('datasets', dataset, 'tables', id, 'data');
  const pageOf = (pageToken) => call(path, { query: { maxResults: PAGE, pageToken, 'formatOptions.useInt64Timestamp': true }, signal });
  const first = await pageOf();
  if (first.rows === undefined) return h('p', {}, 'No rows.');
  const shown = rowsTable(`The first of ${count(first.totalRows)} rows`, fields, first.rows);
  return h('div', {}, shown, moreButton(first.pageToken, pageOf, (page) => shown.querySelector('tbody').append(...(page.rows ?? []).map((row) => h('tr', {}, cellsOf(fields, row))))));
}

function schema(fields) {
  if (fields.length === 0) return h('p', {}, 'No columns.');
  return dataTable('Columns', ['Name', 'Type', 'Mode', 'Description'], fields.map((field) => [field.name, typeText(field), field.mode ?? 'NULLABLE', field.description ?? '']));
}
