import type { DuckDBConnection } from '@duckdb/node-api';

import { transactionOn } from '../../engine/engine.js';
import { interruptOnAbort } from '../../engine/interrupt-on-abort.js';
import { isQueryText } from '../../sql/is-query-text.js';
import type { Translation } from '../../sql/translation.js';
import { ExternalTables } from '../external/external-tables.js';
import type { JobContext } from '../jobs/job-runner.js';
import { invalid, notImplemented } from '../refusals.js';
import type { TableRef } from '../resource-names.js';
import { USER_EMAIL, type BigQueryDeps } from '../service.js';
import { findTable } from '../store/table-record.js';
import { dropExpired } from '../tables/drop-expired.js';
import { planWrite } from '../write/plan-write.js';
import { measureRows } from '../write/publish-rows.js';
import { writeRows } from '../write/write-rows.js';
import { ensureAnonymousDataset, keepAnonymousResult } from './anonymous-results.js';
import { runAlter } from './run-alter.js';
import { isDdl, runDdl } from './run-ddl.js';
import { runDml } from './run-dml.js';
import { runSchemaDdl } from './run-schema-ddl.js';
import type { QuerySpec } from './query-spec.js';
import { queryStatistics } from './query-statistics.js';
import { dropStaged, ExpiredRows, stageQuery, type QueryPart } from './stage-query.js';
import { translateQuery } from './translate-query.js';

/** A query job: translated, run into a temporary table, kept, and marked DONE in the transaction that keeps it. */
export async function runQuery(deps: BigQueryDeps, asked: QuerySpec, location: string, job: JobContext): Promise<void> {
  await deps.engine.withConnection(async (connection) => {
    const committing = interruptOnAbort(connection, job.signal);
    try {
      for (let expired: TableRef | undefined; ; ) {
        if (expired !== undefined) await dropExpired(deps.engine, expired);
        expired = await runOnce(deps, connection, asked, location, job, committing);
        if (expired === undefined) return;
      }
    } finally {
      committing();
      await dropStaged(connection);
    }
  });
}

/** @returns a table that holds rows that have expired: they have to go before the query can run, and nothing has happened yet */
async function runOnce(deps: BigQueryDeps, connection: DuckDBConnection, asked: QuerySpec, location: string, job: JobContext, committing: () => void): Promise<TableRef | undefined> {
  const externals = new ExternalTables(deps, connection, job.signal);
  try {
    await runStatement(deps, connection, { ...asked, externals }, location, job, committing);
    return undefined;
  } catch (error) {
    if (error instanceof ExpiredRows) return error.table;
    throw error;
  } finally {
    await externals.close();
  }
}

async function runStatement(deps: BigQueryDeps, connection: DuckDBConnection, spec: QuerySpec, location: string, job: JobContext, committing: () => void): Promise<void> {
  if (isQueryText(spec.sql)) return runSelect(deps, connection, spec, location, job, committing);
  const translation = await translateQuery(connection, spec.sql, { ...spec, location });
  job.checked();
  await dropExpiredOf(deps, translation);
  job.signal.throwIfAborted();
  if (translation.statement === 'SELECT') return runSelect(deps, connection, spec, location, job, committing);
  if (spec.target !== undefined) throw invalid('A destination table can only be set for a SELECT statement.', 'configuration.query.destinationTable');
  if (translation.statement === 'CREATE_SCHEMA' || translation.statement === 'DROP_SCHEMA') return runSchemaDdl(deps, connection, location, spec.caller?.email ?? USER_EMAIL, translation, job, committing);
  if (translation.statement === 'ALTER_TABLE') return runAlter(deps, connection, translation, job, committing);
  if (isDdl(translation)) return runDdl(deps, connection, spec, location, translation, job, committing);
  return runDml(deps, connection, spec, location, translation, job, committing);
}

async function runSelect(deps: BigQueryDeps, connection: DuckDBConnection, spec: QuerySpec, location: string, job: JobContext, committing: () => void): Promise<void> {
  const staged = await stageQuery(connection, spec, location, job, selectPart);
  job.signal.throwIfAborted();
  committing();
  const statistics = queryStatistics('SELECT', staged.bytesProcessed, staged.referencedTables, staged.rows.fields);
  if (spec.target === undefined) {
    await ensureAnonymousDataset(deps.engine, connection, spec.project, location);
    return transactionOn(connection, async () => {
      const result = await keepAnonymousResult(connection, spec.project, location, staged.rows, spec.caller?.unrestricted === true ? undefined : spec.caller?.email);
      await job.finish(connection, { statistics, result: { ...result, schema: staged.rows.fields } });
    });
  }
  const target = spec.target;
  const plan = planWrite(target, await findTable(connection, target.table), staged.rows.fields);
  const measured = await measureRows(connection, staged.rows, plan, target);
  await writeRows(deps.engine, connection, { target, plan, provided: staged.rows.fields, rows: staged.rows, measured }, (table) =>
    job.finish(connection, { statistics, result: { table: target.table, schema: table.schema, ...(target.decorator === undefined ? {} : { decorator: target.decorator }) } }),
  );
}

async function selectPart(translation: Translation): Promise<QueryPart> {
  if (translation.statement !== 'SELECT') throw notImplemented(`a statement of kind ${translation.statement} here`);
  return { query: translation, parameterOrder: translation.parameterOrder };
}

/** What has expired must not be read. */
async function dropExpiredOf(deps: BigQueryDeps, translation: Translation): Promise<void> {
  const referenced = 'referencedTables' in translation ? translation.referencedTables : 'query' in translation && typeof translation.query === 'object' ? translation.query.referencedTables : [];
  for (const ref of referenced) await dropExpired(deps.engine, ref);
}
