import type { ColumnType } from '../../../contract/column.js';
import { TYPE_RULES, typeCheck } from '../type-checks.js';
import { Broken } from './broken.js';
import { holds } from './holds.js';
import { jsonText } from './json-text.js';

/** The JSON text of a value of one type that is not NULL, as a load job of newline-delimited JSON reads it. https://docs.cloud.google.com/bigquery/docs/loading-data-cloud-storage-json */
export type ValueEncoder = (value: unknown) => string | Broken;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

function string(value: unknown): string | Broken {
  if (typeof value !== 'string') return new Broken(TYPE_RULES.STRING);
  return value.isWellFormed() ? JSON.stringify(value) : new Broken('surrogate');
}

/** The service reads JSON numbers as doubles: what they cannot hold goes as text. */
function int64(value: unknown): string | Broken {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'bigint' || value < INT64_MIN || value > INT64_MAX) return new Broken(TYPE_RULES.INT64);
  return Number.isSafeInteger(Number(value)) ? String(value) : `"${value}"`;
}

function float64(value: unknown): string | Broken {
  if (typeof value !== 'number') return new Broken(TYPE_RULES.FLOAT64);
  if (!Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0) ? '-0.0' : String(value);
}

function bool(value: unknown): string | Broken {
  return typeof value === 'boolean' ? String(value) : new Broken(TYPE_RULES.BOOL);
}

function bytes(value: unknown): string | Broken {
  if (value instanceof Uint8Array) return `"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"`;
  return checkedText('BYTES')(value);
}

function timestamp(value: unknown): string | Broken {
  if (!(value instanceof Date)) return checkedText('TIMESTAMP')(value);
  return Number.isFinite(value.getTime()) ? checkedText('TIMESTAMP')(value.toISOString()) : new Broken(TYPE_RULES.TIMESTAMP);
}

/** A JSON null would be the column's NULL. */
function json(value: unknown): string | Broken {
  const text = jsonText(value);
  return text === undefined ? new Broken(TYPE_RULES.JSON) : text;
}

/** Text that the byte checks of a type take. They allow only characters that JSON needs no escapes for. */
function checkedText(type: ColumnType): ValueEncoder {
  const check = typeCheck({ type, input: 'string' });
  const broken = new Broken(TYPE_RULES[type]);
  return (value) => {
    if (typeof value !== 'string') return broken;
    return check === undefined || holds(check, value) ? `"${value}"` : broken;
  };
}

export const SCALAR_ENCODERS: Readonly<Record<Exclude<ColumnType, 'STRUCT'>, ValueEncoder>> = {
  STRING: string,
  INT64: int64,
  FLOAT64: float64,
  NUMERIC: checkedText('NUMERIC'),
  BIGNUMERIC: checkedText('BIGNUMERIC'),
  BOOL: bool,
  BYTES: bytes,
  DATE: checkedText('DATE'),
  DATETIME: checkedText('DATETIME'),
  TIME: checkedText('TIME'),
  TIMESTAMP: timestamp,
  JSON: json,
};
