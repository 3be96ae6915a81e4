import { stagingError } from '../../commit/staging-error.js';
import { DwhPushError } from '../../errors.js';
import type { ObjectStore, PinnedObject } from '../../ports/object-store.js';
import { ServiceError } from '../../ports/service-error.js';
import type { StagedObjects } from './staged-objects.js';

const AT_ONCE = 8;

interface RewriteOptions {
  readonly store: ObjectStore;
  /** What the names of the copies begin with: unique to this push. */
  readonly prefix: string;
  /** How they end, without the dot. */
  readonly extension: string;
  readonly objects: StagedObjects;
  readonly signal: AbortSignal;
  readonly onStaged: (bytes: number) => void;
}

/**
 * Has the service copy source objects, as they were when the push began, into the staging bucket: there nobody writes to them any more.
 *
 * @throws DwhPushError `SOURCE_CHANGED`, `STAGE_*`
 */
export async function rewriteObjects(sources: readonly PinnedObject[], { store, prefix, extension, objects, signal, onStaged }: RewriteOptions): Promise<void> {
  const copies = sources.map((from, index) => ({ from, name: `${prefix}${String(index).padStart(5, '0')}.${extension}` }));
  for (const { name } of copies) objects.add(name);
  let failed = false;
  const workers = Array.from({ length: Math.min(AT_ONCE, copies.length) }, async (_, worker) => {
    for (let index = worker; index < copies.length && !failed; index += AT_ONCE) {
      const { from, name } = copies[index] as (typeof copies)[number];
      signal.throwIfAborted();
      await store.rewrite(from, name, signal);
      onStaged(from.size);
    }
  });
  for (const worker of workers) worker.catch(() => (failed = true));
  // All have ended when this one does: none of them writes an object that was removed already.
  const ended = await Promise.allSettled(workers);
  const failure = ended.find((end) => end.status === 'rejected');
  if (failure !== undefined) throw rewriteError(failure.reason);
}

function rewriteError(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  if (error.status === 404 && error.call === 'storage.objects.rewrite') return new DwhPushError('SOURCE_CHANGED', 'An object of the source was overwritten or removed before it was copied.', { cause: error });
  return stagingError(error, 'The source could not be copied into the staging bucket');
}
