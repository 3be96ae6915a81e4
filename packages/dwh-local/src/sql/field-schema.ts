import { arrayOf, type ScalarKind, type SqlType, type StructType } from './types.js';

/** A column as BigQuery's REST resources write it, with the legacy names of types. */
export interface FieldSchema {
  readonly name: string;
  readonly type: string;
  readonly mode?: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
  readonly fields?: readonly FieldSchema[];
}

const LEGACY: Record<ScalarKind, string> = {
  INT64: 'INTEGER',
  FLOAT64: 'FLOAT',
  NUMERIC: 'NUMERIC',
  BIGNUMERIC: 'BIGNUMERIC',
  BOOL: 'BOOLEAN',
  STRING: 'STRING',
  BYTES: 'BYTES',
  DATE: 'DATE',
  DATETIME: 'DATETIME',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP',
  JSON: 'JSON',
};

const KINDS: ReadonlyMap<string, ScalarKind> = new Map(
  (Object.entries(LEGACY) as [ScalarKind, string][]).flatMap(([kind, legacy]) => [
    [legacy, kind],
    [kind, kind],
  ]),
);

/** The column of a result. An anonymous struct field is named `_field_1` by its position, as the service does. */
export function fieldFromType(name: string, type: SqlType, mode: 'NULLABLE' | 'REQUIRED' = 'NULLABLE'): FieldSchema {
  if (type.kind === 'ARRAY') {
    // An array of arrays does not exist in GoogleSQL, so one level of REPEATED is enough.
    return { ...fieldFromType(name, type.element), mode: 'REPEATED' };
  }
  if (type.kind === 'STRUCT') {
    const fields = type.fields.map((field, index) => fieldFromType(structFieldName(field.name, index), field.type));
    return { name, type: 'RECORD', mode, fields };
  }
  return { name, type: LEGACY[type.kind], mode };
}

/** The name under which a struct field is stored and answered. `index` counts from 0. */
export function structFieldName(name: string | undefined, index: number): string {
  return name === undefined || name === '' ? `_field_${index + 1}` : name;
}

/** @throws RangeError for a type that is not carried (GEOGRAPHY, INTERVAL, RANGE). */
export function typeFromField(field: FieldSchema): SqlType {
  const element = elementType(field);
  return field.mode === 'REPEATED' ? arrayOf(element) : element;
}

function elementType(field: FieldSchema): SqlType {
  const name = field.type.toUpperCase();
  if (name === 'RECORD' || name === 'STRUCT') {
    return { kind: 'STRUCT', fields: (field.fields ?? []).map((child) => ({ name: child.name, type: typeFromField(child) })) } satisfies StructType;
  }
  const kind = KINDS.get(name);
  if (kind === undefined) throw new RangeError(`Unsupported: type ${field.type} of field ${field.name}`);
  return { kind };
}
