import { quoteIdentifier } from '../../engine/quote.js';
import type { Field } from '../schema/field.js';

const FIXED: Partial<Record<Field['type'], number>> = { INTEGER: 8, FLOAT: 8, NUMERIC: 16, BIGNUMERIC: 32, BOOLEAN: 1, DATE: 8, DATETIME: 8, TIME: 8, TIMESTAMP: 8 };

/**
 * SQL for the logical size of a row in bytes, by the sizes that the service bills by: NULL 0, a string 2 plus its UTF-8 bytes.
 * https://docs.cloud.google.com/bigquery/pricing#data
 */
export function rowBytesSql(fields: readonly Field[]): string {
  if (fields.length === 0) return '0';
  return sumOf(fields.map((field) => fieldBytes(field, quoteIdentifier(field.name), 0)));
}

/** A tree of sums as flat as can be: DuckDB refuses expressions that nest a thousand deep, and `a + b + c` nests. */
function sumOf(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? '0';
  const half = parts.length >> 1;
  return `(${sumOf(parts.slice(0, half))} + ${sumOf(parts.slice(half))})`;
}

function fieldBytes(field: Field, value: string, depth: number): string {
  if (field.mode !== 'REPEATED') return valueBytes(field, value, depth);
  const item = `v${depth}`;
  return `coalesce(list_sum(list_transform(${value}, lambda ${item}: ${valueBytes(field, item, depth + 1)})), 0)`;
}

function valueBytes(field: Field, value: string, depth: number): string {
  const fixed = FIXED[field.type];
  if (fixed !== undefined) return `CASE WHEN ${value} IS NULL THEN 0 ELSE ${fixed} END`;
  if (field.type === 'RECORD') {
    const parts = (field.fields ?? []).map((child) => fieldBytes(child, `struct_extract(${value}, '${child.name.replaceAll("'", "''")}')`, depth));
    return sumOf(parts);
  }
  if (field.type === 'BYTES') return `coalesce(2 + octet_length(${value}), 0)`;
  return `coalesce(2 + strlen(${value}::VARCHAR), 0)`;
}
