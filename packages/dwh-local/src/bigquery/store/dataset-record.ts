import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow, rows } from '../../engine/engine.js';
import type { Labels } from '../labels.js';
import { datasetName, type DatasetRef } from '../resource-names.js';
import { notFound } from '../refusals.js';

/** A dataset as it is stored. Times and durations in milliseconds. */
export interface DatasetRecord extends DatasetRef {
  readonly location: string;
  readonly etag: string;
  readonly creationTime: number;
  readonly lastModifiedTime: number;
  readonly labels: Labels;
  readonly access: readonly Record<string, unknown>[];
  readonly description?: string;
  readonly friendlyName?: string;
  readonly defaultTableExpirationMs?: number;
  readonly defaultPartitionExpirationMs?: number;
}

interface Row {
  readonly resource: string;
}

const KEY = 'project = $project AND dataset = $dataset';

export async function findDataset(connection: DuckDBConnection, ref: DatasetRef): Promise<DatasetRecord | undefined> {
  const row = await firstRow<Row>(connection, `SELECT resource FROM bq.datasets WHERE ${KEY}`, key(ref));
  return row === undefined ? undefined : (JSON.parse(row.resource) as DatasetRecord);
}

/** @throws ApiError 404 */
export async function getDataset(connection: DuckDBConnection, ref: DatasetRef): Promise<DatasetRecord> {
  const dataset = await findDataset(connection, ref);
  if (dataset === undefined) throw notFound(`Dataset ${datasetName(ref)}`);
  return dataset;
}

export async function insertDataset(connection: DuckDBConnection, record: DatasetRecord): Promise<void> {
  await connection.run('INSERT INTO bq.datasets VALUES ($project, $dataset, $resource)', { ...key(record), resource: JSON.stringify(record) });
}

export async function updateDataset(connection: DuckDBConnection, record: DatasetRecord): Promise<void> {
  await connection.run(`UPDATE bq.datasets SET resource = $resource WHERE ${KEY}`, { ...key(record), resource: JSON.stringify(record) });
}

export async function deleteDataset(connection: DuckDBConnection, ref: DatasetRef): Promise<void> {
  await connection.run(`DELETE FROM bq.datasets WHERE ${KEY}`, key(ref));
}

/** Datasets by id, those after `after` only. */
export async function listDatasets(connection: DuckDBConnection, project: string, after: string, limit: number, hidden: boolean): Promise<DatasetRecord[]> {
  const found = await rows<Row>(
    connection,
    `SELECT resource FROM bq.datasets WHERE project = $project AND dataset > $after AND ($hidden OR NOT starts_with(dataset, '_')) ORDER BY dataset LIMIT $limit`,
    { project, after, hidden, limit },
  );
  return found.map((row) => JSON.parse(row.resource) as DatasetRecord);
}

function key(ref: DatasetRef) {
  return { project: ref.project, dataset: ref.dataset };
}
