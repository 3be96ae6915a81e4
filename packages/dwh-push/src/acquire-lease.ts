import { Lease } from './commit/lease.js';
import type { PushScope } from './push-scope.js';

/** Takes the lease of the scope's partition. @param jobPrefixes - what the ids of every load job begin with that the run may start */
export function acquireLease(kind: 'push' | 'replay', { push, config, store, clock, run, runId, folder }: PushScope, location: string, jobPrefixes: readonly string[]): Promise<Lease> {
  return Lease.acquire({
    store,
    clock,
    folder,
    place: push.partition === undefined ? push.tableName : `${push.tableName}$${push.partition}`,
    run: { runId, location, jobPrefixes, begun: { kind, startedAt: run.startedAt, ...(config.team === undefined ? {} : { team: config.team }) } },
    team: config.team,
    leaseMs: config.leaseMs,
    whenBusy: push.whenBusy,
    onLost: (error) => run.stop(error),
    signal: run.signal,
  });
}
