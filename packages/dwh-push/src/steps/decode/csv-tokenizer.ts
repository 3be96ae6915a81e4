import { isUtf8 } from 'node:buffer';

import { FORM, type Batch, type Malformed } from '../../batch/batch.js';
import type { CsvDialect } from './csv-dialect.js';

const LF = 0x0a;
const CR = 0x0d;
const NOTHING = Buffer.alloc(0);

export interface Tokenized extends Batch {
  /** How many bytes belong to whole records; the rest begins the next run. */
  readonly consumed: number;
  /** The number of the next record. */
  readonly nextRecord: number;
}

/** What a byte of a bare field can be. */
const TEXT = 0;
const DELIMITER = 1;
const LINE_FEED = 2;
const CARRIAGE_RETURN = 3;
const QUOTE = 4;

/** How far the end of a quoted field is looked for byte by byte, before a search that is faster once it runs. */
const NEAR_BYTES = 24;

/** What ends a record: its line ending or the source, more bytes that are needed, or what makes it none. */
type RecordEnd = 'ended' | 'incomplete' | 'quote' | 'unclosed_quote' | 'line_ending';

/**
 * Finds records and fields in bytes of CSV as RFC 4180 has it, with LF or CRLF line endings. It is strict where leniency would guess: a quote inside a bare field, text behind
 * a closing quote and a bare CR are errors. An empty line is no record where records have more than one field. https://www.rfc-editor.org/rfc/rfc4180
 */
export class CsvTokenizer {
  readonly #width: number;
  readonly #quote: number;
  readonly #kinds: Uint8Array;
  #recordStart = new Int32Array(1024);
  #recordEnd = new Int32Array(1024);
  #recordHasEmpty = new Uint8Array(1024);
  #fieldStart: Int32Array<ArrayBufferLike>;
  #fieldEnd: Int32Array<ArrayBufferLike>;
  #fieldForm: Uint8Array<ArrayBufferLike>;
  // What the record that was read last is; plain fields rather than a result object, because there is one for every record of the source.
  #fields = 0;
  #end = 0;
  #next = 0;
  #hasEmpty = 0;

  constructor(width: number, { delimiter, quote }: CsvDialect) {
    this.#width = width;
    this.#quote = quote;
    this.#kinds = new Uint8Array(256);
    this.#kinds[LF] = LINE_FEED;
    this.#kinds[CR] = CARRIAGE_RETURN;
    if (quote >= 0) this.#kinds[quote] = QUOTE;
    this.#kinds[delimiter] = DELIMITER;
    this.#fieldStart = new Int32Array(1024 * width);
    this.#fieldEnd = new Int32Array(1024 * width);
    this.#fieldForm = new Uint8Array(1024 * width);
  }

