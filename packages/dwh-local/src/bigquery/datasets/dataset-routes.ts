import { isDeepStrictEqual } from 'node:util';

import { transactionOn } from '../../engine/engine.js';
import type { Call, Reply, Route } from '../../http/exchange.js';
import type { Caller } from '../../iam/caller.js';
import { datasetIn, needs, needsInside, projectIn } from '../../iam/route-access.js';
import { checkIfMatch, unlessKnown } from '../etag.js';
import { canonicalLocation } from '../location.js';
import { DEFAULT_LIST_SIZE, MAX_LIST_SIZE } from '../limits.js';
import { pageToken, parsePageToken } from '../page-token.js';
import { alreadyExists, invalid, notImplemented } from '../refusals.js';
import { optionalObject, optionalString, queryInteger } from '../request-fields.js';
import { checkDatasetId, datasetName, type DatasetRef } from '../resource-names.js';
import { lockDataset, lockTable, type BigQueryDeps } from '../service.js';
import { deleteDataset, findDataset, getDataset, insertDataset, listDatasets, updateDataset, type DatasetRecord } from '../store/dataset-record.js';
import { newEtag } from '../store/new-names.js';
import { deleteTable, findTable, listTables } from '../store/table-record.js';
import { ApiError } from '../../http/api-error.js';
import { labelFilter } from '../labels.js';
import { defaultAccess } from './access.js';
import { datasetListItem, datasetResource } from './dataset-resource.js';
import { parseDataset } from './parse-dataset.js';

const COLLECTION = '/bigquery/v2/projects/:project/datasets';
const ITEM = `${COLLECTION}/:dataset`;

export function datasetRoutes(deps: BigQueryDeps): Route[] {
  const reply = (record: DatasetRecord): Reply => ({ status: 200, json: datasetResource(record, deps.origin()) });
  return [
    { method: 'GET', path: COLLECTION, id: 'bigquery.datasets.list', access: needsInside('bigquery.datasets.get'), handler: (call) => list(deps, call) },
    { method: 'POST', path: COLLECTION, id: 'bigquery.datasets.insert', access: needs('bigquery.datasets.create', projectIn), handler: async (call) => reply(await insert(deps, call)) },
    { method: 'GET', path: ITEM, id: 'bigquery.datasets.get', access: needs('bigquery.datasets.get', datasetIn), handler: async (call) => unlessKnown(call, reply(await deps.engine.withConnection((connection) => getDataset(connection, refOf(call))))) },
    { method: 'PATCH', path: ITEM, id: 'bigquery.datasets.patch', access: needs(['bigquery.datasets.get', 'bigquery.datasets.update'], datasetIn), handler: async (call) => reply(await change(deps, call, true)) },
    { method: 'PUT', path: ITEM, id: 'bigquery.datasets.update', access: needs(['bigquery.datasets.get', 'bigquery.datasets.update'], datasetIn), handler: async (call) => reply(await change(deps, call, false)) },
    { method: 'DELETE', path: ITEM, id: 'bigquery.datasets.delete', access: needs('bigquery.datasets.delete', datasetIn), handler: (call) => remove(deps, call) },
  ];
}

async function list(deps: BigQueryDeps, call: Call): Promise<Reply> {
  const project = call.params['project'] ?? '';
  const fits = labelFilter(call.query.get('filter') ?? '');
  const limit = Math.min(queryInteger(call.query, 'maxResults') ?? DEFAULT_LIST_SIZE, MAX_LIST_SIZE);
  const hidden = call.query.get('all')?.toLowerCase() === 'true';
  const all = await deps.engine.withConnection((connection) => listDatasets(connection, project, parsePageToken(call.query.get('pageToken')), Number.MAX_SAFE_INTEGER, hidden));
  const found = all.filter((dataset) => fits(dataset.labels)).slice(0, limit + 1);
  const page = found.slice(0, limit);
  const shown = await visible(call.caller, page);
  const last = page.at(-1);
  return {
    status: 200,
    json: {
      kind: 'bigquery#datasetList',
      etag: newEtag(),
      ...(found.length > limit && last !== undefined ? { nextPageToken: pageToken(last.dataset) } : {}),
      ...(shown.length === 0 ? {} : { datasets: shown.map(datasetListItem) }),
    },
  };
}

async function visible(caller: Caller, page: readonly DatasetRecord[]): Promise<DatasetRecord[]> {
  const allowed = await Promise.all(page.map(({ project, dataset }) => caller.may('bigquery.datasets.get', { kind: 'dataset', project, dataset })));
  return page.filter((_record, index) => allowed[index]);
}

