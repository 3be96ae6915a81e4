const REPEATABLE = /^(?:[\w"'.$()\-: ]|\\){1,72}$/;
const NOT_REPEATABLE = /SELECT|random|gen_random|CASE|\bOVER\b/i;

/**
 * Uses expressions more than once in `body` without writing, or running, them more than once: what is long or not repeatable becomes a field of a
 * one-element list that a lambda takes apart. Nested bindings shadow one another, which is safe as each argument is written outside its own lambda.
 */
export function bind(values: readonly string[], body: (...names: string[]) => string): string {
  const names: string[] = [];
  const fields: string[] = [];
  for (const value of values) {
    if (REPEATABLE.test(value) && !NOT_REPEATABLE.test(value)) {
      names.push(value);
      continue;
    }
    const field = `x${fields.length + 1}`;
    fields.push(`${field} := ${value}`);
    names.push(`v.${field}`);
  }
  if (fields.length === 0) return body(...names);
  // A repeated argument that reads an outer lambda's `v` would be captured by this one: then everything is bound.
  if (names.some((name, index) => name === values[index] && /\bv\./.test(name))) return bindAll(values, body);
  return `list_transform([struct_pack(${fields.join(', ')})], lambda v: ${body(...names)})[1]`;
}

function bindAll(values: readonly string[], body: (...names: string[]) => string): string {
  const fields = values.map((value, index) => `x${index + 1} := ${value}`);
  return `list_transform([struct_pack(${fields.join(', ')})], lambda v: ${body(...values.map((_, index) => `v.x${index + 1}`))})[1]`;
}
