import { DwhPushError } from '../../errors.js';
import type { Clock } from '../../ports/clock.js';
import { ServiceError } from '../../ports/service-error.js';
import type { SourceObject, SourceStore } from '../../ports/source-store.js';
import { retrying } from '../../shared/retry.js';
import { within } from '../../shared/within.js';
import { IDLE_MS, READ_RETRY } from './read-policy.js';

/**
 * The first `count` bytes of an object, as it was when the push began; fewer where it has no more.
 *
 * @throws DwhPushError of the step `source`
 */
export async function firstBytes(store: SourceStore, object: SourceObject, count: number, clock: Clock, signal: AbortSignal): Promise<Buffer> {
  return bytesOf(store, object, { from: 0, to: Math.min(count, object.size) }, clock, signal);
}

/** The same of its end. */
export async function lastBytes(store: SourceStore, object: SourceObject, count: number, clock: Clock, signal: AbortSignal): Promise<Buffer> {
  return bytesOf(store, object, { from: Math.max(0, object.size - count), to: object.size }, clock, signal);
}

export interface Range {
  readonly from: number;
  /** Behind the last byte. */
  readonly to: number;
}

/** The same of any part of it. */
export async function bytesOf(store: SourceStore, object: SourceObject, range: Range, clock: Clock, signal: AbortSignal): Promise<Buffer> {
  const name = `gs://${object.bucket}/${object.name}`;
  const attempt = () => readOnce(store, object, range, { clock, signal, interrupted: () => new ServiceError('storage.objects.get', undefined, 'network', true) });
  try {
    return await retrying(attempt, (error) => error instanceof ServiceError && error.retryable, clock, READ_RETRY, signal);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.status === 404) throw new DwhPushError('SOURCE_CHANGED', `${name} was overwritten or removed while it was read.`, { cause: error });
    if (error.forbidden) throw new DwhPushError('SOURCE_FORBIDDEN', `This identity may not read ${name}.`, { cause: error });
    throw new DwhPushError(error.retryable ? 'SOURCE_UNREACHABLE' : 'SOURCE_UNREADABLE', `${name} cannot be read (${error.reason}).`, { cause: error });
  }
}

async function readOnce(store: SourceStore, object: SourceObject, { from, to }: Range, { clock, signal, interrupted }: { clock: Clock; signal: AbortSignal; interrupted: () => ServiceError }): Promise<Buffer> {
  const wanted = to - from;
  const enough = new AbortController();
  const chunks: Buffer[] = [];
  let length = 0;
  const bytes = store.read(object, from, AbortSignal.any([signal, enough.signal]))[Symbol.asyncIterator]();
  try {
    while (length < wanted) {
      const { done, value } = await within(bytes.next(), IDLE_MS, clock, interrupted);
      if (done === true) {
        signal.throwIfAborted();
        throw interrupted();
      }
      chunks.push(value);
      length += value.length;
    }
  } finally {
    enough.abort();
  }
  return Buffer.concat(chunks).subarray(0, wanted);
}
