import { invalid } from '../refusals.js';
import { findField, sameName, type Field } from '../schema/field.js';

/** `selectedFields`: top-level columns only; the service also takes `record.field`, which is refused here. @throws ApiError 400 */
export function selectFields(schema: readonly Field[], selected: string | null): readonly Field[] {
  if (selected === null || selected === '') return schema;
  const names = selected.split(',').map((name) => name.trim());
  for (const name of names) if (findField(schema, name) === undefined) throw invalid(`No such field: ${name}.`, 'selectedFields');
  return schema.filter((field) => names.some((name) => sameName(name, field.name)));
}
