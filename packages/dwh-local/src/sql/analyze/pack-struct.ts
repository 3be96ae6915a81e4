import { quoteIdentifier } from '../emit/quote.js';
import { structFieldName } from '../field-schema.js';
import type { StructType } from '../types.js';
import type { Scope } from './scope.js';
import type { Typed } from './typed.js';

/** A struct of values in order. @throws SqlError for two fields of one name, which DuckDB cannot hold. */
export function packStruct(type: StructType, values: readonly Typed[], at: number, scope: Scope): string {
  const names = type.fields.map((field, index) => structFieldName(field.name, index));
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) throw scope.source.unsupported(at, 'STRUCT with two fields of one name');
  return `struct_pack(${values.map((value, index) => `${quoteIdentifier(names[index] as string)} := ${value.sql}`).join(', ')})`;
}
