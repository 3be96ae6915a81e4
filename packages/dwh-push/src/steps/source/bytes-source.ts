import type { Source } from './source.js';

const CHUNK_BYTES = 1024 * 1024;

export function openBytes(bytes: Uint8Array, name: string): Source {
  return { name, kind: 'bytes', size: bytes.byteLength, parts: [{ name, fileName: undefined, mediaType: undefined, contentEncoding: undefined, chunks: pieces(bytes) }], close: async () => undefined };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Buffer> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole.length; at += CHUNK_BYTES) yield whole.subarray(at, at + CHUNK_BYTES);
}
