import type { Call, Reply, Route } from '../../http/exchange.js';
import { datasetIn, needs, needsInside, tableIn } from '../../iam/route-access.js';
import { unlessKnown } from '../etag.js';
import { DEFAULT_LIST_SIZE, MAX_LIST_SIZE } from '../limits.js';
import { pageToken, parsePageToken } from '../page-token.js';
import { splitDecorator } from '../partitions/decorator.js';
import { partitionSelection } from '../partitions/partition-selection.js';
import { invalid, notImplemented } from '../refusals.js';
import { optionalChoice, queryInteger } from '../request-fields.js';
import { tableName, type TableRef } from '../resource-names.js';
import { insertAll } from '../rows/insert-all.js';
import { InsertIds } from '../rows/insert-ids.js';
import type { BigQueryDeps } from '../service.js';
import { getDataset } from '../store/dataset-record.js';
import { newEtag } from '../store/new-names.js';
import { readPartitions } from '../store/partition-stats.js';
import { getTable, listTables, type TableRecord } from '../store/table-record.js';
import { changeTableFromRequest } from './change-table.js';
import { deleteTableFromRequest } from './delete-table.js';
import { dropExpired } from './drop-expired.js';
import { insertTableFromRequest } from './insert-table.js';
import { listRows } from './list-rows.js';
import { requireOrOwn } from './require-or-own.js';
import { PARTITIONS_SUMMARY, partitionsSummaryResource } from './partitions-summary.js';
import { STORAGE_STATS, tableListItem, tableResource } from './table-resource.js';

const COLLECTION = '/bigquery/v2/projects/:project/datasets/:dataset/tables';
const ITEM = `${COLLECTION}/:table`;
const CHANGE = needs(['bigquery.tables.get', 'bigquery.tables.update'], tableIn);

export function tableRoutes(deps: BigQueryDeps): Route[] {
  const insertIds = new InsertIds();
  return [
    { method: 'GET', path: COLLECTION, id: 'bigquery.tables.list', access: needs('bigquery.tables.list', datasetIn), handler: (call) => list(deps, call) },
    { method: 'POST', path: COLLECTION, id: 'bigquery.tables.insert', access: needs('bigquery.tables.create', datasetIn), handler: async (call) => answer(deps, await insertTableFromRequest(deps, call)) },
    { method: 'GET', path: ITEM, id: 'bigquery.tables.get', access: needsInside('bigquery.tables.get'), handler: async (call) => unlessKnown(call, await get(deps, call)) },
    { method: 'PATCH', path: ITEM, id: 'bigquery.tables.patch', access: CHANGE, handler: async (call) => answer(deps, await changeTableFromRequest(deps, call, undecorated(call), true)) },
    { method: 'PUT', path: ITEM, id: 'bigquery.tables.update', access: CHANGE, handler: async (call) => answer(deps, await changeTableFromRequest(deps, call, undecorated(call), false)) },
    { method: 'DELETE', path: ITEM, id: 'bigquery.tables.delete', access: needs('bigquery.tables.delete', tableIn), handler: (call) => remove(deps, call) },
    { method: 'GET', path: `${ITEM}/data`, id: 'bigquery.tabledata.list', access: needsInside('bigquery.tables.getData'), handler: (call) => listRows(deps, call, ...targetOf(call)) },
    { method: 'POST', path: `${ITEM}/insertAll`, id: 'bigquery.tabledata.insertAll', access: needs('bigquery.tables.updateData', tableIn), handler: (call) => insertAll(deps, insertIds, call, ...targetOf(call)) },
  ];
}

async function list(deps: BigQueryDeps, call: Call): Promise<Reply> {
  const ref = { project: call.params['project'] ?? '', dataset: call.params['dataset'] ?? '' };
  const limit = Math.min(queryInteger(call.query, 'maxResults') ?? DEFAULT_LIST_SIZE, MAX_LIST_SIZE);
  const tables = await deps.engine.withConnection(async (connection) => {
    await getDataset(connection, ref);
    return listTables(connection, ref, '', Number.MAX_SAFE_INTEGER);
  });
  const after = parsePageToken(call.query.get('pageToken'));
  const rest = after === '' ? tables : tables.slice(tables.findIndex((table) => table.table === after) + 1);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    status: 200,
    json: {
      kind: 'bigquery#tableList',
      etag: newEtag(),
      totalItems: tables.length,
      ...(rest.length > limit && last !== undefined ? { nextPageToken: pageToken(last.table) } : {}),
      ...(page.length === 0 ? {} : { tables: page.map(tableListItem) }),
    },
  };
}

/** https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/tables/get#TableMetadataView */
const VIEWS = ['TABLE_METADATA_VIEW_UNSPECIFIED', 'BASIC', 'STORAGE_STATS', 'FULL'];

async function get(deps: BigQueryDeps, call: Call): Promise<Reply> {
  const view = optionalChoice({ view: call.query.get('view') ?? undefined }, 'view', VIEWS);
  const reply = await getWhole(deps, call);
  return view === 'BASIC' ? { ...reply, json: Object.fromEntries(Object.entries(reply.json as object).filter(([key]) => !STORAGE_STATS.includes(key))) } : reply;
}

async function getWhole(deps: BigQueryDeps, call: Call): Promise<Reply> {
  const [ref, decorator] = targetOf(call);
  await requireOrOwn(deps, call, 'bigquery.tables.get', ref);
  await dropExpired(deps.engine, ref);
  const record = await deps.engine.withConnection((connection) => getTable(connection, ref));
  if (decorator === undefined) return answer(deps, record);
  if (decorator === PARTITIONS_SUMMARY) return { status: 200, json: await partitionsSummaryResource(deps, record) };
  if (record.kind !== 'TABLE') throw invalid(`Cannot read partition $${decorator}: table ${tableName(ref)} is not partitioned.`);
  partitionSelection(record, decorator);
  const { storage } = record;
  const stats = (await deps.engine.withConnection((connection) => readPartitions(connection, storage))).find((entry) => entry.partitionId === decorator);
  return answer(deps, { ...record, table: `${ref.table}$${decorator}`, numRows: stats?.rows ?? 0, numBytes: stats?.bytes ?? 0 });
}

async function remove(deps: BigQueryDeps, call: Call): Promise<Reply> {
  await deleteTableFromRequest(deps, call, ...targetOf(call));
  return { status: 204 };
}

async function answer(deps: BigQueryDeps, record: TableRecord): Promise<Reply> {
  const context = await deps.engine.withConnection(async (connection) => ({
    location: (await getDataset(connection, record)).location,
    ...(record.kind === 'TABLE' && record.partitioning !== undefined ? { numPartitions: (await readPartitions(connection, record.storage)).length } : {}),
  }));
  return { status: 200, json: tableResource(record, { origin: deps.origin(), ...context }) };
}

function targetOf(call: Call): [TableRef, string | undefined] {
  const { table, decorator } = splitDecorator(call.params['table'] ?? '');
  if (table.includes('@')) throw notImplemented('snapshot decorators (table@time)');
  return [{ project: call.params['project'] ?? '', dataset: call.params['dataset'] ?? '', table }, decorator];
}

function undecorated(call: Call): TableRef {
  const [ref, decorator] = targetOf(call);
  if (decorator !== undefined) throw invalid(`Cannot change partition $${decorator} of table ${tableName(ref)}: change the table itself.`);
  return ref;
}
