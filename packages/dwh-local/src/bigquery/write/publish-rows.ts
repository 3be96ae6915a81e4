import type { DuckDBConnection } from '@duckdb/node-api';

import { quoteIdentifier, quoteLiteral } from '../../engine/quote.js';
import { duckType } from '../../engine/type-map.js';
import { storedValue } from '../../sql/emit/stored-value.js';
import { typeFromField } from '../../sql/field-schema.js';
import { JobFailure } from '../jobs/job-failure.js';
import { MAX_PARTITIONS_PER_JOB } from '../limits.js';
import { castColumn } from '../load/cast-sql.js';
import type { WriteTarget } from '../load/load-spec.js';
import { partitionIdAt, partitionStart } from '../partitions/decorator.js';
import { expiredSql, isExpired } from '../partitions/expiry.js';
import { INGESTION_COLUMN, inPartitionSql, partitionIdSql } from '../partitions/partition-sql.js';
import type { Partitioning } from '../partitions/partitioning.js';
import { alreadyExists, invalid } from '../refusals.js';
import { tableName } from '../resource-names.js';
import { rowBytesSql } from '../rows/row-bytes.js';
import { defaultTexts } from '../schema/default-values.js';
import { findField, type Field } from '../schema/field.js';
import { getDataset } from '../store/dataset-record.js';
import { newStorageName } from '../store/new-names.js';
import { measure, putPartitions, readPartitions, totals, type PartitionStats } from '../store/partition-stats.js';
import { dropStorage, storageRelation, updateTable, withRows, type BaseTableRecord } from '../store/table-record.js';
import { changeStorage } from '../tables/change-storage.js';
import { createStorage, createTable } from '../tables/create-table.js';
import { checkClustering } from '../tables/parse-table.js';
import { checkPartitioning } from '../partitions/partitioning.js';
import { checkTypeParameters, fittedValue } from './check-type-parameters.js';
import type { WritePlan } from './plan-write.js';

/** Rows that are ready to be written: a relation on the connection, its columns named like the target's. */
export interface ReadyRows {
  readonly relation: string;
  readonly fields: readonly Field[];
}

/** What the ready rows are, measured before the target is locked. */
export interface Measured {
  readonly rows: number;
  readonly bytes: number;
  readonly partitions: readonly PartitionStats[];
}

/**
 * Counts the ready rows by partition, and checks that they may go where the plan puts them.
 * @throws JobFailure where rows belong to another partition than the decorator's, or to too many.
 */
export async function measureRows(connection: DuckDBConnection, rows: ReadyRows, plan: WritePlan, target: WriteTarget): Promise<Measured> {
  await checkTypeParameters(connection, rows.relation, rows.fields, plan.schema);
  const partitioning = layoutOf(plan, target);
  const stats = await measure(connection, rows.relation, partitionSql(rows, plan, partitioning), rowBytesSql(rows.fields.filter((field) => field.name !== INGESTION_COLUMN)));
  const { partition } = plan;
  if (partition !== undefined && partitioning?.field !== undefined) {
    const stray = stats.filter((entry) => entry.rows > 0 && entry.partitionId !== partition.id);
    if (stray.length > 0) throw rowsElsewhere(target, partition.id);
  }
  const filled = stats.filter((entry) => entry.rows > 0);
  if (filled.length > MAX_PARTITIONS_PER_JOB) {
    const message = `Too many partitions produced by query, allowed ${MAX_PARTITIONS_PER_JOB}, query produces at least ${filled.length} partitions`;
    throw new JobFailure({ reason: 'invalid', message });
  }
  return { rows: sum(stats, 'rows'), bytes: sum(stats, 'bytes'), partitions: filled };
}

function rowsElsewhere(target: WriteTarget, partitionId: string): JobFailure {
  return new JobFailure({ reason: 'invalid', message: `Some rows belong to different partitions rather than destination partition ${tableName(target.table)}$${partitionId}` });
}

/**
 * Writes the ready rows into the target, inside the caller's transaction and under the target's lock; `plan` has been made from the target as it is now.
 * @returns the target's record afterwards.
 */
