/** Whether the bytes from `start` to before `end` are a value of a type. */
export type ByteCheck = (bytes: Uint8Array, start: number, end: number) => boolean;

export const MINUS = 0x2d;
export const PLUS = 0x2b;
export const POINT = 0x2e;
export const COLON = 0x3a;
export const ZERO = 0x30;

/** Where a run of digits that begins at `at` ends. */
export function skipDigits(bytes: Uint8Array, at: number, end: number): number {
  let position = at;
  while (position < end && isDigit(bytes[position])) position += 1;
  return position;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

/** The number that `count` digits from `at` on make, or -1 where they are not digits. */
export function digits(bytes: Uint8Array, at: number, count: number): number {
  let number = 0;
  for (let position = at; position < at + count; position += 1) {
    const byte = bytes[position];
    if (!isDigit(byte)) return -1;
    number = number * 10 + (byte as number) - ZERO;
  }
  return number;
}

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
