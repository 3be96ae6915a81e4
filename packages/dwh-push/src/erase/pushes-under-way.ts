import { leaseRecord } from '../commit/lease-record.js';
import { leaseName, tableFolder } from '../commit/place.js';
import { ServiceError } from '../ports/service-error.js';
import type { TableRef } from '../ports/warehouse.js';
import type { PushContext } from '../push-scope.js';

/** The runs that hold a partition of the table at this moment; undefined where this identity may not look into the staging bucket, or it gives no answer. */
export async function pushesUnderWay(table: TableRef, { store, clock }: Pick<PushContext, 'store' | 'clock'>): Promise<readonly string[] | undefined> {
  try {
    const leases = await store.listRecords(tableFolder(table), leaseName('/'));
    return leases.flatMap(({ name, facts }) => {
      const lease = leaseRecord(facts);
      if (lease === undefined) return [name];
      return lease.ended !== true && lease.expiresAt > clock.now() ? [lease.holder.runId] : [];
    });
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
