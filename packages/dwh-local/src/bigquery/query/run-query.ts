import type { DuckDBConnection } from '@duckdb/node-api';

import { transactionOn } from '../../engine/engine.js';
import { interruptOnAbort } from '../../engine/interrupt-on-abort.js';
import type { Translation } from '../../sql/translation.js';
import { ExternalTables } from '../external/external-tables.js';
import type { JobContext } from '../jobs/job-runner.js';
import { invalid, notImplemented } from '../refusals.js';
import { lockDataset, USER_EMAIL, type BigQueryDeps } from '../service.js';
import { findTable } from '../store/table-record.js';
import { dropExpired } from '../tables/drop-expired.js';
import { planWrite } from '../write/plan-write.js';
import { measureRows } from '../write/publish-rows.js';
import { writeRows } from '../write/write-rows.js';
import { anonymousDatasetRef, ensureAnonymousDataset, keepAnonymousResult } from './anonymous-results.js';
import { runAlter } from './run-alter.js';
import { isDdl, runDdl } from './run-ddl.js';
import { runDml } from './run-dml.js';
import { runSchemaDdl } from './run-schema-ddl.js';
import type { QuerySpec } from './query-spec.js';
import { queryStatistics } from './query-statistics.js';
import { dropStaged, stageQuery, type QueryPart } from './stage-query.js';
import { translateQuery } from './translate-query.js';

/** A query job: translated, run into a temporary table, kept, and marked DONE in the transaction that keeps it. */
export async function runQuery(deps: BigQueryDeps, asked: QuerySpec, location: string, job: JobContext): Promise<void> {
  await deps.engine.withConnection(async (connection) => {
    const committing = interruptOnAbort(connection, job.signal);
    const externals = new ExternalTables(deps, connection, job.signal);
    const spec = { ...asked, externals };
    try {
      const translation = await translateQuery(connection, spec.sql, { ...spec, location });
      await dropExpiredOf(deps, translation);
      job.signal.throwIfAborted();
      if (translation.statement === 'SELECT') await runSelect(deps, connection, spec, location, job, committing);
      else if (spec.target !== undefined) throw invalid('A destination table can only be set for a SELECT statement.', 'configuration.query.destinationTable');
      else if (translation.statement === 'CREATE_SCHEMA' || translation.statement === 'DROP_SCHEMA') await runSchemaDdl(deps, connection, location, spec.caller?.email ?? USER_EMAIL, translation, job, committing);
      else if (translation.statement === 'ALTER_TABLE') await runAlter(deps, connection, translation, job, committing);
      else if (isDdl(translation)) await runDdl(deps, connection, spec, location, translation, job, committing);
      else await runDml(deps, connection, spec, location, translation, job, committing);
    } finally {
      committing();
      await dropStaged(connection);
      await externals.close();
    }
  });
}

async function runSelect(deps: BigQueryDeps, connection: DuckDBConnection, spec: QuerySpec, location: string, job: JobContext, committing: () => void): Promise<void> {
  const staged = await stageQuery(connection, spec, location, selectPart);
  job.signal.throwIfAborted();
  committing();
  const statistics = queryStatistics('SELECT', staged.bytesProcessed, staged.referencedTables, staged.rows.fields);
  if (spec.target === undefined) {
    await lockDataset(deps.engine, anonymousDatasetRef(spec.project, location), () =>
      deps.engine.transaction((other) => ensureAnonymousDataset(other, spec.project, location)),
    );
    return transactionOn(connection, async () => {
      const result = await keepAnonymousResult(connection, spec.project, location, staged.rows);
      await job.finish(connection, { statistics, result: { ...result, schema: staged.rows.fields } });
    });
  }
  const target = spec.target;
  const plan = planWrite(target, await findTable(connection, target.table), staged.rows.fields);
  const measured = await measureRows(connection, staged.rows, plan, target);
  await writeRows(deps.engine, connection, { target, plan, provided: staged.rows.fields, rows: staged.rows, measured }, (table) =>
    job.finish(connection, { statistics, result: { table: target.table, schema: table.schema, totalRows: measured.rows } }),
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
