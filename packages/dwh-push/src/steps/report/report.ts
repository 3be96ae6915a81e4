import type { PushReceipt } from '../../receipt.js';
import { jsonLines, type Logger } from './logger.js';

/** Tells what the push did, in one log line. Never fails a push. */
export function report(receipt: PushReceipt, team: string | undefined, logger: Logger | 'silent' | undefined): void {
  if (logger === 'silent') return;
  const to = logger ?? jsonLines;
  const place = receipt.partition === undefined ? receipt.table : `${receipt.table}$${receipt.partition}`;
  const entry = { push: { ...receipt, ...(team === undefined ? {} : { team }) } };
  try {
    const told: unknown = tell(to, receipt, place, entry);
    // Methods of a logger may be asynchronous, and fail when nobody looks any more.
    if (told instanceof Promise) told.catch(() => undefined);
  } catch {
    // The push has happened, or has its own error to throw; a logger that fails changes neither.
  }
}

function tell(to: Logger, receipt: PushReceipt, place: string, entry: object): void {
  if (receipt.outcome === 'published') return to.info(entry, `Published ${receipt.rowsLoaded} rows to ${place}`);
  if (receipt.outcome === 'unchanged') return to.info(entry, `The ${receipt.rowsLoaded} rows of ${place} are unchanged`);
  return to.error(entry, `Push to ${place} failed: ${receipt.errorCode}`);
}
