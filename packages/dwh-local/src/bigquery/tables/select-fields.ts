import { invalid } from '../refusals.js';
import { findField, sameName, type Field } from '../schema/field.js';

/** `selectedFields`: columns, and fields inside of them as `record.field`, in the order of the schema. @throws ApiError 400 */
export function selectFields(schema: readonly Field[], selected: string | null): readonly Field[] {
  if (selected === null || selected === '') return schema;
  return pick(schema, selected.split(',').map((path) => path.trim().split('.')), '');
}

function pick(fields: readonly Field[], paths: readonly (readonly string[])[], inside: string): readonly Field[] {
  for (const path of paths) if (findField(fields, path[0] ?? '') === undefined) throw invalid(`No such field: ${inside}${path.join('.')}.`, 'selectedFields');
  return fields.flatMap((field) => {
    const named = paths.filter(([name = '']) => sameName(name, field.name)).map(([, ...rest]) => rest);
    if (named.length === 0) return [];
    return named.some((rest) => rest.length === 0) ? [field] : [{ ...field, fields: pick(field.fields ?? [], named, `${inside}${field.name}.`) }];
  });
}
