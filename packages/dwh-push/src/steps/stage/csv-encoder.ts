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
 * What is in that form already, which is most of it, leaves as the bytes that it came as, whole runs at once.
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
    if (this.#inOrder) this.#encodeInOrder(batch, sink);
    else for (let record = 0; record < batch.records; record += 1) this.#encodeRecord(batch, record, sink);
  }

  /** Only what changes is written anew: an absent value, a line ending of two bytes. Everything between leaves in one piece. */
  #encodeInOrder(batch: Batch, sink: Sink): void {
    const { bytes, recordStart, recordEnd, fieldStart, fieldEnd, recordHasEmpty, width, records } = batch;
    let from = records > 0 ? (recordStart[0] as number) : 0;
    let to = from;
    for (let record = 0; record < records; record += 1) {
      if (recordStart[record] !== to) {
        if (to > from) sink(bytes, from, to);
        from = recordStart[record] as number;
      }
      if (recordHasEmpty[record] === 1) {
        for (let position = 0, index = record * width; position < width; position += 1, index += 1) {
          if (fieldStart[index] !== fieldEnd[index] || !isAbsent(batch, index)) continue;
          const at = fieldStart[index] as number;
          if (at > from) sink(bytes, from, at);
          this.#writeAbsent((this.#columns[position] as StagedColumn).nullable, sink);
          from = at;
        }
      }
      to = (recordEnd[record] as number) + 1;
      if (bytes[to - 1] === LF) continue;
      if (to - 1 > from) sink(bytes, from, to - 1);
      sink(NEWLINE, 0, NEWLINE.length);
      from = to;
    }
    if (to > from) sink(bytes, from, to);
  }

  #encodeRecord(batch: Batch, record: number, sink: Sink): void {
    const { bytes, fieldStart, fieldEnd, fieldForm, width } = batch;
    this.#columns.forEach(({ field, nullable }, position) => {
      if (position > 0) sink(COMMA, 0, COMMA.length);
      const index = record * width + field;
      if (isAbsent(batch, index)) this.#writeAbsent(nullable, sink);
      else {
        const quotes = fieldForm[index] === FORM.bare ? 0 : 1;
        sink(bytes, (fieldStart[index] as number) - quotes, (fieldEnd[index] as number) + quotes);
      }
    });
    sink(NEWLINE, 0, NEWLINE.length);
  }

  #writeAbsent(nullable: boolean, sink: Sink): void {
    const absent = nullable ? this.#nullMarker : EMPTY_STRING;
    sink(absent, 0, absent.length);
  }
}
