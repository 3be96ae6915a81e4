import { FORM, type Batch } from '../../batch/batch.js';
import type { CsvDialect } from './csv-dialect.js';

const LF = 0x0a;
const CR = 0x0d;
const COMMA = 0x2c;
const QUOTE = 0x22;

/**
 * Writes batches of another dialect as the CSV that is staged: commas, `"`, LF, UTF-8, fields in the order asked for. So everything behind it knows one dialect only. Fields were found in
 * the bytes of the source, and each record keeps its place there.
 */
export class CsvRewriter {
  readonly #dialect: CsvDialect;
  readonly #order: readonly number[];
  #out = Buffer.alloc(0);
  #at = 0;
  #recordOffset = new Int32Array(0);
  #recordStart = new Int32Array(0);
  #recordEnd = new Int32Array(0);
  #fieldStart = new Int32Array(0);
  #fieldEnd = new Int32Array(0);
  #fieldForm = new Uint8Array(0);

  /** @param order - which field of a record of the source stands at each place of the new one */
  constructor(dialect: CsvDialect, order: readonly number[]) {
    this.#dialect = dialect;
    this.#order = order;
  }

  rewrite(batch: Batch): Batch {
    const { records, width } = batch;
    this.#reserve(batch);
    this.#at = 0;
    for (let record = 0; record < records; record += 1) {
      this.#recordOffset[record] = batch.recordStart[record] as number;
      this.#recordStart[record] = this.#at;
      for (let place = 0; place < width; place += 1) {
        if (place > 0) this.#out[this.#at++] = COMMA;
        this.#writeField(batch, record * width + (this.#order[place] as number), record * width + place);
      }
      this.#recordEnd[record] = this.#at;
      this.#out[this.#at++] = LF;
    }
    return {
      ...batch,
      bytes: this.#out.subarray(0, this.#at),
      recordStart: this.#recordStart,
      recordEnd: this.#recordEnd,
      recordOffset: this.#recordOffset,
      fieldStart: this.#fieldStart,
      fieldEnd: this.#fieldEnd,
      fieldForm: this.#fieldForm,
      validUtf8: this.#dialect.encoding === 'latin1' || batch.validUtf8,
    };
  }

  #writeField({ bytes, fieldStart, fieldEnd, fieldForm }: Batch, from: number, to: number): void {
    const start = fieldStart[from] as number;
    const end = fieldEnd[from] as number;
    const out = this.#out;
    const latin1 = this.#dialect.encoding === 'latin1';
    const doubled = fieldForm[from] === FORM.doubled;
    const quoted = fieldForm[from] !== FORM.bare || needsQuotes(bytes, start, end);
    let form: number = quoted ? FORM.quoted : FORM.bare;
    let at = this.#at;
    if (quoted) out[at++] = QUOTE;
    this.#fieldStart[to] = at;
    for (let position = start; position < end; position += 1) {
      const byte = bytes[position] as number;
      if (doubled && byte === this.#dialect.quote) position += 1;
      if (byte === QUOTE) {
        form = FORM.doubled;
        out[at++] = QUOTE;
      }
      if (latin1 && byte >= 0x80) {
        out[at++] = 0xc0 | (byte >> 6);
        out[at++] = 0x80 | (byte & 0x3f);
      } else out[at++] = byte;
    }
    this.#fieldEnd[to] = at;
    this.#fieldForm[to] = form;
    if (quoted) out[at++] = QUOTE;
    this.#at = at;
  }

  #reserve({ bytes, records, width }: Batch): void {
    // Every byte may become two; every field may get quotes and what ends it.
    const most = bytes.length * 2 + records * width * 3;
    if (this.#out.length < most) this.#out = Buffer.allocUnsafe(most);
    if (this.#recordStart.length < records) {
      this.#recordOffset = new Int32Array(records);
      this.#recordStart = new Int32Array(records);
      this.#recordEnd = new Int32Array(records);
    }
    if (this.#fieldStart.length < records * width) {
      this.#fieldStart = new Int32Array(records * width);
      this.#fieldEnd = new Int32Array(records * width);
      this.#fieldForm = new Uint8Array(records * width);
    }
  }
}

function needsQuotes(bytes: Buffer, start: number, end: number): boolean {
  for (let position = start; position < end; position += 1) {
    const byte = bytes[position];
    if (byte === COMMA || byte === QUOTE || byte === LF || byte === CR) return true;
  }
  return false;
}
