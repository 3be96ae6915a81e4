import type { DuckDBConnection } from '@duckdb/node-api';

import { quoteIdentifier, quoteLiteral } from '../../engine/quote.js';
import type { ResolvedTable } from '../../sql/translation-context.js';
import { invalid, notImplemented } from '../refusals.js';
import type { Field } from '../schema/field.js';
import { listDatasets, type DatasetRecord } from '../store/dataset-record.js';
import { jobRows } from './job-rows.js';
import { datasetOptions, optionsOf } from './schema-options.js';
import { readPartitions } from '../store/partition-stats.js';
import { listTables, type TableRecord } from '../store/table-record.js';
import { duckType } from '../../engine/type-map.js';
import { columnsOf, emptyRelation } from './relation-columns.js';
import type { SchemaPlace, SchemaValue as Value } from './schema-place.js';

interface SchemaView {
  readonly columns: readonly Field[];
  rows(connection: DuckDBConnection, tables: readonly TableRecord[], place: SchemaPlace): Promise<Value[][]>;
}

const column = (name: string, type: Field['type']): Field => ({ name, type, mode: 'NULLABLE' });
const NAMES = [column('table_catalog', 'STRING'), column('table_schema', 'STRING'), column('table_name', 'STRING')];
const TABLE_TYPES: Record<TableRecord['kind'], string> = { TABLE: 'BASE TABLE', VIEW: 'VIEW', EXTERNAL: 'EXTERNAL' };
const namesOf = (table: TableRecord) => [table.project, table.dataset, table.table];

const JOBS_VIEW: SchemaView = {
  columns: [
    ...[column('creation_time', 'TIMESTAMP'), column('project_id', 'STRING'), column('user_email', 'STRING'), column('job_id', 'STRING'), column('job_type', 'STRING'), column('statement_type', 'STRING')],
    ...[column('start_time', 'TIMESTAMP'), column('end_time', 'TIMESTAMP'), column('query', 'STRING'), column('state', 'STRING'), column('total_bytes_processed', 'INTEGER')],
    { ...column('error_result', 'RECORD'), fields: [column('reason', 'STRING'), column('location', 'STRING'), column('message', 'STRING')] },
  ],
  rows: (connection, _tables, place) => jobRows(connection, place, undefined),
};

/** Views of a dataset or a location. Their rows are the metadata's, written into the query as VALUES. */
const VIEWS: Readonly<Record<string, SchemaView>> = {
  TABLES: {
    columns: [...NAMES, column('table_type', 'STRING'), column('is_insertable_into', 'STRING'), column('creation_time', 'TIMESTAMP')],
    rows: async (_connection, tables) =>
      tables.map((table) => [...namesOf(table), TABLE_TYPES[table.kind], table.kind === 'TABLE' ? 'YES' : 'NO', new Date(table.creationTime)]),
  },
  COLUMNS: {
    columns: [
      ...NAMES,
      ...[column('column_name', 'STRING'), column('ordinal_position', 'INTEGER'), column('is_nullable', 'STRING'), column('data_type', 'STRING')],
      ...[column('is_generated', 'STRING'), column('generation_expression', 'STRING'), column('is_stored', 'STRING'), column('is_hidden', 'STRING'), column('is_updatable', 'STRING'), column('is_system_defined', 'STRING')],
      ...[column('is_partitioning_column', 'STRING'), column('clustering_ordinal_position', 'INTEGER')],
      ...[column('collation_name', 'STRING'), column('column_default', 'STRING'), column('rounding_mode', 'STRING')],
    ],
    rows: async (_connection, tables) => tables.flatMap(columnRows),
  },
  VIEWS: {
    columns: [...NAMES, column('view_definition', 'STRING'), column('use_standard_sql', 'STRING')],
    rows: async (_connection, tables) => tables.flatMap((table) => (table.kind === 'VIEW' ? [[...namesOf(table), table.query, 'YES']] : [])),
  },
  TABLE_OPTIONS: {
    columns: [...NAMES, column('option_name', 'STRING'), column('option_type', 'STRING'), column('option_value', 'STRING')],
    rows: async (_connection, tables) => tables.flatMap((table) => optionsOf(table).map((option) => [...namesOf(table), ...option])),
  },
  COLUMN_FIELD_PATHS: {
    columns: [...NAMES, column('column_name', 'STRING'), column('field_path', 'STRING'), column('data_type', 'STRING'), column('description', 'STRING')],
    rows: async (_connection, tables) => tables.flatMap((table) => table.schema.flatMap((field) => fieldPaths(field, '').map(([path, type, description]) => [...namesOf(table), field.name, path, type, description]))),
  },
  SCHEMATA: {
    columns: [column('catalog_name', 'STRING'), column('schema_name', 'STRING'), column('schema_owner', 'STRING'), column('creation_time', 'TIMESTAMP'), column('last_modified_time', 'TIMESTAMP'), column('location', 'STRING')],
    rows: async (connection, _tables, place) => (await datasetsIn(connection, place)).map((dataset) => [dataset.project, dataset.dataset, null, new Date(dataset.creationTime), new Date(dataset.lastModifiedTime), dataset.location]),
  },
  SCHEMATA_OPTIONS: {
    columns: [column('catalog_name', 'STRING'), column('schema_name', 'STRING'), column('option_name', 'STRING'), column('option_type', 'STRING'), column('option_value', 'STRING')],
    rows: async (connection, _tables, place) => (await datasetsIn(connection, place)).flatMap((dataset) => datasetOptions(dataset).map((option) => [dataset.project, dataset.dataset, ...option])),
  },
  JOBS: JOBS_VIEW,
  JOBS_BY_PROJECT: JOBS_VIEW,
  JOBS_BY_USER: { columns: JOBS_VIEW.columns, rows: (connection, _tables, place) => jobRows(connection, place, place.user) },
  PARTITIONS: {
    columns: [
      ...NAMES,
      ...[column('partition_id', 'STRING'), column('total_rows', 'INTEGER'), column('total_logical_bytes', 'INTEGER'), column('total_billable_bytes', 'INTEGER')],
      ...[column('last_modified_time', 'TIMESTAMP'), column('storage_tier', 'STRING')],
    ],
    rows: partitionRows,
  },
};

