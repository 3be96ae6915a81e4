/** The scalar types of GoogleSQL that are carried. GEOGRAPHY, INTERVAL and RANGE are refused by name where they are written. */
export type ScalarKind = 'INT64' | 'FLOAT64' | 'NUMERIC' | 'BIGNUMERIC' | 'BOOL' | 'STRING' | 'BYTES' | 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP' | 'JSON';

export interface ScalarType {
  readonly kind: ScalarKind;
}

export interface ArrayType {
  readonly kind: 'ARRAY';
  readonly element: SqlType;
}

export interface StructField {
  readonly name?: string;
  readonly type: SqlType;
}

export interface StructType {
  readonly kind: 'STRUCT';
  readonly fields: readonly StructField[];
}

export type SqlType = ScalarType | ArrayType | StructType;

export const INT64: ScalarType = { kind: 'INT64' };
export const FLOAT64: ScalarType = { kind: 'FLOAT64' };
export const NUMERIC: ScalarType = { kind: 'NUMERIC' };
export const BOOL: ScalarType = { kind: 'BOOL' };
export const STRING: ScalarType = { kind: 'STRING' };
export const BYTES: ScalarType = { kind: 'BYTES' };
export const DATE: ScalarType = { kind: 'DATE' };
export const DATETIME: ScalarType = { kind: 'DATETIME' };
export const TIME: ScalarType = { kind: 'TIME' };
export const TIMESTAMP: ScalarType = { kind: 'TIMESTAMP' };
export const JSON_TYPE: ScalarType = { kind: 'JSON' };

export function arrayOf(element: SqlType): ArrayType {
  return { kind: 'ARRAY', element };
}

/** As BigQuery's messages write it: `ARRAY<STRUCT<a INT64, STRING>>`. */
export function typeName(type: SqlType): string {
  if (type.kind === 'ARRAY') return `ARRAY<${typeName(type.element)}>`;
  if (type.kind === 'STRUCT') return `STRUCT<${type.fields.map((field) => (field.name === undefined ? '' : `${field.name} `) + typeName(field.type)).join(', ')}>`;
  return type.kind;
}

/** Equal in every part; the names of struct fields count, in any case. */
export function sameType(left: SqlType, right: SqlType): boolean {
  if (left.kind === 'ARRAY') return right.kind === 'ARRAY' && sameType(left.element, right.element);
  if (left.kind !== 'STRUCT') return left.kind === right.kind;
  if (right.kind !== 'STRUCT' || left.fields.length !== right.fields.length) return false;
  return left.fields.every((field, index) => {
    const other = right.fields[index];
    return other !== undefined && field.name?.toLowerCase() === other.name?.toLowerCase() && sameType(field.type, other.type);
  });
}
