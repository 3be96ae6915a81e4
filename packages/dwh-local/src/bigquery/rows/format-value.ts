import type { DuckDBValue } from '@duckdb/node-api';
import { DuckDBBlobValue, DuckDBDateValue, DuckDBDecimalValue, DuckDBListValue, DuckDBStructValue, DuckDBTimestampTZValue, DuckDBTimestampValue, DuckDBTimeValue } from '@duckdb/node-api';

import { bignumericText } from '../../engine/bignumeric-sql.js';
import type { Field } from '../schema/field.js';

/** `formatOptions` of a request. */
export interface ValueFormat {
  /** TIMESTAMP as whole microseconds; otherwise as seconds in floating point. */
  readonly int64Timestamp: boolean;
}

/** A value in the API's `f`/`v` form. */
export type Cell = { readonly v: unknown };

/** One row as `{f: [{v}, ...]}`; values in the order of `fields`. */
export function formatRow(values: readonly DuckDBValue[], fields: readonly Field[], format: ValueFormat): { f: Cell[] } {
  return { f: fields.map((field, index) => ({ v: formatField(values[index] ?? null, field, format) })) };
}

function formatField(value: DuckDBValue, field: Field, format: ValueFormat): unknown {
  if (field.mode !== 'REPEATED') return formatValue(value, field, format);
  if (value === null) return [];
  if (!(value instanceof DuckDBListValue)) throw unexpected(field);
  return value.items.map((item) => ({ v: formatValue(item, field, format) }));
}

function formatValue(value: DuckDBValue, field: Field, format: ValueFormat): unknown {
  if (value === null) return null;
  switch (field.type) {
    case 'STRING':
    case 'JSON':
      // As `readableSql` reads it.
      if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes.buffer, value.bytes.byteOffset, value.bytes.byteLength).toString('utf8');
      break;
    case 'INTEGER':
    case 'BOOLEAN':
      return String(value);
    case 'FLOAT':
      return formatDouble(Number(value));
    case 'NUMERIC':
      if (value instanceof DuckDBDecimalValue) return formatDecimal(value.value, value.scale);
      break;
    case 'BIGNUMERIC':
      if (typeof value === 'string') return bignumericText(value);
      break;
    case 'BYTES':
      if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes.buffer, value.bytes.byteOffset, value.bytes.byteLength).toString('base64');
      break;
    case 'DATE':
      if (value instanceof DuckDBDateValue) return formatDate(value.days);
      break;
    case 'TIME':
      if (value instanceof DuckDBTimeValue) return formatTime(value.micros);
      break;
    case 'DATETIME':
      if (value instanceof DuckDBTimestampValue) return formatDatetime(value.micros);
      break;
    case 'TIMESTAMP':
      if (value instanceof DuckDBTimestampTZValue) return format.int64Timestamp ? String(value.micros) : formatDouble(Number(value.micros) / 1e6);
      break;
    case 'RECORD':
      // By name, for not all of them may be asked for.
      if (value instanceof DuckDBStructValue) return formatRow((field.fields ?? []).map(({ name }) => value.entries[name] ?? null), field.fields ?? [], format);
      break;
  }
  throw unexpected(field);
}

/** Never the value itself in the message. */
function unexpected(field: Field): Error {
  return new Error(`The stored value of column ${field.name} is not a ${field.type}.`);
}

function formatDecimal(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The shortest digits that read back as the same double, laid out as the service does: `1.0`, `1.5E10`, `NaN`. */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-3 && magnitude < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}

const MICROS_PER_DAY = 86_400_000_000n;

function formatDate(days: number): string {
  const iso = new Date(days * 86_400_000).toISOString();
  return iso.slice(0, iso.indexOf('T'));
}

function formatTime(micros: bigint): string {
  const seconds = micros / 1_000_000n;
  const fraction = micros % 1_000_000n;
  const two = (part: bigint) => String(part).padStart(2, '0');
  const text = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  return fraction === 0n ? text : `${text}.${String(fraction).padStart(6, '0')}`;
}

function formatDatetime(micros: bigint): string {
  const inDay = ((micros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY;
  return `${formatDate(Number((micros - inDay) / MICROS_PER_DAY))}T${formatTime(inDay)}`;
}
