import { duckDbType } from '../duckdb-type.js';
import { structFieldName } from '../field-schema.js';
import type { SqlType } from '../types.js';
import { bind } from './bind.js';
import { quoteIdentifier, quoteString } from './quote.js';
import { raise } from './raise.js';

/**
 * `sql` as a table stores it: no array is NULL, at the top or inside of records.
 * @param column - that is written; given, an array with a NULL in it fails the statement
 */
export function storedValue(type: SqlType, sql: string, column?: string): string {
  return stored(type, sql, column, 0);
}

function stored(type: SqlType, sql: string, column: string | undefined, depth: number): string {
  if (!holdsArray(type)) return sql;
  if (type.kind === 'ARRAY') {
    const item = `e${depth}`;
    const items = holdsArray(type.element) ? `list_transform(${sql}, lambda ${item}: ${stored(type.element, item, column, depth + 1)})` : sql;
    const whole = `COALESCE(${items}, CAST([] AS ${duckDbType(type)}))`;
    if (column === undefined) return whole;
    return bind([whole], (list) => `CASE WHEN len(list_filter(${list}, lambda n${depth}: n${depth} IS NULL)) > 0 THEN ${raise(`Array cannot have a null element; error in writing field ${column}`)} ELSE ${list} END`);
  }
  if (type.kind !== 'STRUCT') return sql;
  return bind([sql], (struct) => {
    const fields = type.fields.map((field, index) => {
      const name = structFieldName(field.name, index);
      return `${quoteIdentifier(name)} := ${stored(field.type, `struct_extract(${struct}, ${quoteString(name)})`, column, depth)}`;
    });
    return `CASE WHEN ${struct} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
  });
}

function holdsArray(type: SqlType): boolean {
  return type.kind === 'ARRAY' || (type.kind === 'STRUCT' && type.fields.some((field) => holdsArray(field.type)));
}
