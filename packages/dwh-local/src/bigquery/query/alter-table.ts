import type { DuckDBConnection } from '@duckdb/node-api';

import { quoteIdentifier } from '../../engine/quote.js';
import { duckType } from '../../engine/type-map.js';
import type { OptionValue, TableChange } from '../../sql/translation.js';
import { alreadyExists, invalid, notImplemented } from '../refusals.js';
import { checkTableId, tableName } from '../resource-names.js';
import { defaultTexts } from '../schema/default-values.js';
import { findField, sameName, type Field } from '../schema/field.js';
import { parseSchema } from '../schema/parse-schema.js';
import { getDataset } from '../store/dataset-record.js';
import { findTable, insertTable, storageRelation, type BaseTableRecord } from '../store/table-record.js';
import { changeStorage, copyStorage } from '../tables/change-storage.js';
import { expirePartitions } from '../tables/expire-partitions.js';
import { daysOption, labelsOption, refuseOptions, textOption } from './ddl-options.js';

/** What ALTER TABLE makes of a table, its storage included; the record is for the caller to write. @throws ApiError 400 where a change is none */
export async function alterTable(connection: DuckDBConnection, record: BaseTableRecord, changes: readonly TableChange[]): Promise<BaseTableRecord> {
  let next = record;
  for (const change of changes) next = await applyChange(connection, next, change);
  return next;
}

/** The rows stay where they are; only the name changes. */
export async function renameTable(connection: DuckDBConnection, record: BaseTableRecord, to: string): Promise<void> {
  checkTableId(to);
  const target = { ...record, table: to };
  if ((await findTable(connection, target)) !== undefined) throw alreadyExists(`Table ${tableName(target)}`);
  await connection.run('DELETE FROM bq.tables WHERE project = $project AND dataset = $dataset AND table_id = $table', { project: record.project, dataset: record.dataset, table: record.table });
  await insertTable(connection, target);
}

async function applyChange(connection: DuckDBConnection, record: BaseTableRecord, change: TableChange): Promise<BaseTableRecord> {
  switch (change.kind) {
    case 'add-column':
      return addColumn(connection, record, change);
    case 'drop-column':
      return dropColumn(connection, record, change);
    case 'rename-column':
      return renameColumn(connection, record, change);
    case 'rename-table':
      throw invalid('RENAME TO cannot stand with other actions of ALTER TABLE.');
    case 'set-options':
      return setOptions(connection, record, change.options);
    case 'column-type':
      return changeType(connection, record, change.name, parseOne(change.field));
    case 'drop-not-null':
      return withField(record, requireField(record, change.name), (field) => ({ ...field, mode: field.mode === 'REQUIRED' ? 'NULLABLE' : field.mode }));
    case 'column-default': {
      const changed = withField(record, requireField(record, change.name), ({ defaultValueExpression: _, ...field }) => (change.expression === undefined ? field : { ...field, defaultValueExpression: change.expression }));
      await defaultTexts(connection, await getDataset(connection, record), changed.schema);
      return changed;
    }
    case 'column-options': {
      refuseOptions(change.options, ['description']);
      const text = textOption(change.options, 'description');
      return withField(record, requireField(record, change.name), ({ description: _, ...field }) => (text === undefined ? field : { ...field, description: text }));
    }
  }
}

async function addColumn(connection: DuckDBConnection, record: BaseTableRecord, { field, lenient }: Extract<TableChange, { kind: 'add-column' }>): Promise<BaseTableRecord> {
  if (findField(record.schema, field.name) !== undefined) {
    if (lenient) return record;
    throw invalid(`Column already exists: ${field.name}`);
  }
  const added = parseOne(field);
  if (added.mode === 'REQUIRED') throw invalid(`Cannot add required fields to an existing schema. (field: ${field.name})`);
  const schema = [...record.schema, added];
  return { ...record, schema, storage: await changeStorage(connection, record, schema) };
}

async function dropColumn(connection: DuckDBConnection, record: BaseTableRecord, { name, lenient }: Extract<TableChange, { kind: 'drop-column' }>): Promise<BaseTableRecord> {
  const found = findField(record.schema, name);
  if (found === undefined && lenient) return record;
  const field = requireField(record, name);
  refuseLayout(record, field, 'drop');
  if (record.schema.length === 1) throw invalid(`Cannot drop column ${field.name}: it is the only one of the table.`);
  const schema = record.schema.filter((other) => other !== field);
  return { ...record, schema, storage: await copyStorage(connection, record, schema) };
}

