import type { Field } from '../wire/field.js';

/** `ARRAY<STRUCT<k STRING, n INTEGER>>`. */
export function typeText({ type, mode, fields }: Field): string {
  const element = fields.length === 0 ? type : `STRUCT<${fields.map((child) => `${child.name} ${typeText(child)}`).join(', ')}>`;
  return mode === 'REPEATED' ? `ARRAY<${element}>` : element;
}
