import { quoteIdentifier } from './quote.js';

/** The types of BigQuery columns that are stored, by the names that the API answers with. */
export type StoredType = 'INTEGER' | 'FLOAT' | 'NUMERIC' | 'BIGNUMERIC' | 'BOOLEAN' | 'STRING' | 'BYTES' | 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP' | 'JSON' | 'RECORD';

/** A column as storage needs to know it. */
export interface StoredColumn {
  readonly name: string;
  readonly type: StoredType;
  readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
  readonly fields?: readonly StoredColumn[];
}

const SCALARS: Record<Exclude<StoredType, 'RECORD'>, string> = {
  INTEGER: 'BIGINT',
  FLOAT: 'DOUBLE',
  NUMERIC: 'DECIMAL(38,9)',
  BIGNUMERIC: 'VARCHAR',
  BOOLEAN: 'BOOLEAN',
  STRING: 'VARCHAR',
  BYTES: 'BLOB',
  DATE: 'DATE',
  DATETIME: 'TIMESTAMP',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMPTZ',
  JSON: 'JSON',
};

/** The DuckDB type of a column: a list for REPEATED, a struct for RECORD. */
export function duckType(column: StoredColumn): string {
  const element = duckElementType(column);
  return column.mode === 'REPEATED' ? `${element}[]` : element;
}

/** The DuckDB type of one value of a column, leaving its mode aside. */
export function duckElementType(column: StoredColumn): string {
  if (column.type !== 'RECORD') return SCALARS[column.type];
  return `STRUCT(${(column.fields ?? []).map((field) => `${quoteIdentifier(field.name)} ${duckType(field)}`).join(', ')})`;
}

/** `"a" BIGINT, "b" VARCHAR[] DEFAULT []`: the columns of a CREATE TABLE. An array that nothing is written to is empty, never NULL. */
export function columnDefinitions(columns: readonly StoredColumn[]): string {
  return columns.map((column) => `${quoteIdentifier(column.name)} ${duckType(column)}${column.mode === 'REPEATED' ? ' DEFAULT []' : ''}`).join(', ');
}
