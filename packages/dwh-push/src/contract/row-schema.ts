import type { $ZodType } from 'zod/v4/core';

import type { Contract } from './contract.js';
import { changed, strictSchema } from './strict-schema.js';

/** Names that every object inherits, or that zod does not assign. */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/**
 * One schema for all columns of a record, without the rules over whole records: zod compiles it, which is much faster than a column at a time. Undefined where a column is called like
 * what objects inherit, which zod would read in place of a missing one.
 */
export function rowSchemaOf({ schema, columns }: Contract): $ZodType | undefined {
  if (columns.some(({ name }) => isInherited(name))) return undefined;
  const shape = Object.fromEntries(columns.map((column) => [column.name, strictSchema(column.schema)]));
  return changed(schema, { shape, catchall: undefined, checks: [] });
}
