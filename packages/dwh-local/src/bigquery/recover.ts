import type { DuckDBConnection } from '@duckdb/node-api';

import { rows } from '../engine/engine.js';
import { quoteIdentifier } from '../engine/quote.js';
import { unfinishedJobs, updateJob } from './jobs/job-record.js';
import { DATA_SCHEMA } from './store/schema.js';
import type { TableRecord } from './store/table-record.js';

const LOST = { reason: 'backendError', message: 'The local warehouse stopped before the job was done. Its effect did not happen.' };

/** Settles what a killed process left, inside the caller's transaction: unfinished jobs fail, expired tables and rows of no table go. */
export async function recover(connection: DuckDBConnection): Promise<void> {
  const now = Date.now();
  for (const job of await unfinishedJobs(connection)) {
    // What a job did and that it is DONE are one transaction: a job that is not DONE did nothing.
    await updateJob(connection, { ...job, state: 'DONE', startTime: job.startTime ?? now, endTime: now, outcome: { statistics: {}, errorResult: LOST, errors: [LOST] } });
  }
  const records = (await rows<{ resource: string }>(connection, 'SELECT resource FROM bq.tables')).map((row) => JSON.parse(row.resource) as TableRecord);
  for (const record of records) {
    if (record.expirationTime === undefined || record.expirationTime > now) continue;
    await connection.run('DELETE FROM bq.tables WHERE project = $project AND dataset = $dataset AND table_id = $table', { project: record.project, dataset: record.dataset, table: record.table });
  }
  const living = new Set(records.filter((record) => record.expirationTime === undefined || record.expirationTime > now).flatMap((record) => (record.kind === 'TABLE' ? [record.storage] : [])));
  for (const { name } of await rows<{ name: string }>(connection, `SELECT table_name AS name FROM duckdb_tables() WHERE schema_name = '${DATA_SCHEMA}'`)) {
    if (living.has(name)) continue;
    await connection.run(`DROP TABLE ${DATA_SCHEMA}.${quoteIdentifier(name)}`);
    await connection.run('DELETE FROM bq.partitions WHERE storage = $name', { name });
  }
}
