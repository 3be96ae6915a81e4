import { DwhPushError } from '../errors.js';
import { endedRow } from '../ledger/ledger-row.js';
import { keptRowName, LEDGER_BUDGET_MS, recordEnded } from '../ledger/ledger.js';
import type { ObjectStore } from '../ports/object-store.js';
import { ServiceError } from '../ports/service-error.js';
import type { PushScope } from '../push-scope.js';
import { TimeBudget } from '../shared/time-budget.js';
import { jobIdOf, MAX_ATTEMPTS } from './job-id.js';
import type { Lease } from './lease.js';
import type { LeaseRun } from './lease-record.js';
import { runFolder } from './place.js';
import { settleJob } from './settle-job.js';

const MAX_UNTOLD = 5;

/**
 * Sees to it that no job of a push that died can still write: jobs that run are cancelled and waited for, and ids that were not used yet are used up, so that a process that was only asleep
 * finds them taken. Then sees that each has its row in the ledger, and removes what it has staged.
 *
 * @throws DwhPushError `LEASE_UNSETTLED`
 */
export async function settlePredecessors(lease: Lease, scope: PushScope): Promise<void> {
  const { warehouse, store, clock, folder, run } = scope;
  const { signal } = run;
  const cancelAtOnce = AbortSignal.abort();
  const ledgerTime = new TimeBudget(clock, LEDGER_BUDGET_MS);
  const untold: LeaseRun[] = [];
  for (const predecessor of lease.predecessors) {
    const { runId, location, jobPrefixes } = predecessor;
    let committed = predecessor.settled === 'committed';
    for (const prefix of predecessor.settled === undefined ? jobPrefixes : []) {
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
        signal?.throwIfAborted();
        const jobId = jobIdOf(prefix, attempt);
        const { outcome } = await settleJob({ warehouse, clock, jobId, location, signal: cancelAtOnce });
        if (outcome === 'unknown') throw new DwhPushError('LEASE_UNSETTLED', `What became of the load job ${jobId} of an earlier push cannot be told.`);
        if (prefix === jobPrefixes.at(-1)) committed = outcome === 'succeeded';
        // Only after a failed job does a push start another one.
        if (outcome !== 'failed') break;
      }
    }
    const own = runFolder(folder, runId);
    const told = await recordEnded(endedRow(predecessor, committed, scope), own, scope, ledgerTime);
    if (!told) untold.push({ ...predecessor, settled: committed ? 'committed' : 'nothing' });
    await removeStaged(store, own, told ? undefined : keptRowName(own));
  }
  // Where the ledger cannot be written for good, the oldest are given up: a lease is not to grow with every push.
  lease.settled(untold.slice(-MAX_UNTOLD));
}

/** As far as it succeeds; what is left is the lifecycle rule's of the bucket. */
async function removeStaged(store: ObjectStore, prefix: string, except: string | undefined): Promise<void> {
  try {
    for (const name of await store.list(prefix)) if (name !== except) await store.remove(name);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}
