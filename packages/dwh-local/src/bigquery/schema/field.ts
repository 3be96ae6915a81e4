import type { StoredColumn, StoredType } from '../../engine/type-map.js';

/** A column of a table, normalized: legacy type names, mode always set. What the API answers with is exactly this. */
export interface Field extends StoredColumn {
  readonly name: string;
  readonly type: StoredType;
  readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
  readonly fields?: readonly Field[];
  readonly description?: string;
  /** In characters, of BYTES in bytes; a decimal text, like the next two. */
  readonly maxLength?: string;
  readonly precision?: string;
  readonly scale?: string;
  /** GoogleSQL for what rows hold that do not give the column. */
  readonly defaultValueExpression?: string;
  readonly policyTags?: { readonly names: readonly string[] };
}

/** Columns are the same whatever their case. */
export function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

export function findField(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((field) => sameName(field.name, name));
}
