import type { DuckDBConnection } from '@duckdb/node-api';

import { columnDefinitions } from '../../engine/type-map.js';
import { INGESTION_COLUMN } from '../partitions/partition-sql.js';
import { checkPartitioning, type Partitioning } from '../partitions/partitioning.js';
import { invalid } from '../refusals.js';
import { type TableRef } from '../resource-names.js';
import type { Field } from '../schema/field.js';
import type { DatasetRecord } from '../store/dataset-record.js';
import { newEtag, newStorageName } from '../store/new-names.js';
import { insertTable, storageRelation, type BaseTableRecord } from '../store/table-record.js';
import { checkClustering, type TableSettings } from './parse-table.js';
import type { TableConstraints } from './table-constraints.js';

/** Creates a table without rows, inside the caller's transaction and under its locks. @throws ApiError 400 where layout and schema do not fit. */
export async function createTable(connection: DuckDBConnection, dataset: DatasetRecord, ref: TableRef, schema: readonly Field[], settings: TableSettings, tableConstraints?: TableConstraints): Promise<BaseTableRecord> {
  const record = { ...newTableRecord(dataset, ref, schema, settings), ...(tableConstraints === undefined ? {} : { tableConstraints }) };
  await createStorage(connection, record.storage, schema, record.partitioning);
  await insertTable(connection, record);
  return record;
}

function newTableRecord(dataset: DatasetRecord, ref: TableRef, schema: readonly Field[], settings: TableSettings): BaseTableRecord {
  const now = Date.now();
  const partitioning = withDefaultExpiration(settings.partitioning, dataset);
  if (partitioning !== undefined) checkPartitioning(partitioning, schema);
  if (settings.clustering !== undefined) checkClustering(settings.clustering, schema);
  if (settings.requirePartitionFilter === true && partitioning === undefined) throw invalid('requirePartitionFilter can only be set on a partitioned table.', 'requirePartitionFilter');
  // A partitioned table in a dataset with a default partition expiration does not take the default table expiration.
  const inheritsLifetime = dataset.defaultTableExpirationMs !== undefined && !(partitioning !== undefined && dataset.defaultPartitionExpirationMs !== undefined);
  const expirationTime = settings.expirationTime ?? (inheritsLifetime ? now + (dataset.defaultTableExpirationMs ?? 0) : undefined);
  return {
    kind: 'TABLE',
    project: ref.project,
    dataset: ref.dataset,
    table: ref.table,
    etag: newEtag(),
    creationTime: now,
    lastModifiedTime: now,
    storage: newStorageName(),
    schema,
    labels: settings.labels,
    numRows: 0,
    numBytes: 0,
    ...(settings.description === undefined ? {} : { description: settings.description }),
    ...(settings.friendlyName === undefined ? {} : { friendlyName: settings.friendlyName }),
    ...(expirationTime === undefined ? {} : { expirationTime }),
    ...(partitioning === undefined ? {} : { partitioning }),
    ...(settings.clustering === undefined ? {} : { clustering: settings.clustering }),
    ...(settings.requirePartitionFilter === true ? { requirePartitionFilter: true } : {}),
    ...(settings.unstatedModes === undefined ? {} : { unstatedModes: settings.unstatedModes }),
  };
}

/** The DuckDB table of a BigQuery table. A table without columns still needs one in DuckDB. */
export async function createStorage(connection: DuckDBConnection, storage: string, schema: readonly Field[], partitioning: Partitioning | undefined): Promise<void> {
  const hidden = partitioning !== undefined && partitioning.field === undefined ? [`"${INGESTION_COLUMN}" TIMESTAMPTZ`] : [];
  const columns = [...(schema.length === 0 ? [] : [columnDefinitions(schema)]), ...hidden];
  await connection.run(`CREATE TABLE ${storageRelation(storage)} (${columns.length === 0 ? '"_PARTITION_EMPTY" BOOLEAN' : columns.join(', ')})`);
}

function withDefaultExpiration(partitioning: Partitioning | undefined, dataset: DatasetRecord): Partitioning | undefined {
  if (partitioning === undefined || partitioning.type === 'RANGE' || partitioning.expirationMs !== undefined || dataset.defaultPartitionExpirationMs === undefined) return partitioning;
  return { ...partitioning, expirationMs: dataset.defaultPartitionExpirationMs };
}
