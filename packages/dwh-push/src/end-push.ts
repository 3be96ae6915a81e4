import type { Lease } from './commit/lease.js';
import { ledgerRow } from './ledger/ledger-row.js';
import type { LedgerRow } from './ledger/ledger-columns.js';
import { keepRow, recordPush } from './ledger/ledger.js';
import type { PushScope } from './push-scope.js';
import type { PushReceipt } from './receipt.js';
import { report } from './steps/report/report.js';
import type { StagedObjects } from './steps/stage/staged-objects.js';

interface EndOptions {
  readonly kind: 'push' | 'replay';
  readonly receipt: PushReceipt;
  readonly lease: Lease | undefined;
  /** What the push has staged. */
  readonly objects: readonly StagedObjects[];
}

/** Whatever happened: it is written into the ledger, what was staged is removed, the next push is let in, and everybody is told. Never fails a push. */
export async function endPush({ kind, receipt, lease, objects }: EndOptions, scope: PushScope): Promise<void> {
  await scope.ledgerIsThere();
  const recorded = await record(ledgerRow(kind, receipt, scope), lease, scope);
  // A job whose end is not known may still read its objects: the next push settles it and removes them.
  if (receipt.committed !== 'unknown') for (const staged of objects) await staged.remove();
  // A row that waits is the next push's to write, as if this one had died.
  await (receipt.committed === 'unknown' || !recorded ? lease?.abandon() : lease?.release());
  report(receipt, scope.config.team, scope.push.logger);
}

/** Where it cannot be written, the row waits for the next push: of the partition, or of this client where the push never came to hold the partition. */
async function record(row: LedgerRow, lease: Lease | undefined, scope: PushScope): Promise<boolean> {
  const { unrecorded } = scope;
  const recorded = await recordPush(row, scope);
  if (recorded) {
    for (const waiting of unrecorded.splice(0)) if (!(await recordPush(waiting, scope))) unrecorded.push(waiting);
  } else if (lease === undefined) unrecorded.push(row);
  else await keepRow(row, scope.runFolder, scope.store);
  return recorded;
}
