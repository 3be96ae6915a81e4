import { isDeepStrictEqual } from 'node:util';

import type { DuckDBConnection } from '@duckdb/node-api';

import type { Call } from '../../http/exchange.js';
import type { Caller } from '../../iam/caller.js';
import { checkIfMatch } from '../etag.js';
import { layoutText, type Partitioning } from '../partitions/partitioning.js';
import { invalid, isUnset, notImplemented } from '../refusals.js';
import { tableName, type TableRef } from '../resource-names.js';
import { lockTable, type BigQueryDeps } from '../service.js';
import { optionalObject } from '../request-fields.js';
import { changeSchema } from '../schema/change-schema.js';
import { defaultTexts } from '../schema/default-values.js';
import { checkPolicyTags } from '../schema/check-policy-tags.js';
import type { Field } from '../schema/field.js';
import { parseSchema } from '../schema/parse-schema.js';
import { getDataset } from '../store/dataset-record.js';
import { newEtag } from '../store/new-names.js';
import { getTable, laterThan, updateTable, type BaseTableRecord, type ExternalRecord, type TableRecord, type ViewRecord } from '../store/table-record.js';
import { requireTags } from '../write/require-target.js';
import { changeStorage } from './change-storage.js';
import { describe, viewSchema } from './create-view.js';
import { expirePartitions } from './expire-partitions.js';
import { checkClustering, parseTableSettings, parseView, type TableSettings } from './parse-table.js';
import { parseConstraints } from './table-constraints.js';

/** tables.patch and tables.update. @throws ApiError 412 for a stale etag, 400 for a change that the service refuses, 403 for policy tags that the caller may not set. */
export async function changeTableFromRequest(deps: BigQueryDeps, call: Call, ref: TableRef, patching: boolean): Promise<TableRecord> {
  const body = await call.json();
  return lockTable(deps.engine, ref, () =>
    deps.engine.transaction(async (connection) => {
      const current = await getTable(connection, ref);
      checkIfMatch(call, current.etag);
      const settings = parseTableSettings(body, settingsOf(current), patching);
      const written = parseSchema(body['schema']);
      // An empty schema says nothing of columns.
      const provided = written?.length === 0 ? undefined : written;
      const next = await change(connection, call.caller, current, body, settings, provided, patching);
      await requireTags(call.caller, ref, current.schema, next.schema);
      if (provided !== undefined) await checkPolicyTags(deps, connection, (await getDataset(connection, current)).location, provided, current.schema);
      await updateTable(connection, next);
      return next;
    }),
  );
}

function change(connection: DuckDBConnection, caller: Caller, current: TableRecord, body: Record<string, unknown>, settings: TableSettings, provided: readonly Field[] | undefined, patching: boolean): Promise<TableRecord> | TableRecord {
  if (current.kind === 'EXTERNAL') return changeExternalTable(current, body, settings, provided);
  if (!isUnset(body['externalDataConfiguration'])) throw invalid(`Table ${tableName(current)} is not an external table.`, 'externalDataConfiguration');
  return current.kind === 'VIEW' ? changeView(connection, caller, current, body, settings, provided) : changeBaseTable(connection, current, body, settings, provided, patching);
}

/** What describes the table may change; where its rows come from stays. */
function changeExternalTable(current: ExternalRecord, body: Record<string, unknown>, settings: TableSettings, provided: readonly Field[] | undefined): ExternalRecord {
  if (settings.partitioning !== undefined || settings.clustering !== undefined || settings.requirePartitionFilter === true) throw invalid('An external table cannot be partitioned or clustered.');
  const definition = body['externalDataConfiguration'];
  if (!isUnset(definition) && !isDeepStrictEqual(definition, current.definition)) throw notImplemented('a change of externalDataConfiguration');
  if (provided !== undefined && !isDeepStrictEqual(provided, current.schema)) throw notImplemented('a change of the schema of an external table');
  const { project, dataset, table, creationTime, schema } = current;
  return { kind: 'EXTERNAL', project, dataset, table, creationTime, definition: current.definition, schema, ...common(current, settings) };
}

function settingsOf(record: TableRecord): TableSettings {
  return record;
}

async function changeView(connection: DuckDBConnection, caller: Caller, current: ViewRecord, body: Record<string, unknown>, settings: TableSettings, described: readonly Field[] | undefined): Promise<ViewRecord> {
  if (settings.partitioning !== undefined || settings.clustering !== undefined || settings.requirePartitionFilter === true) throw invalid('A view cannot be partitioned or clustered.');
  const view = parseView(body);
  const query = view?.query ?? current.query;
  const schema = view === undefined ? current.schema : await viewSchema(connection, await getDataset(connection, current), query, caller);
  const { project, dataset, table, creationTime } = current;
  return { kind: 'VIEW', project, dataset, table, creationTime, query, schema: describe(schema, described), ...common(current, settings) };
}

async function changeBaseTable(connection: DuckDBConnection, current: BaseTableRecord, body: Record<string, unknown>, settings: TableSettings, provided: readonly Field[] | undefined, patching: boolean): Promise<BaseTableRecord> {
  if (parseView(body) !== undefined) throw invalid(`Table ${tableName(current)} is not a view.`, 'view');
  const { partitioning, clustering } = settings;
  checkSameLayout(current, partitioning);
  if (settings.requirePartitionFilter === true && partitioning === undefined) throw invalid('requirePartitionFilter can only be set on a partitioned table.', 'requirePartitionFilter');
  const schema = provided === undefined ? current.schema : changeSchema(current.schema, provided, tableName(current));
  if (clustering !== undefined) checkClustering(clustering, schema);
  if (provided !== undefined) await defaultTexts(connection, await getDataset(connection, current), schema);
  const storage = await changeStorage(connection, current, schema);
  const keys = patching && body['tableConstraints'] === undefined ? current.tableConstraints : parseConstraints(optionalObject(body, 'tableConstraints'), schema);
  const { project, dataset, table, creationTime, numRows, numBytes } = current;
  const next: BaseTableRecord = {
    ...{ kind: 'TABLE', project, dataset, table, creationTime, numRows, numBytes, storage, schema, ...common(current, settings) },
    ...(current.rowsVersion === undefined ? {} : { rowsVersion: current.rowsVersion }),
    ...(partitioning === undefined ? {} : { partitioning }),
    ...(clustering === undefined ? {} : { clustering }),
    ...(settings.requirePartitionFilter === true ? { requirePartitionFilter: true } : {}),
    ...(keys === undefined ? {} : { tableConstraints: keys }),
    ...(settings.unstatedModes === undefined ? {} : { unstatedModes: settings.unstatedModes }),
  };
  return expirePartitions(connection, next, new Date());
}

/** Only the expiration may change. */
function checkSameLayout(current: BaseTableRecord, partitioning: Partitioning | undefined): void {
  if (layoutText(current.partitioning, undefined) === layoutText(partitioning, undefined)) return;
  throw invalid(
    `Incompatible table partitioning specification. Expects partitioning specification ${layoutText(current.partitioning, undefined)}, but input partitioning specification is ${layoutText(partitioning, undefined)}`,
  );
}

function common(current: TableRecord, settings: TableSettings) {
  return {
    etag: newEtag(),
    lastModifiedTime: laterThan(current.lastModifiedTime),
    labels: settings.labels,
    ...(settings.description === undefined ? {} : { description: settings.description }),
    ...(settings.friendlyName === undefined ? {} : { friendlyName: settings.friendlyName }),
    ...(settings.expirationTime === undefined ? {} : { expirationTime: settings.expirationTime }),
  };
}
