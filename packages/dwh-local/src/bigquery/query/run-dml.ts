import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow, transactionOn } from '../../engine/engine.js';
import { quoteIdentifier } from '../../engine/quote.js';
import type { DmlTranslation, Translation } from '../../sql/translation.js';
import { JobFailure } from '../jobs/job-failure.js';
import type { JobContext } from '../jobs/job-runner.js';
import { checkIngestionTimes, INGESTION_FIELD, isIngestionTime } from '../partitions/ingestion-time.js';
import { partitionIdSql } from '../partitions/partition-sql.js';
import { invalid, notImplemented } from '../refusals.js';
import { rowBytesSql } from '../rows/row-bytes.js';
import { findField, type Field } from '../schema/field.js';
import { lockTable, type BigQueryDeps } from '../service.js';
import { measure, putMeasured, totals } from '../store/partition-stats.js';
import { getTable, storageRelation, updateTable, withRows, type BaseTableRecord } from '../store/table-record.js';
import { planWrite } from '../write/plan-write.js';
import { measureRows, type ReadyRows } from '../write/publish-rows.js';
import { checkTypeParameters } from '../write/check-type-parameters.js';
import { writeRows } from '../write/write-rows.js';
import { changeRows, type ChangedRows } from './change-rows.js';
import { mergeRows } from './merge-rows.js';
import { bindParameters } from './query-parameters.js';
import type { QuerySpec } from './query-spec.js';
import { queryStatistics } from './query-statistics.js';
import { bytesOf, stageQuery } from './stage-query.js';
import { translateQuery } from './translate-query.js';

/** Runs INSERT, DELETE, UPDATE, MERGE or TRUNCATE in one transaction with the job's DONE record. */
export async function runDml(deps: BigQueryDeps, connection: DuckDBConnection, spec: QuerySpec, location: string, translation: Translation, job: JobContext, committing: () => void): Promise<void> {
  const dml = asDml(translation);
  const record = await getBase(connection, dml);
  if (dml.statement === 'INSERT') return runInsert(deps, connection, spec, location, record, job, committing);
  await lockTable(deps.engine, dml.target, () =>
    transactionOn(connection, async () => {
      // Once more, now that nobody else can change what the statement reads and writes.
      const current = asDml(await translateQuery(connection, spec.sql, { ...spec, location }));
      const bytes = await bytesOf(connection, current);
      await job.reads(bytes);
      const before = await getBase(connection, current);
      const bound = await bindParameters(connection, current.parameterOrder, spec.parameterValues);
      const changed = current.changes === undefined ? await changeRows(connection, current, before, bound) : await mergeRows(connection, current, current.changes, before, bound);
      job.signal.throwIfAborted();
      committing();
      await checkRequired(connection, { relation: storageRelation(before.storage), fields: before.schema }, before.schema);
      await checkTypeParameters(connection, storageRelation(before.storage), before.schema, before.schema);
      await checkIngestionTimes(connection, { relation: storageRelation(before.storage), fields: [INGESTION_FIELD] }, before);
      await remeasure(connection, before, changed);
      await job.finish(connection, { statistics: queryStatistics(current.statement, bytes, current.referencedTables, undefined, affected(current.statement, changed.count, changed.counts)) });
    }),
  );
}

async function runInsert(deps: BigQueryDeps, connection: DuckDBConnection, spec: QuerySpec, location: string, record: BaseTableRecord, job: JobContext, committing: () => void): Promise<void> {
  const staged = await stageQuery(connection, spec, location, job, async (translation) => {
    const { insert, parameterOrder } = asDml(translation);
    if (insert === undefined) throw notImplemented('an INSERT without a source');
    return { query: insert.source, parameterOrder, fields: insert.columns.map((name) => (isIngestionTime(record, name) ? INGESTION_FIELD : nullable(columnOf(record, name)))) };
  });
  await checkRequired(connection, staged.rows, record.schema);
  await checkIngestionTimes(connection, staged.rows, record);
  job.signal.throwIfAborted();
  committing();
  const target = { table: record, createIfNeeded: false, disposition: 'WRITE_APPEND' as const, allowAddition: false, allowRelaxation: false };
  const plan = planWrite(target, record, undefined);
  const measured = await measureRows(connection, staged.rows, plan, target);
  const statistics = queryStatistics('INSERT', staged.bytesProcessed, staged.referencedTables, undefined, affected('INSERT', measured.rows));
  await writeRows(deps.engine, connection, { target, plan, provided: undefined, rows: staged.rows, measured }, () => job.finish(connection, { statistics }));
}

function asDml(translation: Translation): DmlTranslation {
  switch (translation.statement) {
    case 'INSERT':
    case 'DELETE':
    case 'UPDATE':
    case 'MERGE':
    case 'TRUNCATE_TABLE':
      return translation;
    default:
      throw notImplemented(`statements of kind ${translation.statement}`);
  }
}

async function getBase(connection: DuckDBConnection, dml: DmlTranslation): Promise<BaseTableRecord> {
  const record = await getTable(connection, dml.target);
  if (record.kind !== 'TABLE') throw invalid(`${dml.statement} cannot change ${record.kind === 'VIEW' ? 'a view' : 'an external table'}: ${dml.target.table}`);
  return record;
}

function columnOf(record: BaseTableRecord, name: string): Field {
  const field = findField(record.schema, name);
  if (field === undefined) throw invalid(`Column ${name} is not present in table ${record.table}`);
  return field;
}

function nullable(field: Field): Field {
  return field.mode === 'REQUIRED' ? { ...field, mode: 'NULLABLE' } : field;
}

/** @throws JobFailure where a REQUIRED column would hold NULL, or is left out. */
async function checkRequired(connection: DuckDBConnection, rows: ReadyRows, schema: readonly Field[]): Promise<void> {
  for (const field of schema.filter((entry) => entry.mode === 'REQUIRED')) {
    // A column that is left out gets its default.
    if (field.defaultValueExpression !== undefined && findField(rows.fields, field.name) === undefined) continue;
    const missing = findField(rows.fields, field.name) === undefined ? 'true' : `${quoteIdentifier(field.name)} IS NULL`;
    const found = await firstRow<{ n: bigint }>(connection, `SELECT count(*) AS n FROM ${rows.relation} WHERE ${missing}`);
    if ((found?.n ?? 0n) > 0n) throw new JobFailure({ reason: 'invalidQuery', location: 'query', message: `Required field ${field.name} cannot be null` });
  }
}

/** Counts the rows and bytes of every partition again, and writes the record. */
export async function remeasure(connection: DuckDBConnection, record: BaseTableRecord, changed: Pick<ChangedRows, 'partitions'>): Promise<void> {
  const id = record.partitioning === undefined ? `''` : partitionIdSql(record.partitioning, record.schema);
  await putMeasured(connection, record.storage, await measure(connection, storageRelation(record.storage), id, rowBytesSql(record.schema)), changed.partitions);
  await updateTable(connection, withRows(record, await totals(connection, record.storage)));
}

const COUNTERS: Readonly<Record<string, string>> = { INSERT: 'insertedRowCount', DELETE: 'deletedRowCount', UPDATE: 'updatedRowCount', TRUNCATE_TABLE: 'deletedRowCount' };

function affected(statement: string, count: number, counts: Readonly<Record<string, number>> = { [COUNTERS[statement] ?? 'updatedRowCount']: count }): Record<string, unknown> {
  return { numDmlAffectedRows: String(count), dmlStats: Object.fromEntries(Object.entries(counts).map(([name, rows]) => [name, String(rows)])) };
}
