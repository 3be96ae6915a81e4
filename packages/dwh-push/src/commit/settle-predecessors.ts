import { DwhPushError } from '../errors.js';
import type { Clock } from '../ports/clock.js';
import type { ObjectStore } from '../ports/object-store.js';
import { ServiceError } from '../ports/service-error.js';
import type { Warehouse } from '../ports/warehouse.js';
import { jobIdOf, MAX_ATTEMPTS } from './job-id.js';
import type { Lease } from './lease.js';
import { runFolder } from './place.js';
import { settleJob } from './settle-job.js';

interface Options {
  readonly warehouse: Warehouse;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sees to it that no job of a push that died can still write: jobs that run are cancelled and waited for, and ids that were not used yet are used up, so that a process that was only asleep
 * finds them taken. Then removes what those pushes have staged.
 *
 * @throws DwhPushError `LEASE_UNSETTLED`
 */
export async function settlePredecessors(lease: Lease, { warehouse, store, clock, folder, signal }: Options): Promise<void> {
  const cancelAtOnce = AbortSignal.abort();
  for (const { runId, location, jobPrefixes } of lease.predecessors) {
    for (const prefix of jobPrefixes) {
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        signal?.throwIfAborted();
        const jobId = jobIdOf(prefix, attempt);
        const { outcome } = await settleJob({ warehouse, clock, jobId, location, signal: cancelAtOnce });
        if (outcome === 'unknown') throw new DwhPushError('LEASE_UNSETTLED', `What became of the load job ${jobId} of an earlier push cannot be told.`);
        // Only after a failed job does a push start another one.
        if (outcome !== 'failed') break;
      }
    }
    await removeStaged(store, runFolder(folder, runId));
  }
  lease.settled();
}

/** As far as it succeeds; what is left is the lifecycle rule's of the bucket. */
async function removeStaged(store: ObjectStore, prefix: string): Promise<void> {
  try {
    for (const name of await store.list(prefix)) await store.remove(name);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}
