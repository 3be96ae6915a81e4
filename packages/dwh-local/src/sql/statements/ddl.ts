import type { Call, Expression } from '../ast/expression.js';
import type { TypeNode } from '../ast/node.js';
import { tryCoerce } from '../analyze/coercion.js';
import { resolveTable } from '../analyze/stored-table.js';
import type { SourceText } from '../analyze/session.js';
import { analyzeTopQuery } from '../analyze/top-query.js';
import { resolveType } from '../analyze/type-node.js';
import { fieldFromType, typeFromField, type FieldSchema } from '../field-schema.js';
import type { ColumnNode, CreateTable, CreateView, Drop, KeyNode } from '../ast/statement.js';
import { Scope, sameName } from '../analyze/scope.js';
import type { Typed } from '../analyze/typed.js';
import { quoteIdentifier } from '../emit/quote.js';
import type { CreateTableTranslation, CreateViewTranslation, DdlColumn, DdlPartitioning, DropTranslation, TranslatedQuery } from '../translation.js';
import { typeName, type SqlType } from '../types.js';
import { readOptions } from './options.js';

export function analyzeCreateView(node: CreateView, source: SourceText): CreateViewTranslation {
  source.session.definesView = true;
  const query = analyzeTopQuery(node.query, source);
  requireNames('VIEW', query, node.query.at, source);
  if (source.session.parameters.length > 0) throw source.error(node.query.at, 'Query parameters cannot be used inside CREATE VIEW');
  if (node.columns && node.columns.length !== query.schema.length) throw source.error(node.at, `View has ${node.columns.length} column names but its query has ${query.schema.length} columns`);
  if (node.columns) throw source.unsupported(node.columns[0]?.name.at ?? node.at, 'a list of column names in CREATE VIEW');
  return {
    statement: 'CREATE_VIEW',
    target: resolveTable(node.path, source),
    orReplace: node.orReplace,
    ifNotExists: node.ifNotExists,
    query: source.text.slice(node.query.at, node.query.end),
    options: readOptions(node.options, source),
    schema: query.schema,
    referencedTables: query.referencedTables,
    referencedViews: query.referencedViews,
  };
}

export function analyzeCreateTable(node: CreateTable, source: SourceText): CreateTableTranslation {
  const query = node.query && analyzeTopQuery(node.query, source);
  if (query && node.query && !node.columns) requireNames('TABLE', query, node.query.at, source);
  const coerced = node.columns && query ? withColumns(query, node.columns.map((column) => ddlColumn(column, source)), node.at, source) : query;
  const columns = node.columns ? node.columns.map((column) => ddlColumn(column, source)) : (query?.schema ?? []).map((field): DdlColumn => ({ field }));
  const partitioning = node.partitionBy && readPartitioning(node.partitionBy, columns, source);
  for (const name of node.clusterBy ?? []) {
    if (!columns.some(({ field }) => sameName(field.name, name.name))) throw source.error(name.at, `Unrecognized name: ${name.name}`);
  }
  return {
    statement: query ? 'CREATE_TABLE_AS_SELECT' : 'CREATE_TABLE',
    target: resolveTable(node.path, source),
    orReplace: node.orReplace,
    ifNotExists: node.ifNotExists,
    columns,
    options: readOptions(node.options, source),
    parameterOrder: source.session.parameters,
    ...(partitioning && { partitioning }),
    ...(node.clusterBy && { clustering: node.clusterBy.map((name) => name.name) }),
    ...(coerced && { query: coerced }),
    ...keysOf(node.keys, source),
  };
}

/** What is stored under a name needs one. */
function requireNames(what: string, { unnamed }: TranslatedQuery, at: number, source: SourceText): void {
  if (unnamed !== undefined) throw source.error(at, `CREATE ${what} columns must be named, but column ${unnamed} has no name`);
}

