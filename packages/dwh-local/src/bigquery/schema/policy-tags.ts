import type { Field } from './field.js';

/** The policy tags of columns, by their paths in lower case. */
export function policyTagsOf(fields: readonly Field[], parent = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const field of fields) {
    const path = `${parent}${field.name.toLowerCase()}`;
    const tag = field.policyTags?.names[0];
    if (tag !== undefined) found.set(path, tag);
    for (const [nested, name] of policyTagsOf(field.fields ?? [], `${path}.`)) found.set(nested, name);
  }
  return found;
}
