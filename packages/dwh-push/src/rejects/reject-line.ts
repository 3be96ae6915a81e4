import { isUtf8 } from 'node:buffer';

import type { Reject } from '../errors.js';

/** A dead letter as a line of JSON. A record that is no text (not UTF-8, or with NUL) is kept as base64. */
export function rejectLine({ object, record, byteOffset, column, rule }: Reject, raw: Buffer | string, source: string): Buffer {
  const bytes = typeof raw === 'string' ? Buffer.from(raw) : raw;
  const isText = isUtf8(bytes) && !bytes.includes(0);
  const letter = {
    source: object ?? source,
    record,
    byte_offset: byteOffset ?? null,
    reasons: [{ column: column ?? null, rule }],
    raw: isText ? bytes.toString('utf8') : null,
    raw_base64: isText ? null : bytes.toString('base64'),
  };
  return Buffer.from(`${JSON.stringify(letter)}\n`);
}