export async function publishRows(connection: DuckDBConnection, rows: ReadyRows, measured: Measured, plan: WritePlan, target: WriteTarget): Promise<BaseTableRecord> {
  const record = plan.existing === undefined ? await create(connection, plan, target) : await prepare(connection, plan.existing, plan, target);
  const { partitioning } = record;
  const now = new Date();
  const hidden = partitioning !== undefined && partitioning.field === undefined && !givesIngestionTime(rows) ? [{ column: quoteIdentifier(INGESTION_COLUMN), value: ingestionTime(plan, partitioning, now) }] : [];
  const expired = partitioning === undefined ? undefined : expiredSql(partitioning, record.schema, now);
  const added = [...hidden, ...(await defaultColumns(connection, target, record.schema, rows))];
  const columns = [...rows.fields.map((field) => quoteIdentifier(field.name)), ...added.map((entry) => entry.column)];
  const values = [...rows.fields.map((field) => castTo(record.schema, field)), ...added.map((entry) => entry.value)];
  if (columns.length > 0) await connection.run(`INSERT INTO ${storageRelation(record.storage)} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${rows.relation}`);
  await addStats(connection, record.storage, measured.partitions);
  // Rows of partitions that are past their time vanish without a word, as in the service.
  if (expired !== undefined && partitioning !== undefined) await dropExpiredRows(connection, record, expired, partitioning, now);
  const total = await totals(connection, record.storage);
  const written = withRows(record, total);
  await updateTable(connection, written);
  return written;
}

/** Columns that the rows do not have, and that have a default value. */
async function defaultColumns(connection: DuckDBConnection, target: WriteTarget, schema: readonly Field[], rows: ReadyRows): Promise<{ column: string; value: string }[]> {
  const missing = schema.filter((field) => field.defaultValueExpression !== undefined && findField(rows.fields, field.name) === undefined);
  if (missing.length === 0) return [];
  const texts = await defaultTexts(connection, await getDataset(connection, target.table), missing);
  return missing.map((field) => {
    const text = texts.get(field.name.toLowerCase()) ?? null;
    return { column: quoteIdentifier(field.name), value: text === null ? 'NULL' : fittedValue(field, castColumn(field, `${quoteLiteral(text)}::VARCHAR`).value) };
  });
}

/** An INSERT may name the partition of each row. */
function givesIngestionTime(rows: ReadyRows): boolean {
  return rows.fields.some((field) => field.name === INGESTION_COLUMN);
}

function layoutOf(plan: WritePlan, target: WriteTarget): Partitioning | undefined {
  return plan.existing === undefined ? target.partitioning : plan.existing.partitioning;
}

function partitionSql(rows: ReadyRows, plan: WritePlan, partitioning: Partitioning | undefined): string {
  if (partitioning === undefined) return `''`;
  if (partitioning.field === undefined && givesIngestionTime(rows)) return partitionIdSql(partitioning, rows.fields);
  if (partitioning.field === undefined) return quoteLiteral(plan.partition?.id ?? ingestionId(partitioning, new Date()));
  return findField(rows.fields, partitioning.field) === undefined ? `'__NULL__'` : partitionIdSql(partitioning, rows.fields);
}

async function create(connection: DuckDBConnection, plan: WritePlan, target: WriteTarget): Promise<BaseTableRecord> {
  const dataset = await getDataset(connection, target.table);
  return createTable(connection, dataset, target.table, plan.schema, {
    labels: target.labels ?? {},
    description: target.description,
    partitioning: target.partitioning,
    clustering: target.clustering,
  });
}