/** Those that there are only of a location, not of a dataset. */
const OF_LOCATIONS: readonly string[] = ['SCHEMATA', 'SCHEMATA_OPTIONS', 'JOBS', 'JOBS_BY_PROJECT', 'JOBS_BY_USER'];

/** @throws ApiError 501 for an INFORMATION_SCHEMA view that is not served. */
export async function informationSchemaRelation(connection: DuckDBConnection, place: SchemaPlace, name: string): Promise<ResolvedTable> {
  const view = VIEWS[name];
  if (view === undefined) throw notImplemented(`INFORMATION_SCHEMA.${name} (served: ${Object.keys(VIEWS).join(', ')})`);
  if (place.dataset !== undefined && OF_LOCATIONS.includes(name)) throw invalid(`INFORMATION_SCHEMA.${name} must be qualified with a location, as in \`region-${place.location.toLowerCase()}\`.INFORMATION_SCHEMA.${name}, or with a project only`);
  const datasets = place.dataset === undefined ? await datasetsIn(connection, place) : [place.dataset];
  const tables = (await Promise.all(datasets.map((dataset) => listTables(connection, dataset, '', Number.MAX_SAFE_INTEGER)))).flat();
  const rows = await view.rows(connection, tables, place);
  return { kind: 'table', relation: valuesRelation(view.columns, rows), columns: columnsOf(view.columns) };
}

function valuesRelation(columns: readonly Field[], rows: readonly Value[][]): string {
  if (rows.length === 0) return emptyRelation(columns);
  const values = rows.map((row) => `(${row.map((value, index) => `${literal(value)}::${duckType(columns[index] ?? column('', 'STRING'))}`).join(', ')})`);
  return `(SELECT * FROM (VALUES ${values.join(', ')}) AS v(${columns.map((entry) => quoteIdentifier(entry.name)).join(', ')}))`;
}

async function datasetsIn(connection: DuckDBConnection, { project, location }: SchemaPlace): Promise<DatasetRecord[]> {
  return (await listDatasets(connection, project, '', Number.MAX_SAFE_INTEGER, false)).filter((dataset) => dataset.location.toLowerCase() === location.toLowerCase());
}

/** A column and the fields inside of it, outermost first, each with its type and description. */
function fieldPaths(field: Field, parent: string): [string, string, string | null][] {
  const path = `${parent}${field.name}`;
  return [[path, sqlTypeText(field), field.description ?? null], ...(field.fields ?? []).flatMap((child) => fieldPaths(child, `${path}.`))];
}

function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'object' && !(value instanceof Date)) return `struct_pack(reason := ${literal(value.reason)}, location := ${literal(value.location)}, message := ${literal(value.message)})`;
  if (typeof value === 'number') return String(value);
  return quoteLiteral(value instanceof Date ? value.toISOString() : value);
}

function columnRows(table: TableRecord): Value[][] {
  const partitioning = table.kind === 'TABLE' ? table.partitioning?.field?.toLowerCase() : undefined;
  const clustering = (table.kind === 'TABLE' ? (table.clustering ?? []) : []).map((name) => name.toLowerCase());
  return table.schema.map((field, index) => {
    const clustered = clustering.indexOf(field.name.toLowerCase());
    return [
      ...namesOf(table),
      field.name,
      index + 1,
      field.mode === 'REQUIRED' ? 'NO' : 'YES',
      sqlTypeText(field),
      ...['NEVER', null, null, 'NO', null, 'NO'],
      field.name.toLowerCase() === partitioning ? 'YES' : 'NO',
      clustered === -1 ? null : clustered + 1,
      // The service says NULL as a text.
      ...['NULL', field.defaultValueExpression ?? 'NULL', null],
    ];
  });
}

const STANDARD_NAMES: Partial<Record<Field['type'], string>> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL' };

function sqlTypeText(field: Field): string {
  const element = field.type === 'RECORD' ? `STRUCT<${(field.fields ?? []).map((child) => `${child.name} ${sqlTypeText(child)}`).join(', ')}>` : (STANDARD_NAMES[field.type] ?? field.type);
  return field.mode === 'REPEATED' ? `ARRAY<${element}>` : element;
}

async function partitionRows(connection: DuckDBConnection, tables: readonly TableRecord[]): Promise<Value[][]> {
  const rows: Value[][] = [];
  for (const table of tables) {
    if (table.kind !== 'TABLE') continue;
    for (const entry of await readPartitions(connection, table.storage)) {
      rows.push([...namesOf(table), table.partitioning === undefined ? null : entry.partitionId, entry.rows, entry.bytes, entry.bytes, entry.modified, 'ACTIVE']);
    }
  }
  return rows;
}
