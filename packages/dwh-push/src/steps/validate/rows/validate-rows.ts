import type { AcceptedRows } from '../../../batch/accepted-rows.js';
import { BrokenRow, type RowBatch } from '../../../batch/row-batch.js';
import { DwhPushError, type Reject } from '../../../errors.js';
import { LISTED_REJECTS, rejection } from '../validate.js';
import { Broken } from './broken.js';
import type { RowCheck } from './row-check.js';

interface ValidateRowsOptions {
  readonly check: RowCheck;
  readonly source: string;
  readonly allowEmpty: boolean;
  /** Told of every batch that was looked at. */
  readonly onRecords: (records: number, rejected: number) => void;
}

/**
 * Passes on the accepted records of batches, written as they are staged. From the first record that breaks a rule, nothing is passed on any more; the rest is only counted.
 *
 * @throws DwhPushError `DATA_REJECTED` at the end, with the first rejects and their number; `DATA_EMPTY` where there was no record at all
 */
export async function* validateRows(batches: AsyncIterable<RowBatch>, { check, source, allowEmpty, onRecords }: ValidateRowsOptions): AsyncGenerator<AcceptedRows> {
  const listed: Reject[] = [];
  let total = 0;
  let seen = 0;
  let endedEarly = false;
  for await (const batch of batches) {
    let text = '';
    let rejected = 0;
    for (let index = 0; index < batch.records; index += 1) {
      const row = batch.rows[index] as RowBatch['rows'][number];
      const line = row instanceof BrokenRow ? new Broken(row.rule, row.column === undefined ? [] : [row.column]) : check(row);
      if (typeof line === 'string') {
        if (total === 0) text += line;
        continue;
      }
      endedEarly ||= row instanceof BrokenRow && row.fatal;
      total += 1;
      rejected += 1;
      if (listed.length < LISTED_REJECTS) listed.push(rejectOf(batch, index, line));
    }
    seen += batch.records;
    onRecords(batch.records, rejected);
    if (total === 0) yield { records: batch.records, lines: Buffer.from(text) };
  }
  if (total > 0) throw rejection(source, total, listed, endedEarly);
  if (seen === 0 && !allowEmpty) throw new DwhPushError('DATA_EMPTY', `The source ${source} holds no records.`);
}

function rejectOf(batch: RowBatch, index: number, { rule, path }: Broken): Reject {
  const byteOffset = batch.byteOffset(index);
  return { ...(batch.object === undefined ? {} : { object: batch.object }), record: batch.firstRecord + index, ...(byteOffset === undefined ? {} : { byteOffset }), ...(path.length === 0 ? {} : { column: path.join('.') }), rule };
}
