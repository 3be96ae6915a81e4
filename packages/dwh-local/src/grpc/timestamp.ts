import { invalidArgument } from './grpc-error.js';

/** google.protobuf.Timestamp. */
export interface Timestamp {
  readonly seconds: string;
  readonly nanos: number;
}

export function timestampOf(milliseconds: number): Timestamp {
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds: String(seconds), nanos: Math.round((milliseconds - seconds * 1000) * 1e6) };
}

/** In nanoseconds since 1970: what decides about order. */
export function nanosOf(time: Timestamp): bigint {
  return BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanos);
}

export function millisecondsOf(time: Timestamp): number {
  return Number(time.seconds) * 1000 + time.nanos / 1e6;
}

/** @throws GrpcError INVALID_ARGUMENT for a text that is no RFC 3339 time. */
export function parseTimestamp(text: string, field: string): Timestamp {
  const [, seconds, fraction = ''] = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:[Zz]|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const at = seconds === undefined ? Number.NaN : Date.parse(text.replace(/\.\d+/, ''));
  if (Number.isNaN(at)) throw invalidArgument(`${field} must be a time in the form of RFC 3339.`);
  return { seconds: String(at / 1000), nanos: Number(fraction.padEnd(9, '0')) };
}
