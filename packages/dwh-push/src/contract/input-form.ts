import type { $ZodShape, $ZodType } from 'zod/v4/core';

import type { ColumnType } from './column.js';
import { coerces, defOf, namedType, numberFormats } from './schema-facts.js';

/** What a schema takes, so that what has another form at its source (text, JSON) becomes that first. `any`: it takes what comes and sees to the rest itself. */
export type InputForm =
  | { readonly kind: 'text' | 'number' | 'integer' | 'bigint' | 'boolean' | 'date' | 'decimal' | 'float64' | 'json' | 'any' }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, InputForm> }
  | { readonly kind: 'array'; readonly element: InputForm };

/** The first schema that looks at a value decides: that on the input side of pipes. */
export function inputFormOf(schema: $ZodType): InputForm {
  const named = namedType(schema);
  if (named !== undefined) return { kind: HELPERS[named] ?? 'text' };
  const def = defOf(schema);
  if (coerces(schema)) return { kind: 'any' };
  switch (def.type) {
    case 'pipe':
      return inputFormOf(def.in);
    case 'nullable':
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return inputFormOf(def.innerType);
    case 'object':
      return { kind: 'object', fields: formsOf(def.shape) };
    case 'array':
      return { kind: 'array', element: inputFormOf(def.element) };
    case 'string':
    case 'template_literal':
    case 'enum':
      return { kind: 'text' };
    case 'number':
      return { kind: numberFormats(schema).some((format) => format === 'safeint' || format.endsWith('int32')) ? 'integer' : 'number' };
    case 'bigint':
    case 'boolean':
    case 'date':
      return { kind: def.type };
    case 'literal':
      return { kind: commonKind(def.values.map(kindOfLiteral)) };
    case 'union':
      return { kind: commonKind(def.options.map((option) => kindOfOption(option))) };
    default:
      return { kind: 'any' };
  }
}

type ScalarKind = Exclude<InputForm['kind'], 'object' | 'array'>;

const HELPERS: Readonly<Partial<Record<ColumnType, ScalarKind>>> = { NUMERIC: 'decimal', BIGNUMERIC: 'decimal', FLOAT64: 'float64', JSON: 'json' };

function formsOf(shape: $ZodShape): ReadonlyMap<string, InputForm> {
  return new Map(Object.entries(shape).map(([name, schema]) => [name, inputFormOf(schema)]));
}

function kindOfLiteral(value: unknown): ScalarKind | 'none' {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'number') return 'integer';
  return typeof value === 'bigint' || typeof value === 'boolean' ? (typeof value as 'bigint' | 'boolean') : 'text';
}

function kindOfOption(option: $ZodType): ScalarKind | 'none' {
  const { type } = defOf(option);
  if (type === 'null' || type === 'undefined') return 'none';
  const { kind } = inputFormOf(option);
  return kind === 'object' || kind === 'array' ? 'any' : kind;
}

function commonKind(kinds: readonly (ScalarKind | 'none')[]): ScalarKind {
  const [kind, ...others] = new Set(kinds.filter((candidate) => candidate !== 'none'));
  return kind === undefined || others.length > 0 ? 'any' : kind;
}
