import { globalRegistry, type $ZodCheck, type $ZodType, type $ZodTypes } from 'zod/v4/core';

import type { ColumnType } from './column.js';

/** The metadata key under which a helper's schema names its column type. */
export const WAREHOUSE_TYPE = 'warehouseType';

/** A schema's definition, told apart by `type`. */
export function defOf(schema: $ZodType): $ZodTypes['_zod']['def'] {
  return (schema as $ZodTypes)._zod.def;
}

/** The column type that one of the `column` helpers has written on a schema. */
export function namedType(schema: $ZodType): ColumnType | undefined {
  return globalRegistry.get(schema)?.[WAREHOUSE_TYPE] as ColumnType | undefined;
}

export function checksOf(schema: $ZodType): readonly $ZodCheck[] {
  return (schema._zod.def as { checks?: readonly $ZodCheck[] }).checks ?? [];
}

/** Whether a check changes the value that it looks at: trim, case, normalize. */
export function overwrites(schema: $ZodType): boolean {
  return checksOf(schema).some((check) => check._zod.def.check === 'overwrite');
}

export function coerces(schema: $ZodType): boolean {
  return (schema._zod.def as { coerce?: boolean }).coerce === true;
}

export function formatOf(schema: $ZodType): string | undefined {
  return (schema._zod.def as { format?: string }).format;
}

/** Number formats stand on the schema itself (`z.int()`) or among its checks (`z.number().int()`). */
export function numberFormats(schema: $ZodType): readonly string[] {
  return [schema._zod.def, ...checksOf(schema).map((check) => check._zod.def)].map((def) => (def as { format?: string }).format ?? '');
}
