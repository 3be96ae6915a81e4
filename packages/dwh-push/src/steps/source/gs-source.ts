import { crc32c } from '@node-rs/crc32';

import type { SourcePart } from '../../batch/source-part.js';
import { DwhPushError } from '../../errors.js';
import type { Clock } from '../../ports/clock.js';
import { ServiceError } from '../../ports/service-error.js';
import type { SourceObject, SourceStore } from '../../ports/source-store.js';
import { resuming } from '../../shared/resuming.js';
import { within } from '../../shared/within.js';
import { fileNameOf, mediaTypeOf } from './file-name.js';
import { IDLE_MS, PROGRESS_BYTES, READ_RETRY } from './read-policy.js';
import type { Source } from './source.js';
import type { GsLocation } from './source-location.js';

/**
 * Opens one object, or all that a wildcard names, in the order of their names. What is read is what was there at this moment: an object that is overwritten later is an error.
 *
 * @throws DwhPushError of the step `source`
 */
export async function openObjects({ bucket, object, name }: GsLocation, store: SourceStore, clock: Clock, signal: AbortSignal | undefined): Promise<Source> {
  const objects = await find(bucket, object, store, signal).catch((error: unknown) => {
    throw unopened(error, name);
  });
  if (objects.length === 0) throw new DwhPushError('SOURCE_NOT_FOUND', `There is no object ${name}.`);
  const closing = new AbortController();
  const stop = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
  const parts = objects.map((found): SourcePart => {
    const encoding = found.contentEncoding === 'gzip' ? 'gzip' : undefined;
    const chunks = verified(found, `gs://${bucket}/${found.name}`, resume(found, `gs://${bucket}/${found.name}`, store, clock, stop));
    return { name: `gs://${bucket}/${found.name}`, fileName: fileNameOf(found.name), mediaType: mediaTypeOf(found.contentType), contentEncoding: encoding, chunks };
  });
  return { name, kind: 'gs', size: objects.reduce((sum, { size }) => sum + size, 0), parts, objects, close: async () => closing.abort() };
}

async function find(bucket: string, pattern: string, store: SourceStore, signal: AbortSignal | undefined): Promise<readonly SourceObject[]> {
  const [prefix, suffix] = pattern.split('*') as [string, string | undefined];
  if (suffix === undefined) {
    const found = await store.stat(bucket, pattern, signal);
    return found === undefined ? [] : [found];
  }
  const listed = await store.list(bucket, prefix, signal);
  // Consoles put an empty object in the place of a folder.
  const matching = listed.filter(({ name, size }) => name.length >= prefix.length + suffix.length && name.endsWith(suffix) && !(size === 0 && name.endsWith('/')));
  return matching.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

function resume(object: SourceObject, name: string, store: SourceStore, clock: Clock, signal: AbortSignal): AsyncGenerator<Buffer> {
  const interrupted = (position: number, why: string) => new DwhPushError('SOURCE_INTERRUPTED', `${name} broke off after ${position} of ${object.size} bytes (${why}).`);
  const from = async function* (start: number): AsyncGenerator<Buffer> {
    if (start === object.size) return;
    let position = start;
    const giveUp = new AbortController();
    const bytes = store.read(object, start, AbortSignal.any([signal, giveUp.signal]))[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await within(bytes.next(), IDLE_MS, clock, () => interrupted(position, 'nothing came for a minute'));
        if (done === true) break;
        position += value.length;
        yield value;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ServiceError)) throw error;
      if (error.status === 404) throw new DwhPushError('SOURCE_CHANGED', `${name} was overwritten or removed while it was read.`);
      throw error.retryable ? interrupted(position, error.reason) : unopened(error, name);
    } finally {
      giveUp.abort();
    }
    if (position !== object.size) throw interrupted(position, 'the connection was closed');
  };
  const isBreak = (error: unknown) => DwhPushError.isInstance(error) && error.code === 'SOURCE_INTERRUPTED';
  return resuming(from, { isBreak, clock, policy: READ_RETRY, progressBytes: PROGRESS_BYTES, signal });
}

async function* verified(object: SourceObject, name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let checksum = 0;
  for await (const chunk of chunks) {
    checksum = crc32c(chunk, checksum);
    yield chunk;
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(checksum);
  if (bytes.toString('base64') !== object.crc32c) throw new DwhPushError('SOURCE_CORRUPTED', `The bytes that came of ${name} do not have the checksum that Cloud Storage holds for it.`);
}

function unopened(error: unknown, name: string): unknown {
  if (!(error instanceof ServiceError)) return error;
  if (error.status === 404) return new DwhPushError('SOURCE_NOT_FOUND', `There is no bucket for ${name}, or this identity may not see it.`, { cause: error });
  if (error.forbidden) return new DwhPushError('SOURCE_FORBIDDEN', `This identity may not read ${name}.`, { cause: error });
  if (error.retryable) return new DwhPushError('SOURCE_UNREACHABLE', `${name} cannot be reached (${error.reason}).`, { cause: error });
  return new DwhPushError('SOURCE_UNREADABLE', `${name} cannot be read (${error.reason}).`, { cause: error });
}
