import { constants, gunzipSync } from 'node:zlib';

import { toldByContent } from './source-format.js';

/** As much as 16 KiB can stand for at most, and then some. */
const MAX_PLAIN_BYTES = 32 * 1024 * 1024;
const TRAILER_BYTES = 8;

/** What the first bytes of a gzip file stand for, as far as they go; undefined where they are none. */
export function gunzipBeginning(bytes: Buffer): Buffer | undefined {
  if (toldByContent(bytes) !== 'gzip') return undefined;
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_PLAIN_BYTES });
  } catch {
    return undefined;
  }
}

/** The size, modulo 2^32, that a gzip file of one member says it has unpacked, by its last 8 bytes. https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 */
export function plainSize(end: Buffer): number | undefined {
  return end.length === TRAILER_BYTES ? end.readUInt32LE(4) : undefined;
}