export function ddlColumn(column: ColumnNode, source: SourceText): DdlColumn {
  const { type, parameters } = columnType(column.type, source);
  if (type.kind === 'ARRAY' && column.notNull) throw source.error(column.name.at, `NOT NULL cannot be applied to ARRAY column ${column.name.name}`);
  const field: FieldSchema = fieldFromType(column.name.name, type, column.notNull ? 'REQUIRED' : 'NULLABLE');
  const { description, ...others } = readOptions(column.options, source);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw source.unsupported(column.name.at, `column option ${unknown}`);
  return { field: { ...field, ...parameters, ...(typeof description === 'string' && { description }), ...(column.defaultExpression !== undefined && { defaultValueExpression: column.defaultExpression }) } };
}

/** The type of a column with its parameters: `STRING(10)`, `NUMERIC(10, 2)`. */
export function columnType(node: TypeNode, source: SourceText): { type: SqlType; parameters: Pick<DdlColumn['field'], 'maxLength' | 'precision' | 'scale'> } {
  if (node.kind !== 'named' || node.parameters === undefined) return { type: resolveType(node, source), parameters: {} };
  const { parameters, ...plain } = node;
  const type = resolveType(plain, source);
  const [first = '', second] = parameters;
  if ((type.kind === 'STRING' || type.kind === 'BYTES') && second === undefined) return { type, parameters: { maxLength: first } };
  if ((type.kind === 'NUMERIC' || type.kind === 'BIGNUMERIC') && parameters.length <= 2) return { type, parameters: { precision: first, ...(second !== undefined && { scale: second }) } };
  throw source.error(node.at, `${node.name} does not support type parameters`);
}

/** The rows of a query as columns that are declared, in order. */
function withColumns(query: TranslatedQuery, columns: readonly DdlColumn[], at: number, source: SourceText): TranslatedQuery {
  if (columns.length !== query.types.length) throw source.error(at, `The number of columns in the column definition list does not match the number of columns produced by the query: ${columns.length}, ${query.types.length}`);
  const scope = new Scope(source);
  const items = columns.map(({ field }, index) => {
    const value: Typed = { at, type: query.types[index] as SqlType, sql: `"s".${quoteIdentifier(query.schema[index]?.name ?? '')}`, uses: [] };
    const type = typeFromField(field);
    const coerced = tryCoerce(value, type, scope);
    if (coerced === undefined) throw source.error(at, `Column ${field.name} has type ${typeName(type)}, which its query's type ${typeName(value.type)} cannot be assigned to`);
    return `${coerced.sql} AS ${quoteIdentifier(field.name)}`;
  });
  return { ...query, sql: `SELECT ${items.join(', ')} FROM (${query.sql}) AS "s"`, schema: columns.map(({ field }) => field), types: columns.map(({ field }) => typeFromField(field)) };
}

function keysOf(keys: readonly KeyNode[], source: SourceText): Pick<CreateTableTranslation, 'tableConstraints'> {
  if (keys.length === 0) return {};
  const primary = keys.filter((key) => key.kind === 'primary');
  if (primary.length > 1) throw source.error(primary[1]?.columns[0]?.at ?? 0, 'A table can have only one primary key');
  const foreignKeys = keys.flatMap((key, index) => (key.kind === 'foreign' ? [foreignKey(key, index, source)] : []));
  return { tableConstraints: { ...(primary[0] && { primaryKey: { columns: primary[0].columns.map((name) => name.name) } }), ...(foreignKeys.length > 0 && { foreignKeys }) } };
}

function foreignKey(key: Extract<KeyNode, { kind: 'foreign' }>, index: number, source: SourceText): Readonly<Record<string, unknown>> {
  const table = resolveTable(key.table, source);
  if (key.columns.length !== key.references.length) throw source.error(key.columns[0]?.at ?? 0, 'A foreign key needs as many columns as it references');
  return {
    name: key.name ?? `fk$${index + 1}`,
    referencedTable: { projectId: table.project, datasetId: table.dataset, tableId: table.table },
    columnReferences: key.columns.map((column, at) => ({ referencingColumn: column.name, referencedColumn: key.references[at]?.name })),
  };
}

