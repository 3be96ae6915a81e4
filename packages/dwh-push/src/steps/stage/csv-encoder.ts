import { FORM, type Batch } from '../../batch/batch.js';
import { isAbsent } from '../../batch/cell.js';
import type { Encoder, Sink } from './encoder.js';
import type { StagedColumn } from './staged-columns.js';

const LF = 0x0a;
const COMMA = Buffer.from(',');
const NEWLINE = Buffer.from('\n');
const EMPTY_STRING = Buffer.from('""');

/**
 * Writes accepted records as the CSV that the load job reads: columns in the order of the table, LF line endings, no header, NULL as a marker of its own (so that it is not the empty string).
 * Records that are already in that form, which is most of them, leave as the bytes that they came as, whole runs at once.
 */
export class CsvEncoder implements Encoder<Batch> {
  readonly extension = 'csv';
  readonly #columns: readonly StagedColumn[];
  readonly #nullMarker: Buffer;
  readonly #inOrder: boolean;

  constructor(columns: readonly StagedColumn[], width: number, nullMarker: string) {
    this.#columns = columns;
    this.#nullMarker = Buffer.from(nullMarker);
    this.#inOrder = columns.length === width && columns.every(({ field }, index) => field === index);
  }

  encode(batch: Batch, sink: Sink): void {
    const { bytes, recordStart, recordEnd, records } = batch;
    let record = 0;
    while (record < records) {
      const first = record;
      while (record < records && this.#asItCame(batch, record) && (record === first || recordStart[record] === (recordEnd[record - 1] as number) + 1)) record += 1;
      if (record > first) sink(bytes, recordStart[first] as number, (recordEnd[record - 1] as number) + 1);
      else {
        this.#encodeRecord(batch, record, sink);
        record += 1;
      }
    }
  }

  #asItCame(batch: Batch, record: number): boolean {
    if (!this.#inOrder || batch.bytes[batch.recordEnd[record] as number] !== LF) return false;
    const { fieldStart, fieldEnd, width } = batch;
    for (let index = record * width; index < (record + 1) * width; index += 1) {
      // Cheaper than asking for the form first: few fields are empty.
      if (fieldStart[index] === fieldEnd[index] && isAbsent(batch, index)) return false;
    }
    return true;
  }

  #encodeRecord(batch: Batch, record: number, sink: Sink): void {
    const { bytes, fieldStart, fieldEnd, fieldForm, width } = batch;
    this.#columns.forEach(({ field, nullable }, position) => {
      if (position > 0) sink(COMMA, 0, COMMA.length);
      const index = record * width + field;
      if (isAbsent(batch, index)) {
        const absent = nullable ? this.#nullMarker : EMPTY_STRING;
        sink(absent, 0, absent.length);
      } else {
        const quotes = fieldForm[index] === FORM.bare ? 0 : 1;
        sink(bytes, (fieldStart[index] as number) - quotes, (fieldEnd[index] as number) + quotes);
      }
    });
    sink(NEWLINE, 0, NEWLINE.length);
  }
}
