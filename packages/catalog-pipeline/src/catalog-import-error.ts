import type { PushReceipt } from '@bm/dwh-push';

import type { ImportTask } from './plan-import.js';

/** How far an import came before it stopped. */
export interface ImportState {
  /** Of the tasks that are done, in order. Repeating them is safe and ends in the same state. */
  readonly receipts: readonly PushReceipt[];
  /** The task that failed; absent where all rows are in place and only the views could not be published. */
  readonly failed?: ImportTask;
  /** The tasks that were not begun. */
  readonly notRun: readonly ImportTask[];
}

/** An import that stopped. `cause` is why, as a rule a `DwhPushError`; what was done before stays done. */
export class CatalogImportError extends Error {
  override readonly name = 'CatalogImportError';

  constructor(
    readonly state: ImportState,
    cause: unknown,
  ) {
    const { failed } = state;
    const what = failed === undefined ? "Publishing the teams' views" : `The import of ${[failed.table, failed.partitionDate].filter(Boolean).join(' ')}`;
    super(`${what} failed: ${cause instanceof Error ? cause.message : 'unknown reason'}`, { cause });
  }
}