const TRUNCATIONS: Readonly<Record<string, readonly string[]>> = {
  DATE_TRUNC: ['DAY', 'MONTH', 'YEAR'],
  DATETIME_TRUNC: ['HOUR', 'DAY', 'MONTH', 'YEAR'],
  TIMESTAMP_TRUNC: ['HOUR', 'DAY', 'MONTH', 'YEAR'],
};

/** `d`, `DATE(ts)`, `TIMESTAMP_TRUNC(ts, HOUR)`, `_PARTITIONDATE`, `TIMESTAMP_TRUNC(_PARTITIONTIME, MONTH)`. */
function readPartitioning(node: Expression, columns: readonly DdlColumn[], source: SourceText): DdlPartitioning {
  const invalid = () => source.error(node.at, 'PARTITION BY expression must be DATE(<timestamp_column>), DATE(<datetime_column>), DATETIME_TRUNC(<datetime_column>, DAY/HOUR/MONTH/YEAR), a DATE column, TIMESTAMP_TRUNC(<timestamp_column>, DAY/HOUR/MONTH/YEAR), DATE_TRUNC(<date_column>, MONTH/YEAR), or RANGE_BUCKET(<int64_column>, GENERATE_ARRAY(<int64_value>, <int64_value>[, <int64_value>]))');
  const named = (value: Expression | undefined) => (value?.kind === 'path' && value.parts.length === 1 ? value.parts[0]?.name : undefined);
  if (node.kind === 'call' && node.name[0] === 'RANGE_BUCKET') return readRange(node, columns, invalid, source);
  const call = node.kind === 'call' ? node : undefined;
  const name = named(call ? call.arguments[0] : node);
  const part = named(call?.arguments[1])?.toUpperCase();
  if (name === undefined) throw invalid();
  const column = columns.find(({ field }) => sameName(field.name, name))?.field;
  const pseudo = ['_PARTITIONDATE', '_PARTITIONTIME'].includes(name.toUpperCase());
  if (column === undefined && !pseudo) throw source.error(node.at, `Unrecognized name: ${name}`);
  const field = column && { field: column.name };
  const kind = column?.type ?? (name.toUpperCase() === '_PARTITIONDATE' ? 'DATE' : 'TIMESTAMP');
  if (call === undefined) {
    if (kind !== 'DATE') throw invalid();
    return { type: 'DAY', ...field };
  }
  const functionName = call.name.join('.');
  if (functionName === 'DATE' && call.arguments.length === 1 && (kind === 'TIMESTAMP' || kind === 'DATETIME')) return { type: 'DAY', ...field };
  if (!TRUNCATIONS[functionName]?.includes(part ?? '') || call.arguments.length !== 2 || functionName !== `${kind}_TRUNC`) throw invalid();
  return { type: part as DdlPartitioning['type'], ...field };
}

/** `RANGE_BUCKET(n, GENERATE_ARRAY(0, 100, 10))`. */
function readRange(node: Call, columns: readonly DdlColumn[], invalid: () => Error, source: SourceText): DdlPartitioning {
  const [value, array] = node.arguments;
  const name = value?.kind === 'path' && value.parts.length === 1 ? value.parts[0]?.name : undefined;
  if (name === undefined || array?.kind !== 'call' || array.name.join('.') !== 'GENERATE_ARRAY') throw invalid();
  const [start, end, interval = 1] = array.arguments.map((bound) => (bound.kind === 'literal' && bound.literal.type === 'INT64' ? Number(bound.literal.value) : undefined));
  if (start === undefined || end === undefined || array.arguments.length > 3) throw invalid();
  const column = columns.find(({ field }) => sameName(field.name, name))?.field;
  if (column === undefined) throw source.error(node.at, `Unrecognized name: ${name}`);
  if (column.type !== 'INTEGER') throw invalid();
  return { type: 'RANGE', field: column.name, range: { start, end, interval } };
}

export function analyzeDrop(node: Drop, source: SourceText): DropTranslation {
  return { statement: `DROP_${node.what}`, target: resolveTable(node.path, source), ifExists: node.ifExists };
}
