import { duckDbType } from '../duckdb-type.js';
import { bind } from '../emit/bind.js';
import { quoteIdentifier, quoteString } from '../emit/quote.js';
import { structFieldName } from '../field-schema.js';
import { arrayOf, sameType, typeName, type ScalarKind, type SqlType, type StructType } from '../types.js';
import { emitCast } from '../emit/cast.js';
import { literalAs } from './literals.js';
import { packStruct } from './pack-struct.js';
import type { Scope } from './scope.js';
import { compose, isNull, type Typed } from './typed.js';

/** Implicit coercions of any value, nearest first. */
const WIDENINGS: Partial<Record<ScalarKind, readonly ScalarKind[]>> = {
  // BIGNUMERIC to FLOAT64 is left out, for it would lose digits without a word.
  INT64: ['NUMERIC', 'BIGNUMERIC', 'FLOAT64'],
  NUMERIC: ['BIGNUMERIC', 'FLOAT64'],
  DATE: ['DATETIME'],
};

const FROM_TEXT: ReadonlySet<string> = new Set(['DATE', 'DATETIME', 'TIME', 'TIMESTAMP']);

/** How far `value` is from `type`: 0 is the type itself, undefined cannot be coerced. */
export function coercionDistance(value: Typed, type: SqlType): number | undefined {
  if (isNull(value)) return 0;
  if (sameType(value.type, type)) return 0;
  if (value.emptyArray && type.kind === 'ARRAY') return 0;
  const from = value.type;
  if (type.kind === 'STRUCT') return from.kind === 'STRUCT' && from.fields.length === type.fields.length ? furthest(piecesOf(value, from), (index) => (type.fields[index] as StructType['fields'][number]).type) : undefined;
  if (type.kind === 'ARRAY') return from.kind === 'ARRAY' && value.parts ? furthest(value.parts, () => type.element) : structurallySame(from, type) ? 1 : undefined;
  const step = from.kind === 'ARRAY' || from.kind === 'STRUCT' ? -1 : (WIDENINGS[from.kind]?.indexOf(type.kind) ?? -1);
  if (step >= 0) return step + 1;
  if (from.kind === 'STRING' && FROM_TEXT.has(type.kind) && (value.literal !== undefined || value.parameter)) return 5;
  if (from.kind === 'FLOAT64' && type.kind === 'NUMERIC' && value.literal !== undefined) return 5;
  return undefined;
}

/** The fields of a struct, as they were written where it is constructed. */
function piecesOf(value: Typed, { fields }: StructType): readonly Typed[] {
  return value.parts ?? fields.map(({ type }) => ({ at: value.at, type, sql: '', uses: [] }));
}

function furthest(pieces: readonly Typed[], typeOf: (index: number) => SqlType): number | undefined {
  const distances = pieces.map((piece, index) => coercionDistance(piece, typeOf(index)));
  return distances.some((distance) => distance === undefined) ? undefined : Math.max(1, ...distances.map((distance) => distance ?? 0));
}

/** Equal but for the names of struct fields. */
function structurallySame(left: SqlType, right: SqlType): boolean {
  if (left.kind === 'ARRAY') return right.kind === 'ARRAY' && structurallySame(left.element, right.element);
  if (left.kind !== 'STRUCT') return left.kind === right.kind;
  return right.kind === 'STRUCT' && left.fields.length === right.fields.length && left.fields.every((field, index) => {
    const other = right.fields[index];
    return other !== undefined && structurallySame(field.type, other.type);
  });
}

