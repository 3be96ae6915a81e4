import type { ByteCheck } from '../values/byte-check.js';

const BUCKETS = 64;

/** Enums and literals: the text is one of these. Lone surrogates have no UTF-8; zod is asked about those. */
export function sureOneOf(values: readonly unknown[]): ByteCheck {
  const buckets: Buffer[][] = Array.from({ length: BUCKETS }, () => []);
  for (const value of values) {
    if (typeof value !== 'string' || !value.isWellFormed()) continue;
    const bytes = Buffer.from(value);
    buckets[bucketOf(bytes, 0, bytes.length)]?.push(bytes);
  }
  return (bytes, start, end) => {
    for (const candidate of buckets[bucketOf(bytes, start, end)] as Buffer[]) if (isAt(candidate, bytes, start, end)) return true;
    return false;
  };
}

function bucketOf(bytes: Uint8Array, start: number, end: number): number {
  return start === end ? 0 : ((end - start) * 7 + (bytes[start] as number) * 3 + (bytes[end - 1] as number)) % BUCKETS;
}

function isAt(candidate: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (candidate.length !== end - start) return false;
  for (let index = 0; index < candidate.length; index += 1) if (candidate[index] !== bytes[start + index]) return false;
  return true;
}
