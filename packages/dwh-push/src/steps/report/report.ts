import type { DwhPushError } from '../../errors.js';
import type { PushReceipt } from '../../receipt.js';
import { consoleLines, isConsole, jsonLines, type Logger } from './logger.js';

interface ReportOptions {
  readonly team: string | undefined;
  readonly logger: Logger | 'silent' | undefined;
  /** What the push failed with. */
  readonly failure: DwhPushError | undefined;
  /** What ties the line to the trace of the application. */
  readonly trace: Readonly<Record<string, unknown>>;
}

/** Tells what the push did, in one log line. Never fails a push. */
export function report(receipt: PushReceipt, { team, logger, failure, trace }: ReportOptions): void {
  if (logger === 'silent') return;
  const to = logger === undefined ? jsonLines : isConsole(logger) ? consoleLines(logger) : logger;
  const place = receipt.partition === undefined ? receipt.table : `${receipt.table}$${receipt.partition}`;
  const entry = { push: { ...receipt, ...(team === undefined ? {} : { team }) }, ...(failure === undefined ? {} : { error: detailsOf(failure) }), ...trace };
  try {
    const told: unknown = tell(to, receipt, { place, entry, failure });
    // Methods of a logger may be asynchronous, and fail when nobody looks any more.
    if (told instanceof Promise) told.catch(() => undefined);
  } catch {
    // The push has happened, or has its own error to throw; a logger that fails changes neither.
  }
}

function tell(to: Logger, receipt: PushReceipt, { place, entry, failure }: { readonly place: string; readonly entry: object; readonly failure: DwhPushError | undefined }): void {
  if (receipt.outcome === 'published') return to.info(entry, `Published ${receipt.rowsLoaded} rows to ${place}`);
  if (receipt.outcome === 'unchanged') return to.info(entry, `The ${receipt.rowsLoaded} rows of ${place} are unchanged`);
  return to.error(entry, `Push to ${place} failed: ${receipt.errorCode}${failure === undefined ? '' : `: ${failure.message}`}`);
}

/** What an error says of itself; a message holds no value of a row. */
function detailsOf({ code, step, fault, retryable, committed, permission, rejects, remedy }: DwhPushError): object {
  return { code, step, fault, retryable, committed, ...(permission === undefined ? {} : { permission }), ...(rejects === undefined ? {} : { rejects }), remedy };
}
