import type { $ZodCheck, $ZodShape, $ZodType, $ZodTypes } from 'zod/v4/core';
import { globalRegistry } from 'zod/v4/core';

import { DwhPushError } from '../errors.js';
import { nullValueOf } from './null-value.js';
import type { Column, ColumnType } from './column.js';
import { WAREHOUSE_TYPE } from './warehouse-types.js';

/**
 * The columns that a zod object describes, in its order.
 *
 * @throws DwhPushError `CONTRACT_UNSUPPORTED` where a column's schema has no exact counterpart in the warehouse; all such columns are named at once.
 */
export function columnsOf(shape: $ZodShape): readonly Column[] {
  const complaints: string[] = [];
  const columns = Object.entries(shape).map(([name, schema]) => {
    complaints.push(...nameComplaints(name));
    const { inner, nullable, description, checked } = unwrap(schema);
    const type = checked !== undefined && overwrites(checked) ? undefined : typeOf(inner);
    if (type === undefined) complaints.push(`"${name}" is ${describe(inner)}`);
    return {
      name,
      type: type ?? 'STRING',
      mode: nullable ? 'NULLABLE' : 'REQUIRED',
      description,
      input: inputOf(inner),
      check: checked ?? (asksMore(inner) ? inner : undefined),
      nullForCheck: checked === undefined || !nullable ? 'not-checked' : nullValueOf(schema),
    } as const;
  });
  if (columns.length === 0) complaints.push('it has no columns');
  const seen = new Set<string>();
  for (const { name } of columns) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) complaints.push(`"${name}" stands twice, and column names differ by more than case`);
    seen.add(folded);
  }
  if (complaints.length > 0) throw new DwhPushError('CONTRACT_UNSUPPORTED', `The contract cannot be expressed in the warehouse: ${complaints.join('; ')}.`);
  return columns;
}

/** https://docs.cloud.google.com/bigquery/docs/schemas#column_names */
const COLUMN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,299}$/;
const FORBIDDEN_PREFIX = /^(_TABLE_|_FILE_|_PARTITION|_ROW_TIMESTAMP|__ROOT__|_COLIDENTIFIER|_CHANGE_SEQUENCE_NUMBER|_CHANGE_TYPE|_CHANGE_TIMESTAMP)/i;

function nameComplaints(name: string): string[] {
  if (!COLUMN_NAME.test(name)) return [`${JSON.stringify(name)} is not a column name (a letter or _, then letters, digits and _, at most 300)`];
  return FORBIDDEN_PREFIX.test(name) ? [`"${name}" starts with a prefix that the warehouse keeps for itself`] : [];
}

interface Unwrapped {
  readonly inner: $ZodType;
  readonly nullable: boolean;
  readonly description: string | undefined;
  /** The outermost schema, where checks stand behind `.nullable()` or `.optional()`: they see NULL too. */
  readonly checked: $ZodType | undefined;
}

/** Takes off what only says that a value may be absent; the outermost description counts. */
function unwrap(schema: $ZodType): Unwrapped {
  let inner = schema;
  let nullable = false;
  let description: string | undefined;
  let checked: $ZodType | undefined;
  for (;;) {
    description ??= globalRegistry.get(inner)?.description;
    const { def } = (inner as $ZodTypes)._zod;
    if (def.type === 'nullable' || def.type === 'optional') nullable = true;
    else if (def.type === 'nonoptional') nullable = false;
    else if (def.type !== 'readonly') return { inner, nullable, description, checked };
    if (checksOf(inner).length > 0) checked = schema;
    inner = def.innerType;
  }
}

const STRING_FORMATS: Readonly<Record<string, ColumnType>> = { date: 'DATE', datetime: 'TIMESTAMP', time: 'TIME' };
const INTEGER_FORMATS = new Set(['safeint', 'int32', 'uint32']);

function typeOf(schema: $ZodType): ColumnType | undefined {
  const { def } = (schema as $ZodTypes)._zod;
  if (overwrites(schema)) return undefined;
  switch (def.type) {
    case 'string': {
      if ('local' in def && def.local === true) return undefined;
      if ('coerce' in def && def.coerce === true) return undefined;
      const warehouseType = globalRegistry.get(schema)?.[WAREHOUSE_TYPE] as ColumnType | undefined;
      return warehouseType ?? STRING_FORMATS[formatOf(schema) ?? ''] ?? 'STRING';
    }
    case 'number':
      if ('coerce' in def && def.coerce === true) return undefined;
      return numberFormats(schema).some((format) => INTEGER_FORMATS.has(format)) ? 'INT64' : 'FLOAT64';
    case 'bigint':
      if ('coerce' in def && def.coerce === true) return undefined;
      return numberFormats(schema).includes('uint64') ? undefined : 'INT64';
    case 'boolean':
      return 'coerce' in def && def.coerce === true ? undefined : 'BOOL';
    case 'enum':
      return Object.values(def.entries).every((value) => typeof value === 'string') ? 'STRING' : undefined;
    case 'literal':
      return def.values.every((value) => typeof value === 'string') ? 'STRING' : undefined;
    default:
      return undefined;
  }
}

function inputOf(schema: $ZodType): Column['input'] {
  const { type } = (schema as $ZodTypes)._zod.def;
  return type === 'number' || type === 'bigint' || type === 'boolean' ? type : 'string';
}

/** Formats whose every rule the byte checks of the column type hold by themselves. */
const FORMATS_HELD_BY_TYPE = new Set(['date', 'safeint', 'float64', 'int64']);

/** Whether a value of the right type can still break the schema. */
function asksMore(schema: $ZodType): boolean {
  const { def } = (schema as $ZodTypes)._zod;
  if (def.type === 'enum' || def.type === 'literal') return true;
  const format = formatOf(schema);
  if (format !== undefined && !FORMATS_HELD_BY_TYPE.has(format)) return true;
  return checksOf(schema).some((check) => !(check._zod.def.check === 'number_format' && FORMATS_HELD_BY_TYPE.has((check._zod.def as { format?: string }).format ?? '')));
}

/** Whether a check changes the value that it looks at. */
function overwrites(schema: $ZodType): boolean {
  return checksOf(schema).some((check) => check._zod.def.check === 'overwrite');
}

function checksOf(schema: $ZodType): readonly $ZodCheck[] {
  return (schema._zod.def as { checks?: readonly $ZodCheck[] }).checks ?? [];
}

function formatOf(schema: $ZodType): string | undefined {
  return (schema._zod.def as { format?: string }).format;
}

/** Number formats stand on the schema itself (`z.int()`) or among its checks (`z.number().int()`). */
function numberFormats(schema: $ZodType): readonly string[] {
  return [schema._zod.def, ...checksOf(schema).map((check) => check._zod.def)].map((def) => (def as { format?: string }).format ?? '');
}

function describe(schema: $ZodType): string {
  const { def } = (schema as $ZodTypes)._zod;
  if (overwrites(schema)) return 'changed by its schema (trim, case, normalize), and the table holds what the source holds';
  if ('coerce' in def && def.coerce === true) return `coerced by its schema (use z.${def.type}() itself: text is read by the column's type)`;
  if ('local' in def && def.local === true) return 'a time with or without a zone (use z.iso.datetime() for TIMESTAMP or column.datetime() for DATETIME)';
  return `of the zod type "${def.type}"`;
}
