import { DwhPushError } from '@bm/dwh-push';

import { CatalogImportError, type ImportState } from '../catalog-import-error.js';
import { partitionDay } from './partition-day.js';

/** An error as a person reads it: what and where, the state of the warehouse, what to do. Ends with a line break. */
export function explainError(error: unknown): string {
  const cause = error instanceof CatalogImportError ? error.cause : error;
  return [
    `error: ${error instanceof Error ? error.message : 'unknown reason'}`,
    ...(DwhPushError.isInstance(cause) ? rejectLines(cause) : []),
    ...(error instanceof CatalogImportError ? [`  state: ${stateOf(error.state, cause)}`] : []),
    ...(DwhPushError.isInstance(cause) ? [`  what to do: ${cause.remedy} (${cause.code})`] : []),
    '',
  ].join('\n');
}

/** The records beside the first, which the message names. */
function rejectLines({ rejects }: DwhPushError): string[] {
  if (rejects === undefined || rejects.total < 2) return [];
  if (rejects.byRule !== undefined) return rejects.byRule.map(({ column, rule, records }) => `  column "${column}", rule "${rule}": ${records.toLocaleString('en-US')}`);
  const lines = rejects.listed.map(({ record, byteOffset, column, rule }) => `  record ${record}${byteOffset === undefined ? '' : ` (byte ${byteOffset})`}${column === undefined ? '' : `, column "${column}"`}: rule "${rule}"`);
  const unlisted = rejects.total - rejects.listed.length;
  return unlisted > 0 ? [...lines, `  and ${unlisted.toLocaleString('en-US')} more`] : lines;
}

const COMMITTED = {
  no: 'nothing that readers see has changed',
  yes: 'the new rows are in place',
  unknown: 'readers see either the rows of before or the new ones; running the same command again settles it',
} as const;

function stateOf({ receipts, failed, notRun }: ImportState, cause: unknown): string {
  if (failed === undefined) return 'the rows are in place; running the same command again is safe.';
  const what = DwhPushError.isInstance(cause) ? COMMITTED[cause.committed] : COMMITTED.unknown;
  if (failed.partitionDate === undefined || receipts.length + notRun.length === 0) return `${what}.`;
  return `${what} for ${failed.partitionDate}; days done before it: ${daysOf(receipts)}. Running the same range again is safe.`;
}

function daysOf(receipts: ImportState['receipts']): string {
  const days = receipts.map(({ partition = '' }) => partitionDay(partition));
  return days.length > 1 ? `${days[0]} to ${days.at(-1)}` : (days[0] ?? 'none');
}
