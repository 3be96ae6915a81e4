import { isDeepStrictEqual } from 'node:util';

import type { DuckDBConnection } from '@duckdb/node-api';

import { transactionOn } from '../../engine/engine.js';
import { interruptOnAbort } from '../../engine/interrupt-on-abort.js';
import { quoteIdentifier } from '../../engine/quote.js';
import { columnDefinitions } from '../../engine/type-map.js';
import type { Caller } from '../../iam/caller.js';
import type { JobContext } from '../jobs/job-runner.js';
import type { WriteTarget } from '../load/load-spec.js';
import { INGESTION_FIELD } from '../partitions/ingestion-time.js';
import { layoutText } from '../partitions/partitioning.js';
import { invalid } from '../refusals.js';
import type { Field } from '../schema/field.js';
import type { BigQueryDeps } from '../service.js';
import { findTable, type BaseTableRecord, type TableRecord } from '../store/table-record.js';
import { dropExpired } from '../tables/drop-expired.js';
import { requireColumns } from '../tables/require-columns.js';
import { planWrite } from '../write/plan-write.js';
import { measureRows } from '../write/publish-rows.js';
import { TargetChanged, writeRows } from '../write/write-rows.js';
import type { CopySpec } from './copy-spec.js';
import { sourceRows, type SourceRows } from './read-source.js';
import { requireLayout } from './require-layout.js';

const ATTEMPTS = 3;
const RELATION = 'temp.main.copied_rows';

/** A copy job: the rows of all sources, in one snapshot, put aside; then written like any other rows, and the job marked DONE with them. */
export async function runCopy(deps: BigQueryDeps, spec: CopySpec, caller: Caller, job: JobContext): Promise<void> {
  for (const source of spec.sources) await dropExpired(deps.engine, source.table);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deps.engine.withConnection((connection) => copyOnce(deps, connection, spec, caller, job));
    } catch (error) {
      if (!(error instanceof TargetChanged) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function copyOnce(deps: BigQueryDeps, connection: DuckDBConnection, spec: CopySpec, caller: Caller, job: JobContext): Promise<void> {
  const committing = interruptOnAbort(connection, job.signal);
  try {
    const { first, fields } = await stage(connection, spec, caller, job);
    const current = await findTable(connection, spec.target.table);
    const target = { ...spec.target, ...layoutFor(spec, first, current) };
    const plan = planWrite(target, current, first.schema);
    if (plan.existing !== undefined) requireLayout(first, plan.existing);
    const rows = { relation: RELATION, fields: keepsIngestionTime(spec.target, plan.existing ?? first) ? fields : first.schema };
    const measured = await measureRows(connection, rows, plan, target);
    job.signal.throwIfAborted();
    committing();
    const statistics = { copy: { copiedRows: String(measured.rows), copiedLogicalBytes: String(measured.bytes) } };
    await writeRows(deps.engine, connection, { target, plan, provided: first.schema, rows, measured }, () => job.finish(connection, { statistics }));
  } finally {
    committing();
    await connection.run(`DROP TABLE IF EXISTS ${RELATION}`);
  }
}

/** Puts the rows of all sources aside. @returns the first source, which is what a new destination becomes, and the columns that were put aside. */
async function stage(connection: DuckDBConnection, spec: CopySpec, caller: Caller, job: JobContext): Promise<{ first: BaseTableRecord; fields: readonly Field[] }> {
  await connection.run(`DROP TABLE IF EXISTS ${RELATION}`);
  return transactionOn(connection, async () => {
    const sources: SourceRows[] = [];
    for (const source of spec.sources) sources.push(await sourceRows(connection, source));
    const first = sources[0]?.record;
    if (first === undefined) throw invalid('Required parameter is missing: configuration.copy.sourceTable');
    for (const { record } of sources) {
      requireSame(first, record);
      await requireColumns(caller, record, record.schema);
    }
    await job.reads(sources.reduce((bytes, { record }) => bytes + record.numBytes, 0));
    const fields = isByIngestion(first) ? [...first.schema, INGESTION_FIELD] : first.schema;
    const columns = fields.map((field) => quoteIdentifier(field.name)).join(', ');
    await connection.run(`CREATE TEMP TABLE copied_rows (${fields.length === 0 ? '"_PARTITION_EMPTY" BOOLEAN' : columnDefinitions(fields)})`);
    if (fields.length > 0) for (const { relation, where } of sources) await connection.run(`INSERT INTO ${RELATION} (${columns}) SELECT ${columns} FROM ${relation} WHERE ${where}`);
    return { first, fields };
  });
}

/** @throws ApiError 400 where tables that are copied into one differ in columns, partitions or clustering */
function requireSame(first: BaseTableRecord, other: BaseTableRecord): void {
  const shape = ({ schema }: BaseTableRecord) => schema.map(shapeOf);
  const layout = (record: BaseTableRecord) => layoutText(record.partitioning, record.clustering);
  if (isDeepStrictEqual(shape(first), shape(other)) && layout(first) === layout(other)) return;
  throw invalid('All source tables of a copy job must have the same schema, partitioning and clustering.', 'configuration.copy.sourceTables');
}

function shapeOf(field: Field): unknown {
  return [field.name.toLowerCase(), field.type, field.mode, (field.fields ?? []).map(shapeOf)];
}

/** A new table has the layout of its source. What goes as a whole into a table that has partitions must be divided like it; a partition takes the layout that it meets. */
function layoutFor(spec: CopySpec, first: BaseTableRecord, current: TableRecord | undefined): Pick<WriteTarget, 'partitioning' | 'clustering'> {
  const whole = spec.sources.every((source) => source.decorator === undefined) && spec.target.decorator === undefined;
  const meetsPartitions = current?.kind === 'TABLE' && current.partitioning !== undefined && first.partitioning !== undefined;
  if (current !== undefined && !(whole && meetsPartitions)) return {};
  const { expirationMs: _, ...partitioning } = first.partitioning ?? { type: 'DAY' };
  return { ...(first.partitioning === undefined ? {} : { partitioning }), ...(first.clustering === undefined ? {} : { clustering: first.clustering }) };
}

/** Rows stay in their partitions unless the destination names one or has none by ingestion time. */
function keepsIngestionTime(target: WriteTarget, destination: BaseTableRecord): boolean {
  return target.decorator === undefined && isByIngestion(destination);
}

function isByIngestion({ partitioning }: BaseTableRecord): boolean {
  return partitioning !== undefined && partitioning.field === undefined;
}
