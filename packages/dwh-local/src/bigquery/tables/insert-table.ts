import type { DuckDBConnection } from '@duckdb/node-api';

import type { Call } from '../../http/exchange.js';
import type { Caller } from '../../iam/caller.js';
import { createExternalTable } from '../external/create-external-table.js';
import { permittedFiles } from '../load/permitted-files.js';
import { alreadyExists, invalid } from '../refusals.js';
import { optionalObject, optionalString } from '../request-fields.js';
import { checkTableId, tableName, type TableRef } from '../resource-names.js';
import { lockDataset, lockTable, type BigQueryDeps } from '../service.js';
import { checkPolicyTags } from '../schema/check-policy-tags.js';
import { defaultTexts } from '../schema/default-values.js';
import { parseSchema } from '../schema/parse-schema.js';
import { getDataset } from '../store/dataset-record.js';
import { findTable, type TableRecord } from '../store/table-record.js';
import { requireTags } from '../write/require-target.js';
import { createTable } from './create-table.js';
import { createView } from './create-view.js';
import { parseTableSettings, parseView } from './parse-table.js';
import { parseConstraints } from './table-constraints.js';

/** tables.insert: a table, with `view` a view, with `externalDataConfiguration` an external table. @throws ApiError 409 duplicate where there is one already. */
export async function insertTableFromRequest(deps: BigQueryDeps, call: Call): Promise<TableRecord> {
  const body = await call.json();
  const ref = referenceOf(call, body);
  return lockDataset(deps.engine, ref, () =>
    lockTable(deps.engine, ref, () => deps.engine.transaction((connection) => insert(deps, call.caller, connection, ref, body))),
  );
}

async function insert(deps: BigQueryDeps, caller: Caller, connection: DuckDBConnection, ref: TableRef, body: Record<string, unknown>): Promise<TableRecord> {
  const dataset = await getDataset(connection, ref);
  if ((await findTable(connection, ref)) !== undefined) throw alreadyExists(`Table ${tableName(ref)}`);
  const settings = parseTableSettings(body, { labels: {} }, false);
  const view = parseView(body);
  const schema = parseSchema(body['schema']);
  await requireTags(caller, ref, [], schema ?? []);
  await checkPolicyTags(deps, connection, dataset.location, schema ?? []);
  const external = optionalObject(body, 'externalDataConfiguration');
  if (external !== undefined && view !== undefined) throw invalid('A table cannot have both a view and an externalDataConfiguration.', 'externalDataConfiguration');
  if (external !== undefined) return createExternalTable({ ...deps, stagedFiles: caller.unrestricted ? deps.stagedFiles : permittedFiles(deps.stagedFiles, caller) }, connection, ref, external, settings, schema);
  if (view === undefined) {
    await defaultTexts(connection, dataset, schema ?? []);
    return createTable(connection, dataset, ref, schema ?? [], settings, parseConstraints(optionalObject(body, 'tableConstraints'), schema ?? []));
  }
  return createView(connection, dataset, ref, view.query, settings, schema, caller);
}

function referenceOf(call: Call, body: Record<string, unknown>): TableRef {
  const reference = optionalObject(body, 'tableReference') ?? {};
  const table = optionalString(reference, 'tableId') ?? '';
  const [project, dataset] = [call.params['project'] ?? '', call.params['dataset'] ?? ''];
  if (table === '') throw invalid('Required parameter is missing: tableReference.tableId', 'tableReference');
  if ((optionalString(reference, 'projectId') ?? project) !== project || (optionalString(reference, 'datasetId') ?? dataset) !== dataset) {
    throw invalid('The table reference in the body and the URL differ.', 'tableReference');
  }
  checkTableId(table);
  return { project, dataset, table };
}
