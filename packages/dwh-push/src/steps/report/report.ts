import type { PushReceipt } from '../../receipt.js';
import { jsonLines, type Logger } from './logger.js';

/** Tells what the push did, in one log line. Never fails a push. */
export function report(receipt: PushReceipt, team: string | undefined, logger: Logger | 'silent' | undefined): void {
  if (logger === 'silent') return;
  const to = logger ?? jsonLines;
  const place = receipt.partition === undefined ? receipt.table : `${receipt.table}$${receipt.partition}`;
  const entry = { push: { ...receipt, ...(team === undefined ? {} : { team }) } };
  try {
    if (receipt.outcome === 'published') to.info(entry, `Published ${receipt.rowsLoaded} rows to ${place}`);
    else if (receipt.outcome === 'unchanged') to.info(entry, `The ${receipt.rowsLoaded} rows of ${place} are unchanged`);
    else to.error(entry, `Push to ${place} failed: ${receipt.errorCode}`);
  } catch {
    // The push has happened, or has its own error to throw; a logger that fails changes neither.
  }
}