  /** @param final - whether nothing follows: then the last record needs no line ending. */
  tokenize(bytes: Buffer, final: boolean, firstRecord: number, byteOffset: number): Tokenized {
    const width = this.#width;
    const malformed: Malformed[] = [];
    let records = 0;
    let number = firstRecord;
    let position = 0;
    while (position < bytes.length) {
      if (records === this.#recordStart.length) this.#grow();
      const end = this.#readRecord(bytes, position, records * width, final);
      if (end === 'incomplete') break;
      const fields = this.#fields;
      if (end !== 'ended') {
        malformed.push({ record: number, byteOffset: byteOffset + position, field: Math.min(fields, width) - 1, rule: end, fatal: true, raw: NOTHING });
        position = bytes.length;
        break;
      }
      if (fields === width) {
        this.#recordStart[records] = position;
        this.#recordEnd[records] = this.#end;
        this.#recordHasEmpty[records] = this.#hasEmpty;
        records += 1;
        number += 1;
      } else if (fields > 1 || this.#end > position) {
        malformed.push({ record: number, byteOffset: byteOffset + position, field: undefined, rule: 'field_count', fatal: false, raw: bytes.subarray(position, this.#end) });
        number += 1;
      }
      position = this.#next;
    }
    return {
      bytes,
      width,
      records,
      recordStart: this.#recordStart,
      recordEnd: this.#recordEnd,
      recordHasEmpty: this.#recordHasEmpty,
      fieldStart: this.#fieldStart,
      fieldEnd: this.#fieldEnd,
      fieldForm: this.#fieldForm,
      firstRecord,
      byteOffset,
      validUtf8: isUtf8(bytes.subarray(0, position)),
      malformed,
      consumed: position,
      nextRecord: number,
    };
  }

  /** Reads the record that begins at `from`, with its fields at `index` and after; fields beyond the width are only counted. */
  #readRecord(bytes: Buffer, from: number, index: number, final: boolean): RecordEnd {
    const { length } = bytes;
    const kinds = this.#kinds;
    const quote = this.#quote;
    const starts = this.#fieldStart;
    const ends = this.#fieldEnd;
    const forms = this.#fieldForm;
    const last = index + this.#width;
    let at = from;
    let hasEmpty = 0;
    for (let field = index; ; field += 1) {
      let start = at;
      let end: number;
      let form: number = FORM.bare;
      if (at < length && bytes[at] === quote) {
        end = this.#closingQuote(bytes, at + 1);
        if (end < 0) {
          form = FORM.doubled;
          end = ~end;
        } else form = FORM.quoted;
        start += 1;
        at = end + 1;
      } else {
        while (at < length && kinds[bytes[at] as number] === TEXT) at += 1;
        end = at;
      }
      if (start === end) hasEmpty = 1;
      if (field < last) {
        starts[field] = start;
        ends[field] = end;
        forms[field] = form;
      }
      const kind = at < length ? kinds[bytes[at] as number] : undefined;
      if (kind === DELIMITER) {
        at += 1;
        continue;
      }
      this.#fields = field - index + 1;
      this.#end = at;
      this.#hasEmpty = hasEmpty;
      this.#next = at + 1;
      if (kind === LINE_FEED) return 'ended';
      if (kind === CARRIAGE_RETURN) {
        this.#next = at + 2;
        if (at + 1 < length) return bytes[at + 1] === LF ? 'ended' : 'line_ending';
        return final ? 'line_ending' : 'incomplete';
      }
      if (kind !== undefined) return 'quote';
      this.#next = length;
      if (!final) return 'incomplete';
      return at === length ? 'ended' : 'unclosed_quote';
    }
  }

  /** Where the quote stands that closes a field; its complement (`~`) where quotes inside are doubled. Beyond the last byte where there is none. */
  #closingQuote(bytes: Buffer, from: number): number {
    const { length } = bytes;
    const quote = this.#quote;
    let doubled = false;
    let at = from;
    for (;;) {
      const near = Math.min(at + NEAR_BYTES, length);
      while (at < near && bytes[at] !== quote) at += 1;
      if (at === near) {
        const found = bytes.indexOf(quote, at);
        at = found === -1 ? length : found;
      }
      if (at + 1 >= length || bytes[at + 1] !== quote) return doubled ? ~at : at;
      doubled = true;
      at += 2;
    }
  }

  #grow(): void {
    const larger = <A extends Int32Array | Uint8Array>(array: A, copy: A): A => (copy.set(array), copy);
    this.#recordStart = larger(this.#recordStart, new Int32Array(this.#recordStart.length * 2));
    this.#recordEnd = larger(this.#recordEnd, new Int32Array(this.#recordEnd.length * 2));
    this.#recordHasEmpty = larger(this.#recordHasEmpty, new Uint8Array(this.#recordHasEmpty.length * 2));
    this.#fieldStart = larger(this.#fieldStart, new Int32Array(this.#fieldStart.length * 2));
    this.#fieldEnd = larger(this.#fieldEnd, new Int32Array(this.#fieldEnd.length * 2));
    this.#fieldForm = larger(this.#fieldForm, new Uint8Array(this.#fieldForm.length * 2));
  }
}
