import { optionalObject, optionalObjects } from '../request-fields.js';
import type { Field } from './field.js';

type Body = Readonly<Record<string, unknown>>;

/** The columns, `a` or `a.b`, for which the `schema` of a request says no mode: the service answers none either. Undefined where it has no schema. */
export function unstatedModes(body: Body): readonly string[] | undefined {
  const fields = optionalObjects(optionalObject(body, 'schema') ?? {}, 'fields');
  return fields && pathsWithout(fields, '');
}

function pathsWithout(fields: readonly Body[], parent: string): string[] {
  return fields.flatMap((field) => {
    const path = `${parent}${String(field['name'])}`;
    const stated = typeof field['mode'] === 'string' && field['mode'] !== '';
    return [...(stated ? [] : [path.toLowerCase()]), ...pathsWithout(optionalObjects(field, 'fields') ?? [], `${path}.`)];
  });
}

/** The columns as the API answers them. */
export function withoutUnstated(fields: readonly Field[], unstated: readonly string[] | undefined): readonly object[] {
  if (unstated === undefined || unstated.length === 0) return fields;
  const paths = new Set(unstated);
  const answer = (field: Field, parent: string): object => {
    const path = `${parent}${field.name}`;
    const { mode, fields: nested, ...rest } = field;
    // A mode that has changed since is said.
    const said = mode === 'NULLABLE' && paths.has(path.toLowerCase()) ? rest : { ...rest, mode };
    return nested === undefined ? said : { ...said, fields: nested.map((child) => answer(child, `${path}.`)) };
  };
  return fields.map((field) => answer(field, ''));
}
