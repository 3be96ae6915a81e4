import { quoteIdentifier } from './emit/quote.js';
import { structFieldName } from './field-schema.js';
import type { ScalarKind, SqlType } from './types.js';

const SCALARS: Record<ScalarKind, string> = {
  INT64: 'BIGINT',
  FLOAT64: 'DOUBLE',
  NUMERIC: 'DECIMAL(38,9)',
  BOOL: 'BOOLEAN',
  STRING: 'VARCHAR',
  BYTES: 'BLOB',
  DATE: 'DATE',
  DATETIME: 'TIMESTAMP',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMPTZ',
  JSON: 'JSON',
  BIGNUMERIC: 'VARCHAR',
};

/** The DuckDB type that holds a GoogleSQL type. A DATETIME is DuckDB's TIMESTAMP (no zone), a TIMESTAMP its TIMESTAMPTZ. */
export function duckDbType(type: SqlType): string {
  if (type.kind === 'ARRAY') return `${duckDbType(type.element)}[]`;
  if (type.kind === 'STRUCT') {
    return `STRUCT(${type.fields.map((field, index) => `${quoteIdentifier(structFieldName(field.name, index))} ${duckDbType(field.type)}`).join(', ')})`;
  }
  return SCALARS[type.kind];
}
