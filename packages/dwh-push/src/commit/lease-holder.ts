import { DwhPushError } from '../errors.js';
import type { ObjectStore } from '../ports/object-store.js';
import { hasEnded } from './holder-process.js';
import { leaseRecord, type LeaseRecord } from './lease-record.js';
import { leaseName } from './place.js';

/**
 * Who holds a partition at this moment; undefined: nobody, or someone who counts as dead. Failures are `ServiceError`s.
 *
 * @throws DwhPushError `LEASE_UNREADABLE`
 */
export async function leaseHolder(store: ObjectStore, folder: string, place: string, now: number, signal: AbortSignal | undefined): Promise<LeaseRecord | undefined> {
  const name = leaseName(folder);
  const stored = await store.readRecord(name, signal);
  if (stored === undefined) return undefined;
  const record = leaseRecord(stored.facts);
  if (record === undefined) throw new DwhPushError('LEASE_UNREADABLE', `The lease of ${place} (${name} in the staging bucket) was not written by this version of the library.`);
  return record.expiresAt > now && !hasEnded(record.process) ? record : undefined;
}
