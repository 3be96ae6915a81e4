import type { Query } from '../ast/query.js';
import { duckDbType } from '../duckdb-type.js';
import { quoteIdentifier, quoteString } from '../emit/quote.js';
import { RAISED } from '../emit/raise.js';
import { fieldFromType } from '../field-schema.js';
import type { TranslatedQuery } from '../translation.js';
import { refuseOpenFilters } from './partition-filter.js';
import { analyzeQuery } from './query.js';
import type { QueryColumn } from './query-result.js';
import type { SourceText } from './session.js';

/** A query whose columns are answered, or stored: named, each name once, arrays never NULL. `types` are what INSERT needs them to be. */
export function analyzeTopQuery(query: Query, source: SourceText): TranslatedQuery {
  const result = analyzeQuery(query, source, undefined);
  refuseOpenFilters(result.openFilters, source);
  const columns = result.isValue && result.columns[0]?.type.kind === 'STRUCT' ? structColumns(result.columns[0]) : result.columns.map((column) => ({ ...column, sql: `"r".${quoteIdentifier(column.output)}` }));
  const names = outputNames(columns, source);
  const unnamed = columns.findIndex((column) => column.name === undefined);
  const items = columns.map((column, index) => {
    const name = names[index] as string;
    const value = column.type.kind === 'ARRAY' ? checkedArray(column.sql, name, duckDbType(column.type)) : column.sql;
    return `${value} AS ${quoteIdentifier(name)}`;
  });
  return {
    sql: `SELECT ${items.join(', ')} FROM (${result.sql}) AS "r"`,
    schema: columns.map((column, index) => fieldFromType(names[index] as string, column.type)),
    types: columns.map((column) => column.type),
    referencedTables: [...source.session.tables.values()],
    referencedViews: [...source.session.views.values()],
    ordered: result.ordered,
    ...(unnamed >= 0 && { unnamed: unnamed + 1 }),
  };
}

interface OutputColumn extends Omit<QueryColumn, 'output'> {
  readonly sql: string;
}

/** SELECT AS STRUCT at the top answers the struct's fields as columns. */
function structColumns(column: QueryColumn): OutputColumn[] {
  if (column.type.kind !== 'STRUCT') return [];
  return column.type.fields.map((field, index) => ({
    ...(field.name !== undefined && { name: field.name }),
    type: field.type,
    sql: `struct_extract("r".${quoteIdentifier(column.output)}, ${quoteString(field.name ?? `_field_${index + 1}`)})`,
  }));
}

/** Columns without a name are `f0_`, `f1_`, counted among themselves. */
function outputNames(columns: readonly OutputColumn[], source: SourceText): string[] {
  let anonymous = 0;
  const names = columns.map((column) => column.name ?? `f${anonymous++}_`);
  const seen = new Set<string>();
  const doubled = names.filter((name) => seen.size === seen.add(name.toLowerCase()).size);
  if (doubled.length > 0) throw source.plainError(`Duplicate column names in the result are not supported. Found duplicate(s): ${[...new Set(doubled)].join(', ')}`);
  return names;
}

/** An array that is answered holds no NULL, and is empty where it is NULL. */
function checkedArray(sql: string, name: string, duck: string): string {
  const message = quoteString(`${RAISED}Array cannot have a null element; error in writing field ${name}`);
  return `CASE WHEN ${sql} IS NULL THEN CAST([] AS ${duck}) WHEN len(list_filter(${sql}, lambda e: e IS NULL)) > 0 THEN error(${message}) ELSE ${sql} END`;
}
