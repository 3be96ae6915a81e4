import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow } from '../../engine/engine.js';
import { JobFailure } from '../jobs/job-failure.js';
import type { Field } from '../schema/field.js';
import type { BaseTableRecord } from '../store/table-record.js';
import type { ReadyRows } from '../write/publish-rows.js';
import { INGESTION_COLUMN } from './partition-sql.js';

/** The pseudo-column, where a statement gives its value. */
export const INGESTION_FIELD: Field = { name: INGESTION_COLUMN, type: 'TIMESTAMP', mode: 'NULLABLE' };

/** Whether a name that a statement writes to is the pseudo-column of a table partitioned by ingestion time. */
export function isIngestionTime(record: BaseTableRecord, name: string): boolean {
  return name.toUpperCase() === INGESTION_COLUMN && record.partitioning !== undefined && record.partitioning.field === undefined;
}

/** @throws JobFailure where rows name a time that is no partition's start, or one that statements cannot write to. */
export async function checkIngestionTimes(connection: DuckDBConnection, rows: ReadyRows, { partitioning }: BaseTableRecord): Promise<void> {
  if (partitioning === undefined || partitioning.field !== undefined || !rows.fields.some((field) => field.name === INGESTION_COLUMN)) return;
  const start = `date_trunc('${partitioning.type.toLowerCase()}', timezone('UTC', "${INGESTION_COLUMN}"))`;
  const wrong = `"${INGESTION_COLUMN}" IS NULL OR timezone('UTC', "${INGESTION_COLUMN}") <> ${start} OR year(timezone('UTC', "${INGESTION_COLUMN}")) NOT BETWEEN 1970 AND 2159`;
  const found = await firstRow<{ n: bigint }>(connection, `SELECT count(*) AS n FROM ${rows.relation} WHERE ${wrong}`);
  if ((found?.n ?? 0n) === 0n) return;
  throw new JobFailure({ reason: 'invalidQuery', location: 'query', message: `${INGESTION_COLUMN} must be the start of a partition (${partitioning.type}, UTC) in the years 1970 to 2159` });
}
