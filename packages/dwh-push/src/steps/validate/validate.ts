import { DwhPushError, type Reject } from '../../errors.js';
import { recordByteOffset, recordNumber, type Batch } from '../../batch/batch.js';
import type { RecordCheck } from './record-check.js';

/** How many rejects an error lists. */
export const LISTED_REJECTS = 20;

interface ValidateOptions {
  readonly check: RecordCheck;
  /** Column names by field, for what is wrong with a record's form. */
  readonly columnOfField: readonly string[];
  readonly source: string;
  readonly allowEmpty: boolean;
  /** Told of every batch that was looked at. */
  readonly onRecords: (records: number, rejected: number) => void;
}

/**
 * Passes on batches whose every record keeps the contract. From the first record that does not, nothing is passed on any more; the rest is only counted.
 *
 * @throws DwhPushError `DATA_REJECTED` at the end, with the first rejects and their number; `DATA_EMPTY` where there was no record at all
 */
export async function* validate(batches: AsyncIterable<Batch>, options: ValidateOptions): AsyncGenerator<Batch> {
  const listed: Reject[] = [];
  let total = 0;
  let seen = 0;
  let endedEarly = false;
  for await (const batch of batches) {
    const found = rejectsOf(batch, options);
    const rejected = found.count;
    listed.push(...found.first.slice(0, LISTED_REJECTS - listed.length));
    total += rejected;
    seen += batch.records + batch.malformed.length;
    endedEarly ||= batch.malformed.some(({ fatal }) => fatal);
    options.onRecords(batch.records + batch.malformed.length, rejected);
    if (total === 0) yield batch;
  }
  if (total > 0) throw rejection(options.source, total, listed, endedEarly);
  if (seen === 0 && !options.allowEmpty) throw new DwhPushError('DATA_EMPTY', `The source ${options.source} holds a header and no records.`);
}

function rejectsOf(batch: Batch, { check, columnOfField }: ValidateOptions): { count: number; first: readonly Reject[] } {
  const object = batch.object === undefined ? {} : { object: batch.object };
  const found: Reject[] = batch.malformed.slice(0, LISTED_REJECTS).map(({ record, byteOffset, field, rule }) => {
    const column = field === undefined ? undefined : columnOfField[field];
    return { ...object, record, byteOffset, ...(column === undefined ? {} : { column }), rule };
  });
  let count = batch.malformed.length;
  let inRecords = 0;
  for (let record = 0; record < batch.records; record += 1) {
    const broken = check(batch, record);
    if (broken === undefined) continue;
    count += 1;
    inRecords += 1;
    if (inRecords > LISTED_REJECTS) continue;
    found.push({ ...object, record: recordNumber(batch, record), byteOffset: recordByteOffset(batch, record), ...(broken.column === undefined ? {} : { column: broken.column }), rule: broken.rule });
  }
  return { count, first: found.sort((a, b) => a.record - b.record) };
}

/** The error of a push whose records break their contract. */
export function rejection(source: string, total: number, listed: readonly Reject[], endedEarly: boolean): DwhPushError {
  const [first] = listed as [Reject];
  const column = first.column === undefined ? '' : `, column "${first.column}"`;
  const byte = first.byteOffset === undefined ? '' : ` (byte ${first.byteOffset})`;
  const many = total === 1 ? '1 record' : `${total} records`;
  const beyond = endedEarly ? ' What follows the last of them could not be read as records.' : '';
  const where = first.object === undefined ? '' : ` of ${first.object}`;
  const message = `${many} of ${source} ${total === 1 ? 'does' : 'do'} not keep the contract; the first is record ${first.record}${where}${byte}${column}, rule "${first.rule}".${beyond}`;
  return new DwhPushError('DATA_REJECTED', message, { step: DECODE_RULES.has(first.rule) || (first.rule === 'json' && first.column === undefined) ? 'decode' : 'validate', rejects: { total, listed } });
}

const DECODE_RULES = new Set(['field_count', 'quote', 'unclosed_quote', 'line_ending', 'record_size', 'utf8', 'object']);
