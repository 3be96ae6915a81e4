import { ExactNumber } from '../../batch/exact-number.js';

/** A record that has no text of its own, as JSON for a person to read: never an error, whatever the value is. Bytes are base64, numbers that JSON cannot write are text. */
export function displayJson(value: unknown): string {
  try {
    return JSON.stringify(value, displayable) ?? String(typeof value);
  } catch {
    return JSON.stringify(`a value of type ${typeof value} that JSON cannot write`);
  }
}

function displayable(this: unknown, key: string, value: unknown): unknown {
  const own = (this as Readonly<Record<string, unknown>>)[key];
  if (own instanceof Uint8Array) return Buffer.from(own.buffer, own.byteOffset, own.byteLength).toString('base64');
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
