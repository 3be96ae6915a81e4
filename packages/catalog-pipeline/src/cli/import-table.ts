import { DwhPushError, type PushReceipt } from '@bm/dwh-push';

import type { ImportState } from '../catalog-import-error.js';
import type { ImportTask } from '../plan-import.js';
import { partitionDay } from './partition-day.js';
import { textTable, type Column } from './text-table.js';

const COLUMNS: readonly Column[] = [
  { title: 'table' },
  { title: 'partition' },
  { title: 'rows', align: 'right' },
  { title: 'bytes', align: 'right' },
  { title: 'rejected', align: 'right' },
  { title: 'outcome' },
];

const COMMITTED = { no: 'nothing changed', unknown: 'state unknown', yes: 'rows in place' } as const;

/**
 * What an import did, a line per table or day: rows are those that the warehouse took, bytes those of the source.
 *
 * @param state - how far it came; the receipts alone where all went well
 * @param cause - why it stopped, where it did
 */
export function importTable({ receipts, failed, notRun = [] }: Partial<ImportState> & Pick<ImportState, 'receipts'>, cause?: unknown): string {
  return textTable(COLUMNS, [
    ...receipts.map(receiptRow),
    ...(failed === undefined ? [] : [failedRow(failed, cause)]),
    ...notRun.map((task) => taskRow(task, 'not run')),
  ]);
}

/** A push that failed before it began, for want of a warehouse say, has no receipt. */
function failedRow(task: ImportTask, cause: unknown): string[] {
  if (!DwhPushError.isInstance(cause)) return taskRow(task, `failed, ${COMMITTED.unknown}`);
  return cause.receipt === undefined ? taskRow(task, `failed (${cause.code}), ${COMMITTED[cause.committed]}`) : receiptRow(cause.receipt);
}

function taskRow({ table, partitionDate = 'whole table' }: ImportTask, outcome: string): string[] {
  return [table, partitionDate, '-', '-', '-', outcome];
}

function receiptRow(receipt: PushReceipt): string[] {
  const { table, partition, rowsLoaded, sourceBytes, rowsRejected } = receipt;
  const name = table.split('.').slice(-2).join('.');
  const day = partition === undefined ? 'whole table' : partitionDay(partition);
  return [name, day, count(rowsLoaded), count(sourceBytes), count(rowsRejected), outcomeOf(receipt)];
}

function outcomeOf({ outcome, errorCode, committed }: PushReceipt): string {
  return outcome === 'failed' ? `failed (${errorCode ?? 'unknown'}), ${COMMITTED[committed]}` : outcome;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