/** Makes room: what the disposition removes is removed, and storage has the schema's columns. */
async function prepare(connection: DuckDBConnection, existing: BaseTableRecord, plan: WritePlan, target: WriteTarget): Promise<BaseTableRecord> {
  const { partition } = plan;
  if (target.disposition === 'WRITE_EMPTY') {
    const held = (await readPartitions(connection, existing.storage)).filter((entry) => partition === undefined || entry.partitionId === partition.id);
    if (held.length > 0) throw alreadyExists(`Table ${tableName(target.table)}${partition === undefined ? '' : `$${partition.id}`}`);
  }
  const truncates = target.disposition === 'WRITE_TRUNCATE' || target.disposition === 'WRITE_TRUNCATE_DATA';
  if (truncates && partition === undefined) return replaceStorage(connection, existing, plan.schema, target.disposition === 'WRITE_TRUNCATE_DATA');
  const storage = await changeStorage(connection, existing, plan.schema);
  const record = { ...existing, storage, schema: plan.schema };
  if (truncates && partition !== undefined && record.partitioning !== undefined) {
    await connection.run(`DELETE FROM ${storageRelation(storage)} WHERE ${inPartitionSql(record.partitioning, record.schema, partition)}`);
    await putPartitions(connection, storage, [partition.id], []);
  }
  return record;
}

async function replaceStorage(connection: DuckDBConnection, existing: BaseTableRecord, schema: readonly Field[], keepsKeys: boolean): Promise<BaseTableRecord> {
  if (existing.partitioning !== undefined) checkPartitioning(existing.partitioning, schema);
  if (existing.clustering !== undefined) checkClustering(existing.clustering, schema);
  const storage = newStorageName();
  await createStorage(connection, storage, schema, existing.partitioning);
  await dropStorage(connection, existing.storage);
  const { tableConstraints, ...rest } = existing;
  return { ...rest, storage, schema, ...(keepsKeys && tableConstraints !== undefined ? { tableConstraints } : {}) };
}

/** Records may have fewer fields, or fields in another order, than the table's: DuckDB casts structs by name. No array is stored as NULL. */
function castTo(schema: readonly Field[], field: Field): string {
  if (field.name === INGESTION_COLUMN) return quoteIdentifier(INGESTION_COLUMN);
  const column = findField(schema, field.name);
  if (column === undefined) throw invalid(`No such field: ${field.name}.`);
  const name = quoteIdentifier(field.name);
  const value = column.type === 'RECORD' ? `${name}::${duckType(column)}` : name;
  return fittedValue(column, storedValue(typeFromField(column), value));
}

function ingestionTime(plan: WritePlan, partitioning: Partitioning, now: Date): string {
  const start = plan.partition?.start ?? partitionStart(ingestionId(partitioning, now)).toISOString().slice(0, 19).replace('T', ' ');
  return `TIMESTAMPTZ ${quoteLiteral(`${start}+00`)}`;
}

/** The partition that rows which come now go into. */
function ingestionId({ type }: Partitioning, now: Date): string {
  if (type === 'RANGE') throw new Error('A table is not partitioned by an integer range without a column.');
  return partitionIdAt(now, type);
}

async function addStats(connection: DuckDBConnection, storage: string, added: readonly PartitionStats[]): Promise<void> {
  const known = new Map((await readPartitions(connection, storage)).map((entry) => [entry.partitionId, entry]));
  const merged = added.map((entry) => {
    const before = known.get(entry.partitionId);
    return { partitionId: entry.partitionId, rows: entry.rows + (before?.rows ?? 0), bytes: entry.bytes + (before?.bytes ?? 0) };
  });
  await putPartitions(connection, storage, merged.map((entry) => entry.partitionId), merged);
}

async function dropExpiredRows(connection: DuckDBConnection, record: BaseTableRecord, expired: string, partitioning: Partitioning, now: Date): Promise<void> {
  const gone = (await readPartitions(connection, record.storage)).map((entry) => entry.partitionId).filter((id) => isExpired(id, partitioning, now));
  if (gone.length === 0) return;
  await connection.run(`DELETE FROM ${storageRelation(record.storage)} WHERE ${expired}`);
  await putPartitions(connection, record.storage, gone, []);
}

function sum(stats: readonly PartitionStats[], name: 'rows' | 'bytes'): number {
  return stats.reduce((total, entry) => total + entry[name], 0);
}
