import type { AcceptedRows } from '../../../batch/accepted-rows.js';
import { BrokenRow, type Row, type RowBatch } from '../../../batch/row-batch.js';
import type { Reject } from '../../../errors.js';
import { JSON_FORM, NO_RECORD, VALUES_FORM, type RawForm } from '../../../rejects/reject-line.js';
import type { RejectLog } from '../../../rejects/reject-log.js';
import { Broken } from './broken.js';
import type { RowCheck } from './row-check.js';

interface ValidateRowsOptions {
  readonly check: RowCheck;
  readonly rejects: RejectLog;
  /** Told of every batch that was looked at. */
  readonly onRecords: (records: number, rejected: number) => void;
}

/**
 * Passes on the records that keep the contract, written as they are staged; the others go to the reject log. Once the push is bound to fail nothing is passed on any more; the rest is only counted.
 *
 * @throws DwhPushError `DATA_REJECTED`, `DATA_EMPTY` at the end
 */
export async function* validateRows(batches: AsyncIterable<RowBatch>, { check, rejects, onRecords }: ValidateRowsOptions): AsyncGenerator<AcceptedRows> {
  for await (const batch of batches) {
    let text = '';
    let accepted = 0;
    let index = -1;
    for (const row of batch.rows) {
      index += 1;
      const line = row instanceof BrokenRow ? new Broken(row.rule, row.column === undefined ? [] : [row.column]) : check(row);
      if (typeof line === 'string') {
        accepted += 1;
        if (rejects.passes) text += line;
        continue;
      }
      if (row instanceof BrokenRow && row.fatal) rejects.end();
      const place = index;
      rejects.add(rejectOf(batch, place, line), () => batch.raw(place), formOf(batch, row));
    }
    const records = index + 1;
    onRecords(records, records - accepted);
    await rejects.seen(records);
    if (rejects.passes && accepted > 0) yield { records: accepted, lines: Buffer.from(text) };
  }
  rejects.judge();
}

function formOf({ fields, format }: RowBatch, row: Row | BrokenRow): RawForm {
  if (fields === undefined) return format === 'values' ? VALUES_FORM : JSON_FORM;
  return row instanceof BrokenRow && row.rule !== 'utf8' ? NO_RECORD : { format: 'csv', columns: fields };
}

function rejectOf(batch: RowBatch, index: number, { rule, path }: Broken): Reject {
  const byteOffset = batch.byteOffset(index);
  return { ...(batch.object === undefined ? {} : { object: batch.object }), record: batch.firstRecord + index, ...(byteOffset === undefined ? {} : { byteOffset }), ...(path.length === 0 ? {} : { column: path.join('.') }), rule };
}
