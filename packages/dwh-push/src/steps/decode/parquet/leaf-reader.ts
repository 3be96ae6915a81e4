import { ExactNumber } from '../../../batch/exact-number.js';
import { parseJson } from '../../../batch/parse-json.js';
import { BrokenRow } from '../../../batch/row-batch.js';
import type { Column } from '../../../contract/column.js';
import { scaledText } from './scaled-text.js';
import { dayText, instantText, timeOfDayText } from './time-texts.js';
import type { Annotation } from './physical.js';

/** Makes of a stored value, which is not null, what it means. */
export type LeafReader = (stored: never) => unknown;

/** Compiles what a file says of a leaf; undefined for a type that has no counterpart. Nothing goes through a JavaScript number that would lose a digit. */
export function leafReader(annotation: Annotation, columnType: Column['type']): LeafReader | undefined {
  const { type, converted, logical, scale } = annotation;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return (stored: number | bigint | Uint8Array) => new ExactNumber(scaledText(stored instanceof Uint8Array ? signed(stored) : BigInt(stored), scale));
  switch (type) {
    case 'BOOLEAN':
    case 'FLOAT':
    case 'DOUBLE':
      return same;
    case 'INT32':
      return int32(annotation);
    case 'INT64':
      return int64(annotation, columnType);
    case 'INT96':
      return (nanoseconds: bigint) => instantText(nanoseconds, 'NANOS', columnType !== 'DATETIME');
    case 'BYTE_ARRAY':
      return byteArray(annotation);
    default:
      if (logical?.type === 'UUID') return uuid;
      return logical === undefined && converted === undefined ? same : undefined;
  }
}

const same: LeafReader = (stored: unknown) => stored;

function int32({ converted, logical }: Annotation): LeafReader | undefined {
  if (converted === 'DATE' || logical?.type === 'DATE') return dayText;
  if (converted === 'TIME_MILLIS' || logical?.type === 'TIME') return (milliseconds: number) => timeOfDayText(BigInt(milliseconds), 'MILLIS');
  const unsigned = converted?.startsWith('UINT_') === true || (logical?.type === 'INTEGER' && !logical.isSigned);
  return unsigned ? (stored: number) => stored >>> 0 : same;
}

function int64({ converted, logical }: Annotation, columnType: Column['type']): LeafReader | undefined {
  if (logical?.type === 'TIME') return (stored: bigint) => timeOfDayText(stored, logical.unit);
  if (converted === 'TIME_MICROS') return (stored: bigint) => timeOfDayText(stored, 'MICROS');
  if (logical?.type === 'TIMESTAMP') {
    // Written without a zone, an instant and a local time look the same: then the contract says which it is.
    const zoned = logical.isAdjustedToUTC || columnType !== 'DATETIME';
    return (stored: bigint) => instantText(stored, logical.unit, zoned);
  }
  if (converted === 'TIMESTAMP_MILLIS') return (stored: bigint) => instantText(stored, 'MILLIS', true);
  if (converted === 'TIMESTAMP_MICROS') return (stored: bigint) => instantText(stored, 'MICROS', true);
  const unsigned = converted === 'UINT_64' || (logical?.type === 'INTEGER' && !logical.isSigned);
  return unsigned ? (stored: bigint) => BigInt.asUintN(64, stored) : same;
}

function byteArray({ converted, logical }: Annotation): LeafReader | undefined {
  if (converted === 'JSON' || logical?.type === 'JSON') return json;
  if (converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING' || logical?.type === 'ENUM') return text;
  return logical === undefined && converted === undefined ? same : undefined;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function text(stored: Uint8Array): unknown {
  try {
    return decoder.decode(stored);
  } catch {
    return new BrokenRow('utf8');
  }
}

function json(stored: Uint8Array): unknown {
  const written = text(stored);
  if (typeof written !== 'string') return written;
  try {
    return parseJson(written);
  } catch {
    return new BrokenRow('json');
  }
}

function uuid(stored: Uint8Array): string {
  return Buffer.from(stored).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A big-endian number in two's complement. */
function signed(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}
