import type { $ZodType } from 'zod/v4/core';

import type { Column } from './column.js';
import { nullValueOf } from './null-value.js';
import { checksOf, coerces, defOf, formatOf, namedType, overwrites } from './schema-facts.js';

type ByteForm = Pick<Column, 'input' | 'check' | 'nullForCheck'>;

/** How text of a column is checked where it lies; undefined where the schema makes another value of it, or its values have no text of their own. */
export function byteFormOf(schema: $ZodType): ByteForm | undefined {
  const { inner, nullable, checked } = unwrap(schema);
  if (overwrites(inner) || (checked !== undefined && overwrites(checked)) || coerces(inner) || !hasText(inner)) return undefined;
  return {
    input: inputOf(inner),
    check: checked ?? (asksMore(inner) ? inner : undefined),
    nullForCheck: checked === undefined || !nullable ? 'not-checked' : nullValueOf(schema),
  };
}

interface Unwrapped {
  readonly inner: $ZodType;
  readonly nullable: boolean;
  /** The outermost schema, where checks stand behind `.nullable()` or `.optional()`: they see NULL too. */
  readonly checked: $ZodType | undefined;
}

/** Takes off what only says that a value may be absent. */
function unwrap(schema: $ZodType): Unwrapped {
  let inner = schema;
  let nullable = false;
  let checked: $ZodType | undefined;
  for (;;) {
    const def = defOf(inner);
    if (namedType(inner) === 'JSON') return { inner, nullable, checked };
    if (def.type === 'nullable' || def.type === 'optional') nullable = true;
    else if (def.type === 'nonoptional') nullable = false;
    else if (def.type !== 'readonly') return { inner, nullable, checked };
    if (checksOf(inner).length > 0) checked = schema;
    inner = def.innerType;
  }
}

/** Custom schemas are those of the helpers: bytes and JSON, as long as nothing more is asked of their values. */
function hasText(inner: $ZodType): boolean {
  const { type } = defOf(inner);
  const named = namedType(inner);
  if (named === 'BYTES' || named === 'JSON') return type === 'custom' && checksOf(inner).length === 0;
  return ['string', 'template_literal', 'number', 'bigint', 'boolean', 'enum', 'literal'].includes(type);
}

function inputOf(inner: $ZodType): Column['input'] {
  const def = defOf(inner);
  const sample = def.type === 'literal' ? typeof def.values.find((value) => value !== null && value !== undefined) : def.type;
  return sample === 'number' || sample === 'bigint' || sample === 'boolean' ? sample : 'string';
}

/** Formats whose every rule the byte checks of the column type hold by themselves. */
const FORMATS_HELD_BY_TYPE = new Set(['date', 'safeint', 'float64', 'int64']);

/** Whether a value of the right type can still break the schema. */
function asksMore(schema: $ZodType): boolean {
  const { type } = defOf(schema);
  if (type === 'enum' || type === 'literal' || type === 'template_literal') return true;
  const format = formatOf(schema);
  if (format !== undefined && !FORMATS_HELD_BY_TYPE.has(format)) return true;
  return checksOf(schema).some((check) => !(check._zod.def.check === 'number_format' && FORMATS_HELD_BY_TYPE.has((check._zod.def as { format?: string }).format ?? '')));
}
