import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Whether a file is gzip, by its first bytes: that is what the service goes by too, not the name. */
export async function isGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(2);
    const { bytesRead } = await file.read(head, 0, 2, 0);
    return bytesRead === 2 && head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** Unpacks a gzip file beside the other working files of a job. @throws Error where it is damaged; then nothing is left behind. */
export async function gunzipTo(path: string, target: string, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(createReadStream(path, { highWaterMark: CHUNK_BYTES }), createGunzip(), createWriteStream(target), { signal });
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

/** Rewrites a file of UTF-16 in UTF-8, without its byte order mark. What is no character becomes U+FFFD. */
export async function rewriteUtf16(path: string, target: string, encoding: 'UTF-16LE' | 'UTF-16BE', signal: AbortSignal): Promise<void> {
  const decoder = new TextDecoder(encoding.toLowerCase());
  const decoded = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  };
  await pipeline(createReadStream(path, { highWaterMark: CHUNK_BYTES }), decoded, createWriteStream(target), { signal });
}

const CHUNK_BYTES = 1024 * 1024;

/** A file's bytes in order, in chunks that are reused for nothing else. */
export async function* readChunks(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, signal })) yield chunk as Buffer;
}
