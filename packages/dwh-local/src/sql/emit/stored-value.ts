import { duckDbType } from '../duckdb-type.js';
import { structFieldName } from '../field-schema.js';
import type { SqlType } from '../types.js';
import { bind } from './bind.js';
import { quoteIdentifier, quoteString } from './quote.js';

/** `sql` as a table stores it: no array is NULL, at the top or inside of records. */
export function storedValue(type: SqlType, sql: string): string {
  return stored(type, sql, 0);
}

function stored(type: SqlType, sql: string, depth: number): string {
  if (!holdsArray(type)) return sql;
  if (type.kind === 'ARRAY') {
    const item = `e${depth}`;
    const items = holdsArray(type.element) ? `list_transform(${sql}, lambda ${item}: ${stored(type.element, item, depth + 1)})` : sql;
    return `COALESCE(${items}, CAST([] AS ${duckDbType(type)}))`;
  }
  if (type.kind !== 'STRUCT') return sql;
  return bind([sql], (struct) => {
    const fields = type.fields.map((field, index) => {
      const name = structFieldName(field.name, index);
      return `${quoteIdentifier(name)} := ${stored(field.type, `struct_extract(${struct}, ${quoteString(name)})`, depth)}`;
    });
    return `CASE WHEN ${struct} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
  });
}

function holdsArray(type: SqlType): boolean {
  return type.kind === 'ARRAY' || (type.kind === 'STRUCT' && type.fields.some((field) => holdsArray(field.type)));
}
