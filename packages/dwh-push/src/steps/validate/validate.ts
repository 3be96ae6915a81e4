import { recordByteOffset, recordBytes, recordNumber, type Batch } from '../../batch/batch.js';
import { withoutRecords } from '../../batch/without-records.js';
import { NO_RECORD, type RawForm } from '../../rejects/reject-line.js';
import type { RejectLog } from '../../rejects/reject-log.js';
import type { RecordCheck } from './record-check.js';
import type { FindSuspects } from './suspects.js';

interface ValidateOptions {
  readonly suspects: FindSuspects;
  /** Decides about a suspect. */
  readonly check: RecordCheck;
  /** Column names by field, for what is wrong with a record's form. */
  readonly columnOfField: readonly string[];
  readonly rejects: RejectLog;
  /** Told of every batch that was looked at. */
  readonly onRecords: (records: number, rejected: number) => void;
}

/**
 * Passes on the records that keep the contract; the others go to the reject log. Once the push is bound to fail nothing is passed on any more; the rest is only counted.
 *
 * @throws DwhPushError `DATA_REJECTED`, `DATA_EMPTY` at the end
 */
export async function* validate(batches: AsyncIterable<Batch>, options: ValidateOptions): AsyncGenerator<Batch> {
  const { rejects, onRecords } = options;
  for await (const batch of batches) {
    const broken = rejectsOf(batch, options);
    const records = batch.records + batch.malformed.length;
    onRecords(records, broken.length + batch.malformed.length);
    await rejects.seen(records);
    if (rejects.passes && broken.length < batch.records) yield broken.length === 0 ? batch : withoutRecords(batch, broken);
  }
  rejects.judge();
}

/** Logs what breaks the contract, in the order of the source, and returns the indexes of records that do. */
function rejectsOf(batch: Batch, { suspects, check, columnOfField, rejects }: ValidateOptions): readonly number[] {
  const object = batch.object === undefined ? {} : { object: batch.object };
  const form: RawForm = { format: 'csv', columns: columnOfField };
  const broken: number[] = [];
  let malformed = 0;
  const logMalformedBefore = (byteOffset: number): void => {
    for (let next = batch.malformed[malformed]; next !== undefined && next.byteOffset < byteOffset; next = batch.malformed[malformed]) {
      const { record, field, rule, fatal, raw } = next;
      const column = field === undefined ? undefined : columnOfField[field];
      if (fatal) rejects.end();
      rejects.add({ ...object, record, byteOffset: next.byteOffset, ...(column === undefined ? {} : { column }), rule }, () => raw, NO_RECORD);
      malformed += 1;
    }
  };
  const marks = suspects(batch);
  for (let record = 0; record < batch.records; record += 1) {
    if (marks[record] === 0) continue;
    const why = check(batch, record);
    if (why === undefined) continue;
    const byteOffset = recordByteOffset(batch, record);
    logMalformedBefore(byteOffset);
    broken.push(record);
    rejects.add({ ...object, record: recordNumber(batch, record), byteOffset, ...(why.column === undefined ? {} : { column: why.column }), rule: why.rule }, () => recordBytes(batch, record), form);
  }
  logMalformedBefore(Number.POSITIVE_INFINITY);
  return broken;
}
