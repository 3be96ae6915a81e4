/** A name, a number, a cast of one, or what an enclosing binding stands for. */
const PLAIN = /^[\w".$()\-: \u0001]{1,72}$/;
const LITERAL = /^'(?:[^']|''){0,60}'$/;
const NOT_REPEATABLE = /SELECT|random|CASE|\bOVER\b/i;

let bindings = 0;

/**
 * Uses expressions more than once in `body` without writing, or running, them more than once: what is long or not repeatable becomes a field of a
 * one-element list that a lambda takes apart. What `body` reads must be among `values`, for a lambda sees nothing else of the query. The lambda's variable is named last, so that it hides no variable that the body reads.
 */
export function bind(values: readonly string[], body: (...names: string[]) => string): string {
  const marker = `\u0001${++bindings}\u0001`;
  const fields: string[] = [];
  const plain = values.map((value) => LITERAL.test(value) || (PLAIN.test(value) && !NOT_REPEATABLE.test(value)));
  const lambda = plain.includes(false);
  const names = values.map((value, index) => {
    // DuckDB finds no columns of enclosing queries inside a lambda, so a lambda reads no columns at all.
    if (plain[index] && !(lambda && value.includes('"'))) return value;
    fields.push(value);
    return `${marker}.x${fields.length}`;
  });
  const text = body(...names);
  if (fields.length === 0) return text;
  const taken = [...text.matchAll(/\bv(\d+)\b/g)].map((match) => Number(match[1]));
  const variable = `v${Math.max(0, ...taken) + 1}`;
  const list = fields.map((field, index) => `x${index + 1} := ${field}`).join(', ');
  return `list_transform([struct_pack(${list})], lambda ${variable}: ${text.replaceAll(marker, variable)})[1]`;
}
