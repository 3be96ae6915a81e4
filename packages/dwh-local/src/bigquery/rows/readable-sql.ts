import { quoteIdentifier, quoteLiteral } from '../../engine/quote.js';
import type { Field } from '../schema/field.js';

/**
 * SQL for a column as it is read into JavaScript: texts as their UTF-8 bytes. The DuckDB client decodes strings with a TextDecoder, and that
 * drops a U+FEFF at the start.
 */
export function readableSql(field: Field): string {
  return readable(field, quoteIdentifier(field.name), 0);
}

function readable(field: Field, value: string, depth: number): string {
  if (!holdsText(field)) return value;
  if (field.mode === 'REPEATED') {
    const item = `x${depth}`;
    return `list_transform(${value}, lambda ${item}: ${readable({ ...field, mode: 'NULLABLE' }, item, depth + 1)})`;
  }
  if (field.type !== 'RECORD') return `encode(${value}::VARCHAR)`;
  const children = (field.fields ?? []).map((child) => `${quoteIdentifier(child.name)} := ${readable(child, `struct_extract(${value}, ${quoteLiteral(child.name)})`, depth)}`);
  return `CASE WHEN ${value} IS NULL THEN NULL ELSE struct_pack(${children.join(', ')}) END`;
}

function holdsText(field: Field): boolean {
  return field.type === 'STRING' || field.type === 'JSON' || (field.fields ?? []).some(holdsText);
}
