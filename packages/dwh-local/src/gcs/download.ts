import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

import type { Call, Reply } from '../http/exchange.js';
import { ApiError } from '../http/api-error.js';
import { byteRange, type ByteRange } from './byte-range.js';
import { etag } from './etag.js';
import { mediaRefusal } from './media-refusal.js';
import type { PinnedObject } from './new-object.js';
import type { StorageService } from './storage-service.js';
import type { StoredObject } from './stored.js';

/** The bytes of a pinned object; releases it when they are sent. */
export async function download({ blobs }: StorageService, call: Call, { object, release }: PinnedObject): Promise<Reply> {
  const size = Number(object.size);
  // The service decompresses for clients that do not say they can, unless the object forbids to transform it; a range does not apply then.
  const unzip = object.contentEncoding === 'gzip' && !/\bgzip\b/i.test(String(call.headers['accept-encoding'] ?? '')) && !/\bno-transform\b/i.test(object.cacheControl ?? '');
  let range: ByteRange | undefined;
  try {
    range = unzip ? undefined : byteRange(call.headers.range, size);
  } catch (error) {
    release();
    if (error instanceof ApiError && error.status === 416) return { ...mediaRefusal(error), headers: { 'content-range': `bytes */${size}` } };
    throw error;
  }
  const { first, last } = range ?? { first: 0, last: size - 1 };
  if (call.method === 'HEAD') {
    release();
    return { status: range === undefined ? 200 : 206, headers: { ...mediaHeaders(object, unzip), ...(unzip ? {} : { 'content-length': String(last - first + 1) }), ...(range === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${size}` }) } };
  }
  const file = await open(blobs.path(object.blob), 'r').finally(release);
  const headers = { ...mediaHeaders(object, unzip), ...(unzip ? {} : { 'content-length': String(last - first + 1) }), ...(range === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${size}` }) };
  const status = range === undefined ? 200 : 206;
  if (size === 0) {
    await file.close();
    return { status, headers, body: Buffer.alloc(0) };
  }
  const bytes = file.createReadStream({ start: first, end: last, highWaterMark: 1 << 18 });
  if (!unzip) return { status, headers, body: bytes };
  const gunzip = createGunzip();
  bytes.on('error', (error) => gunzip.destroy(error));
  gunzip.on('error', () => undefined);
  gunzip.on('close', () => bytes.destroy());
  return { status, headers, body: bytes.pipe(gunzip) };
}

function mediaHeaders(object: StoredObject, unzipped: boolean): Record<string, string> {
  const headers: Record<string, string | undefined> = {
    'content-type': object.contentType ?? 'application/octet-stream',
    'content-encoding': unzipped ? undefined : object.contentEncoding,
    'content-disposition': object.contentDisposition,
    'content-language': object.contentLanguage,
    'cache-control': object.cacheControl ?? 'no-cache, no-store, max-age=0, must-revalidate',
    'last-modified': new Date(object.updated).toUTCString(),
    etag: etag(object.generation, object.metageneration),
    'accept-ranges': unzipped ? 'none' : 'bytes',
    'x-goog-generation': object.generation,
    'x-goog-metageneration': object.metageneration,
    'x-goog-hash': [`crc32c=${object.crc32c}`, ...(object.md5Hash === undefined ? [] : [`md5=${object.md5Hash}`])].join(','),
    'x-goog-storage-class': object.storageClass ?? 'STANDARD',
    'x-goog-stored-content-encoding': object.contentEncoding ?? 'identity',
    'x-goog-stored-content-length': object.size,
  };
  return Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
