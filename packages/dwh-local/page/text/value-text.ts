import type { Field } from '../wire/field.js';
import { list, object, text } from '../wire/json.js';
import { valueOf } from '../wire/row-page.js';
import { timestampText } from './timestamp-text.js';

/** A value of the wire as a text, what is nested as JSON; null for NULL. */
export function valueText(value: unknown, field: Field): string | null {
  if (value === null) return null;
  if (field.mode === 'REPEATED') return `[${list(value, (item) => json(valueOf(item), { ...field, mode: 'NULLABLE' })).join(',')}]`;
  if (field.fields.length > 0) return `{${structMembers(value, field.fields).join(',')}}`;
  return field.type === 'TIMESTAMP' ? timestampText(text(value)) : text(value);
}

function structMembers(value: unknown, fields: readonly Field[]): readonly string[] {
  const values = list(object(value)['f'], valueOf);
  return fields.map((field, index) => `${JSON.stringify(field.name)}:${json(values[index], field)}`);
}

function json(value: unknown, field: Field): string {
  const shown = valueText(value, field);
  if (shown === null) return 'null';
  return field.mode === 'REPEATED' || field.fields.length > 0 ? shown : JSON.stringify(shown);
}