async function insert(deps: BigQueryDeps, call: Call): Promise<DatasetRecord> {
  const body = await call.json();
  const project = call.params['project'] ?? '';
  const reference = optionalObject(body, 'datasetReference') ?? {};
  const dataset = optionalString(reference, 'datasetId') ?? '';
  if (dataset === '') throw invalid('Required parameter is missing: datasetReference.datasetId', 'datasetReference');
  if ((optionalString(reference, 'projectId') ?? project) !== project) throw invalid('The project in the URL and the one in datasetReference differ.', 'datasetReference');
  checkDatasetId(dataset);
  const ref = { project, dataset };
  return lockDataset(deps.engine, ref, () =>
    deps.engine.transaction(async (connection) => {
      if ((await findDataset(connection, ref)) !== undefined) throw alreadyExists(`Dataset ${datasetName(ref)}`);
      const settings = await parseDataset(connection, body, { labels: {}, access: defaultAccess(call.caller.email) }, false);
      refuseUnknownRoles(deps, settings.access);
      const now = Date.now();
      const record = { ...ref, location: canonicalLocation(optionalString(body, 'location'), deps.location), ...settings, etag: newEtag(), creationTime: now, lastModifiedTime: now };
      deps.datasetLocations.add(record.location);
      await insertDataset(connection, record);
      return record;
    }),
  );
}

async function change(deps: BigQueryDeps, call: Call, patching: boolean): Promise<DatasetRecord> {
  const body = await call.json();
  const ref = refOf(call);
  return lockDataset(deps.engine, ref, () =>
    deps.engine.transaction(async (connection) => {
      const current = await getDataset(connection, ref);
      checkIfMatch(call, current.etag);
      const location = optionalString(body, 'location');
      if (location !== undefined && location.toLowerCase() !== current.location.toLowerCase()) throw invalid('The location of a dataset cannot be changed.', 'location');
      const settings = await parseDataset(connection, body, patching ? current : { labels: {}, access: defaultAccess(call.caller.email) }, patching);
      refuseUnknownRoles(deps, settings.access);
      if (!isDeepStrictEqual(settings.access, current.access)) await call.caller.require('bigquery.datasets.setIamPolicy', { kind: 'dataset', ...ref });
      const record = { ...ref, location: current.location, creationTime: current.creationTime, ...settings, etag: newEtag(), lastModifiedTime: Date.now() };
      await updateDataset(connection, record);
      return record;
    }),
  );
}

/** A role without permissions would read as a grant. @throws ApiError 501 */
function refuseUnknownRoles(deps: BigQueryDeps, access: DatasetRecord['access']): void {
  const unknown = access.map((entry) => entry['role']).find((role) => typeof role === 'string' && role.includes('/') && !deps.access.isRole(role));
  if (unknown !== undefined) throw notImplemented(`access role ${String(unknown)}`);
}

async function remove(deps: BigQueryDeps, call: Call): Promise<Reply> {
  const ref = refOf(call);
  const withContents = call.query.get('deleteContents')?.toLowerCase() === 'true';
  await lockDataset(deps.engine, ref, async () => {
    const tables = await deps.engine.withConnection(async (connection) => {
      checkIfMatch(call, (await getDataset(connection, ref)).etag);
      return listTables(connection, ref, '', Number.MAX_SAFE_INTEGER);
    });
    if (tables.length > 0 && withContents) await call.caller.require('bigquery.tables.delete', { kind: 'dataset', ...ref });
    if (tables.length > 0 && !withContents) throw new ApiError(400, 'resourceInUse', `Dataset ${datasetName(ref)} is still in use`);
    // Each table's lock first, so that no job is between its look at the table and its commit.
    await withTableLocks(deps, tables, () =>
      deps.engine.withConnection((connection) =>
        transactionOn(connection, async () => {
          for (const table of tables) {
            const record = await findTable(connection, table);
            if (record !== undefined) await deleteTable(connection, record);
          }
          await deleteDataset(connection, ref);
        }),
      ),
    );
  });
  return { status: 204 };
}

async function withTableLocks(deps: BigQueryDeps, tables: readonly { project: string; dataset: string; table: string }[], work: () => Promise<void>): Promise<void> {
  const [first, ...others] = tables;
  if (first === undefined) return work();
  return lockTable(deps.engine, first, () => withTableLocks(deps, others, work));
}

function refOf(call: Call): DatasetRef {
  return { project: call.params['project'] ?? '', dataset: call.params['dataset'] ?? '' };
}
