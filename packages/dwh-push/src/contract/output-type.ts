import type { $ZodObject, $ZodShape, $ZodType } from 'zod/v4/core';

import type { ColumnType } from './column.js';
import { coerces, defOf, formatOf, namedType, numberFormats } from './schema-facts.js';
import { unknownKeysOf } from './unknown-keys.js';

/** What a schema makes of a value, as the warehouse stores it. */
export interface Output {
  /** Undefined for a schema that is only ever NULL. */
  readonly type: ColumnType | undefined;
  readonly repeated: boolean;
  /** Of a STRUCT. */
  readonly shape: $ZodShape | undefined;
  readonly canBeNull: boolean;
  readonly canBeUndefined: boolean;
}

/** Why a schema's output has no counterpart in the warehouse: what follows "the column is". */
export class NoCounterpart {
  constructor(readonly why: string) {}
}

/** The type of a schema's output: behind transforms and pipes it is the last schema's. */
export function outputOf(schema: $ZodType): Output | NoCounterpart {
  const named = namedType(schema);
  if (named !== undefined) return { ...ofType(named), ...nullability(schema) };
  const def = defOf(schema);
  switch (def.type) {
    case 'nullable':
      return changed(outputOf(def.innerType), { canBeNull: true });
    case 'optional':
      return changed(outputOf(def.innerType), { canBeUndefined: true });
    case 'default':
    case 'prefault':
    case 'nonoptional':
      return changed(outputOf(def.innerType), { canBeUndefined: false });
    case 'readonly':
    case 'catch':
      return outputOf(def.innerType);
    case 'pipe':
      return outputOf(def.out);
    case 'union':
      return ofUnion(def.options);
    case 'array':
      return ofArray(def.element);
    case 'object':
      if (unknownKeysOf(schema as $ZodObject) === 'typed') return new NoCounterpart('an object whose catchall describes keys that have no columns');
      return { ...ofType('STRUCT'), shape: def.shape };
    case 'null':
      return { ...ofType(undefined), canBeNull: true };
    case 'undefined':
      return { ...ofType(undefined), canBeUndefined: true };
    default:
      return ofScalar(schema);
  }
}

function ofType(type: ColumnType | undefined): Output {
  return { type, repeated: false, shape: undefined, canBeNull: false, canBeUndefined: false };
}

function changed(output: Output | NoCounterpart, change: Partial<Output>): Output | NoCounterpart {
  return output instanceof NoCounterpart ? output : { ...output, ...change };
}

/** Of a schema whose type is named on it: only whether it may be absent is still asked. */
function nullability(schema: $ZodType): Pick<Output, 'canBeNull' | 'canBeUndefined'> {
  const def = defOf(schema);
  if (def.type === 'nullable') return { ...nullability(def.innerType), canBeNull: true };
  if (def.type === 'optional') return { ...nullability(def.innerType), canBeUndefined: true };
  if (def.type === 'default' || def.type === 'prefault' || def.type === 'nonoptional') return { ...nullability(def.innerType), canBeUndefined: false };
  return def.type === 'readonly' || def.type === 'catch' ? nullability(def.innerType) : { canBeNull: false, canBeUndefined: false };
}

function ofUnion(options: readonly $ZodType[]): Output | NoCounterpart {
  let union: Output = ofType(undefined);
  for (const option of options) {
    const output = outputOf(option);
    if (output instanceof NoCounterpart) return output;
    const differs = union.type !== undefined && output.type !== undefined && union.type !== output.type;
    if (differs || output.repeated || output.shape !== undefined) return new NoCounterpart('a union of different types, and a column has one');
    union = { ...union, type: union.type ?? output.type, canBeNull: union.canBeNull || output.canBeNull, canBeUndefined: union.canBeUndefined || output.canBeUndefined };
  }
  return union;
}

/** https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-types#array_type */
function ofArray(element: $ZodType): Output | NoCounterpart {
  const output = outputOf(element);
  if (output instanceof NoCounterpart) return new NoCounterpart(`an array whose elements are ${output.why}`);
  if (output.repeated) return new NoCounterpart('an array of arrays (put the inner one into a z.object())');
  if (output.canBeNull || output.canBeUndefined) return new NoCounterpart('an array of elements that may be absent, and arrays in the warehouse hold no NULL');
  return { ...output, repeated: true };
}

const STRING_FORMATS: Readonly<Record<string, ColumnType>> = { date: 'DATE', datetime: 'TIMESTAMP', time: 'TIME' };
const INTEGER_FORMATS = new Set(['safeint', 'int32', 'uint32']);

function ofScalar(schema: $ZodType): Output | NoCounterpart {
  const def = defOf(schema);
  switch (def.type) {
    case 'string':
      if ('local' in def && def.local === true) return new NoCounterpart('a time with or without a zone (use z.iso.datetime() for TIMESTAMP or column.datetime() for DATETIME)');
      return ofType(STRING_FORMATS[formatOf(schema) ?? ''] ?? 'STRING');
    case 'template_literal':
      return ofType('STRING');
    case 'number':
      return ofType(numberFormats(schema).some((format) => INTEGER_FORMATS.has(format)) ? 'INT64' : 'FLOAT64');
    case 'bigint':
      return numberFormats(schema).includes('uint64') ? new NoCounterpart('an unsigned number of 64 bits, and INT64 is signed (use column.numeric())') : ofType('INT64');
    case 'boolean':
      return ofType('BOOL');
    case 'date':
      return ofType('TIMESTAMP');
    case 'enum':
      return Object.values(def.entries).every((value) => typeof value === 'string') ? ofType('STRING') : new NoCounterpart('an enum of numbers');
    case 'literal':
      return ofLiterals(def.values);
    case 'transform':
      return new NoCounterpart('a transform, whose result has no known type (add .pipe(z.int()) or the like behind it)');
    default:
      return new NoCounterpart(`of the zod type "${def.type}"${coerces(schema) ? ', coerced' : ''}`);
  }
}

function ofLiterals(values: readonly unknown[]): Output | NoCounterpart {
  const types = new Set(values.filter((value) => value !== null && value !== undefined).map(literalType));
  const [type] = types;
  if (types.size > 1 || type === 'none') return new NoCounterpart('a literal that is neither text, a whole number nor true or false, or several of different types');
  return { ...ofType(type), canBeNull: values.includes(null), canBeUndefined: values.includes(undefined) };
}

function literalType(value: unknown): ColumnType | 'none' {
  if (typeof value === 'string') return 'STRING';
  if (typeof value === 'boolean') return 'BOOL';
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? 'INT64' : 'none';
}
