import type { ByteCheck } from '../values/byte-check.js';

const scratch = new Uint8Array(128);

/** Whether text passes a check of bytes. The checks allow ASCII only, which needs no encoder. */
export function holds(check: ByteCheck, text: string): boolean {
  const { length } = text;
  if (length > scratch.length) {
    const bytes = Buffer.from(text);
    return check(bytes, 0, bytes.length);
  }
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return false;
    scratch[index] = code;
  }
  return check(scratch, 0, length);
}
