import { $ZodNever, util, type $ZodObject, type $ZodType } from 'zod/v4/core';

import { defOf, namedType } from './schema-facts.js';
import { unknownKeysOf } from './unknown-keys.js';

/**
 * The same schema, whose objects refuse keys that they do not name rather than drop them. Values inside a JSON column are no columns: they stay as they are.
 */
export function strictSchema(schema: $ZodType): $ZodType {
  if (namedType(schema) === 'JSON') return schema;
  const def = defOf(schema);
  switch (def.type) {
    case 'object':
      return strictObject(schema as $ZodObject);
    case 'array':
      return changed(schema, { element: strictSchema(def.element) });
    case 'pipe':
      // What a transform makes is the contract's own doing; behind a preprocess the source's keys are first looked at on the other side.
      return defOf(def.in).type === 'transform' ? changed(schema, { out: strictSchema(def.out) }) : changed(schema, { in: strictSchema(def.in) });
    case 'nullable':
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return changed(schema, { innerType: strictSchema(def.innerType) });
    default:
      return schema;
  }
}

function strictObject(schema: $ZodObject): $ZodType {
  const shape = Object.fromEntries(Object.entries(schema._zod.def.shape).map(([name, field]) => [name, strictSchema(field)]));
  return changed(schema, { shape, ...(unknownKeysOf(schema) === 'refused' ? { catchall: new $ZodNever({ type: 'never' }) } : {}) });
}

/** A copy with parts exchanged; getters such as that of a default stay getters. The schema itself where nothing differs. */
export function changed(schema: $ZodType, parts: Readonly<Record<string, unknown>>): $ZodType {
  const { def } = schema._zod as unknown as { def: Record<string, unknown> };
  if (Object.entries(parts).every(([key, part]) => def[key] === part)) return schema;
  const copy = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(def), ...Object.fromEntries(Object.entries(parts).map(([key, value]) => [key, { value, enumerable: true, writable: true, configurable: true }])) });
  return util.clone(schema, copy as never);
}
