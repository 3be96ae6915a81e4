import { list, object, optional, text } from './json.js';

/** A column, or a field of one. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly mode: string;
  readonly description: string | undefined;
  /** Of a RECORD. */
  readonly fields: readonly Field[];
}

export function fieldsOf(schema: unknown): readonly Field[] {
  return list(object(schema)['fields'], fieldOf);
}

function fieldOf(value: unknown): Field {
  const { name, type, mode, description, fields } = object(value);
  return { name: text(name), type: text(type), mode: optional(mode, text) ?? 'NULLABLE', description: optional(description, text), fields: list(fields, fieldOf) };
}
