import { $ZodUnknown, type $ZodObject, type $ZodType } from 'zod/v4/core';

import { changed } from './strict-schema.js';

/** The rules over a whole record alone, for a record whose columns have passed their schemas already: those must not run twice, because a transform need not answer the same again. */
export function outputRecordOf(schema: $ZodObject): $ZodType {
  const anything = new $ZodUnknown({ type: 'unknown' });
  const shape = Object.fromEntries(Object.keys(schema._zod.def.shape).map((name) => [name, anything]));
  return changed(schema, { shape, catchall: undefined });
}
