import type { $ZodType } from 'zod/v4/core';

import { checksOf, defOf } from './schema-facts.js';

/** What of a schema is visibly asynchronous. A function that only turns out to be when it is called fails the push then. */
export function asyncComplaints(schema: $ZodType, above: readonly $ZodType[] = []): string[] {
  if (above.includes(schema)) return [];
  const def = defOf(schema) as unknown as Readonly<Record<string, unknown>>;
  const own = [def, ...checksOf(schema).map((check) => check._zod.def as unknown as Readonly<Record<string, unknown>>)].some(({ fn, tx, transform }) => [fn, tx, transform].some(isAsync));
  const inner = [def['innerType'], def['in'], def['out'], def['element'], ...(Array.isArray(def['options']) ? (def['options'] as unknown[]) : [])].filter((part) => part !== undefined) as $ZodType[];
  return [...(own ? ['has an asynchronous check or transform, and a push does not wait for any'] : []), ...inner.flatMap((part) => asyncComplaints(part, [...above, schema]))].slice(0, 1);
}

function isAsync(value: unknown): boolean {
  return typeof value === 'function' && value.constructor.name === 'AsyncFunction';
}