/** `value` as `type`, or undefined where GoogleSQL has no implicit way. @throws SqlError for a literal that does not read as the type. */
export function tryCoerce(value: Typed, type: SqlType, scope: Scope): Typed | undefined {
  if (coercionDistance(value, type) === undefined) return undefined;
  if (isNull(value) || value.emptyArray) return { ...value, type, sql: `CAST(${value.emptyArray ? '[]' : 'NULL'} AS ${duckDbType(type)})` };
  if (sameType(value.type, type)) return value;
  if (type.kind === 'ARRAY' || type.kind === 'STRUCT') {
    if (value.parts && type.kind === 'STRUCT') return structValue(value, value.parts, type, scope);
    if (value.parts && type.kind === 'ARRAY') return arrayValue(value.at, type.element, value.parts.map((part) => tryCoerce(part, type.element, scope) as Typed));
    if (duckDbType(type) === duckDbType(value.type)) return { ...value, type };
    // DuckDB casts structs by name; differing names would lose their values, so the struct is built anew.
    if (type.kind === 'STRUCT' && value.type.kind === 'STRUCT') return rebuildStruct(value, value.type, type, scope);
    throw scope.source.unsupported(value.at, `coercion of ${typeName(value.type)} to ${typeName(type)}`);
  }
  if (value.literal?.type === 'STRING') return literalAs(value.literal.value, type.kind, value.at, scope.source);
  if (value.literal?.type === 'FLOAT64' && type.kind === 'NUMERIC') return literalAs(value.literal.value, 'NUMERIC', value.at, scope.source);
  return compose(value.at, type, emitCast(value.sql, value.type, type, false), [value]);
}

function structValue(value: Typed, parts: readonly Typed[], type: StructType, scope: Scope): Typed {
  const fields = parts.map((part, index) => tryCoerce(part, (type.fields[index] as StructType['fields'][number]).type, scope) as Typed);
  return compose(value.at, type, packStruct(type, fields, value.at, scope), fields);
}

/** An array of values that are of its type. */
export function arrayValue(at: number, element: SqlType, values: readonly Typed[]): Typed {
  const type = arrayOf(element);
  return compose(at, type, `CAST([${values.map((value) => value.sql).join(', ')}] AS ${duckDbType(type)})`, values);
}

function rebuildStruct(value: Typed, from: StructType, to: StructType, scope: Scope): Typed {
  const sql = bind([value.sql], (struct) => {
    const fields = to.fields.map((field, index) => {
      const source = from.fields[index] as StructType['fields'][number];
      const extracted: Typed = { at: value.at, type: source.type, sql: `struct_extract(${struct}, ${quoteString(structFieldName(source.name, index))})`, uses: [] };
      return `${quoteIdentifier(structFieldName(field.name, index))} := ${(tryCoerce(extracted, field.type, scope) as Typed).sql}`;
    });
    return `CASE WHEN ${struct} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
  });
  return compose(value.at, to, sql, [value]);
}

/** The type that all values can be coerced to, or undefined. NULLs and literals give way to typed values. */
export function commonType(values: readonly Typed[]): SqlType | undefined {
  const typed = values.filter((value) => !isNull(value) && !value.emptyArray);
  const candidates = typed.length === 0 ? values : typed;
  const struct = commonStruct(candidates);
  let best: { type: SqlType; cost: number } | undefined;
  for (const candidate of struct ? [struct] : candidates.map(({ type }) => type)) {
    const distances = values.map((value) => coercionDistance(value, candidate));
    if (distances.some((distance) => distance === undefined)) continue;
    const cost = Math.max(...distances.map((distance) => distance ?? 0));
    if (best === undefined || cost < best.cost) best = { type: candidate, cost };
  }
  return best?.type;
}


/** Field by field, with the names of the first. */
function commonStruct(values: readonly Typed[]): StructType | undefined {
  const [first, ...rest] = values.map(({ type }) => type);
  if (first?.kind !== 'STRUCT' || rest.some((type) => type.kind !== 'STRUCT' || type.fields.length !== first.fields.length)) return undefined;
  const fields = first.fields.map(({ name }, index) => {
    const type = commonType(values.map((value) => piecesOf(value, value.type as StructType)[index] as Typed));
    return type && { ...(name !== undefined && { name }), type };
  });
  return fields.every((field) => field !== undefined) ? { kind: 'STRUCT', fields } : undefined;
}
