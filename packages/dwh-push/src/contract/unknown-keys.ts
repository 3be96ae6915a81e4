import type { $ZodObject } from 'zod/v4/core';

import { defOf } from './schema-facts.js';

/**
 * What an object schema says of keys that it does not name. They would be lost on the way to the table, so they are refused; only `z.looseObject()` says in so many words that
 * there are others. `typed`: a catchall, whose values would have no column.
 */
export function unknownKeysOf(schema: $ZodObject): 'refused' | 'passed-over' | 'typed' {
  const { catchall } = schema._zod.def;
  const type = catchall === undefined ? 'never' : defOf(catchall).type;
  if (type === 'never') return 'refused';
  return type === 'unknown' || type === 'any' ? 'passed-over' : 'typed';
}
