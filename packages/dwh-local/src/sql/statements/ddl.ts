import type { Expression } from '../ast.js';
import { resolveTable } from '../analyze/stored-table.js';
import type { SourceText } from '../analyze/session.js';
import { analyzeTopQuery } from '../analyze/top-query.js';
import { resolveType } from '../analyze/type-node.js';
import { fieldFromType, type FieldSchema } from '../field-schema.js';
import type { ColumnNode, CreateTable, CreateView, Drop } from '../parser/statement.js';
import { sameName } from '../analyze/scope.js';
import type { CreateTableTranslation, CreateViewTranslation, DdlColumn, DdlPartitioning, DropTranslation } from '../translation.js';
import { readOptions } from './options.js';

export function analyzeCreateView(node: CreateView, source: SourceText): CreateViewTranslation {
  source.session.definesView = true;
  const query = analyzeTopQuery(node.query, source);
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
  if (node.columns && query) throw source.unsupported(node.at, 'CREATE TABLE with both columns and AS SELECT');
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
    ...(query && { query }),
  };
}

export function ddlColumn(column: ColumnNode, source: SourceText): DdlColumn {
  const type = resolveType(column.type, source);
  if (type.kind === 'ARRAY' && column.notNull) throw source.error(column.name.at, `NOT NULL cannot be applied to ARRAY column ${column.name.name}`);
  const field: FieldSchema = fieldFromType(column.name.name, type, column.notNull ? 'REQUIRED' : 'NULLABLE');
  const { description, ...others } = readOptions(column.options, source);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw source.unsupported(column.name.at, `column option ${unknown}`);
  return { field: { ...field, ...(typeof description === 'string' && { description }) } };
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
  if (node.kind === 'call' && node.name[0] === 'RANGE_BUCKET') throw source.unsupported(node.at, 'partitioning by integer range');
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

export function analyzeDrop(node: Drop, source: SourceText): DropTranslation {
  return { statement: `DROP_${node.what}`, target: resolveTable(node.path, source), ifExists: node.ifExists };
}