async function renameColumn(connection: DuckDBConnection, record: BaseTableRecord, { name, to, lenient }: Extract<TableChange, { kind: 'rename-column' }>): Promise<BaseTableRecord> {
  const found = findField(record.schema, name);
  if (found === undefined && lenient) return record;
  const field = requireField(record, name);
  refuseLayout(record, field, 'rename');
  if (findField(record.schema, to) !== undefined && !sameName(name, to)) throw invalid(`Column already exists: ${to}`);
  const renamed = parseOne({ ...field, name: to });
  await connection.run(`ALTER TABLE ${storageRelation(record.storage)} RENAME COLUMN ${quoteIdentifier(field.name)} TO ${quoteIdentifier(renamed.name)}`);
  return withField(record, field, () => renamed);
}

/** Partitions, clusters and keys are made of columns by their names. */
function refuseLayout(record: BaseTableRecord, field: Field, verb: string): void {
  const uses = record.partitioning?.field !== undefined && sameName(record.partitioning.field, field.name) ? 'partitioning' : record.clustering?.some((name) => sameName(name, field.name)) ? 'clustering' : undefined;
  if (uses !== undefined) throw invalid(`Cannot ${verb} column ${field.name}: it is a ${uses} column of the table.`);
  if (record.tableConstraints !== undefined && JSON.stringify(record.tableConstraints).toLowerCase().includes(JSON.stringify(field.name).toLowerCase())) throw invalid(`Cannot ${verb} column ${field.name}: it is part of a key.`);
}

const WIDENINGS: Partial<Record<Field['type'], readonly Field['type'][]>> = { INTEGER: ['NUMERIC', 'FLOAT'], NUMERIC: ['FLOAT'] };

async function changeType(connection: DuckDBConnection, record: BaseTableRecord, name: string, to: Field): Promise<BaseTableRecord> {
  const field = requireField(record, name);
  if (to.type === 'RECORD' || to.mode === 'REPEATED' || field.type === 'RECORD' || to.type === 'BIGNUMERIC') throw notImplemented(`ALTER COLUMN SET DATA TYPE to ${to.type}`);
  if (field.maxLength !== undefined || field.precision !== undefined || to.maxLength !== undefined || to.precision !== undefined) throw notImplemented('ALTER COLUMN SET DATA TYPE with type parameters');
  if (field.type === to.type) return record;
  if (!WIDENINGS[field.type]?.includes(to.type)) throw invalid(`ALTER TABLE ALTER COLUMN SET DATA TYPE requires that the existing column type (${field.type}) is assignable to the new type (${to.type})`);
  refuseLayout(record, field, 'change the type of');
  const changed = { ...field, type: to.type };
  await connection.run(`ALTER TABLE ${storageRelation(record.storage)} ALTER COLUMN ${quoteIdentifier(field.name)} TYPE ${duckType(changed)}`);
  return withField(record, field, () => changed);
}

const OPTIONS = ['description', 'friendly_name', 'labels', 'require_partition_filter', 'partition_expiration_days'];

/** An option that is NULL is taken away; what is not named stays. */
async function setOptions(connection: DuckDBConnection, record: BaseTableRecord, options: Readonly<Record<string, OptionValue>>): Promise<BaseTableRecord> {
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) throw notImplemented(`OPTIONS(${unknown}) in ALTER TABLE`);
  const { description, friendlyName, requirePartitionFilter, ...rest } = record;
  const text = (name: string, current: string | undefined) => (name in options ? textOption(options, name) : current);
  const filter = 'require_partition_filter' in options ? options['require_partition_filter'] === true : requirePartitionFilter === true;
  if (filter && record.partitioning === undefined) throw invalid('require_partition_filter can only be set on a partitioned table.');
  const [nextDescription, nextName] = [text('description', description), text('friendly_name', friendlyName)];
  const next: BaseTableRecord = {
    ...rest,
    ...('labels' in options ? { labels: labelsOption(options) } : {}),
    ...(nextDescription === undefined ? {} : { description: nextDescription }),
    ...(nextName === undefined ? {} : { friendlyName: nextName }),
    ...(filter ? { requirePartitionFilter: true } : {}),
  };
  if (!('partition_expiration_days' in options)) return next;
  if (next.partitioning === undefined || next.partitioning.type === 'RANGE') throw invalid('partition_expiration_days can only be set on a table partitioned by time.');
  const { expirationMs: _, ...partitioning } = next.partitioning;
  const days = daysOption(options, 'partition_expiration_days');
  return expirePartitions(connection, { ...next, partitioning: days === undefined ? partitioning : { ...partitioning, expirationMs: days } }, new Date());
}

function requireField(record: BaseTableRecord, name: string): Field {
  const field = findField(record.schema, name);
  if (field === undefined) throw invalid(`Column not found: ${name}`);
  return field;
}

function withField(record: BaseTableRecord, field: Field, change: (field: Field) => Field): BaseTableRecord {
  return { ...record, schema: record.schema.map((other) => (other === field ? change(other) : other)) };
}

function parseOne(field: unknown): Field {
  const [parsed] = parseSchema({ fields: [field] }) ?? [];
  if (parsed === undefined) throw invalid('A column needs a name and a type.');
  return parsed;
}
