import type { $ZodType, $ZodTypes } from 'zod/v4/core';

/** What a nullable column's schema calls NULL: `null` behind `.nullable()`, `undefined` where it is only `.optional()`. */
export function nullValueOf(schema: $ZodType): null | undefined {
  const { def } = (schema as $ZodTypes)._zod;
  if (def.type === 'nullable') return null;
  return def.type === 'optional' || def.type === 'readonly' || def.type === 'nonoptional' ? nullValueOf(def.innerType) : undefined;
}
