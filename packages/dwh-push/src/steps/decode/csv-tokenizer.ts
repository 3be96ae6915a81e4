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

/** What stopped a field. */
type Stop = 'delimiter' | 'line' | 'end' | 'incomplete' | 'quote' | 'unclosed_quote' | 'line_ending';

/**
 * Finds records and fields in bytes of CSV as RFC 4180 has it, with LF or CRLF line endings. It is strict where leniency would guess: a quote inside a bare field, text behind
 * a closing quote and a bare CR are errors. An empty line is no record where records have more than one field. https://www.rfc-editor.org/rfc/rfc4180
 */
export class CsvTokenizer {
  readonly #width: number;
  readonly #dialect: CsvDialect;
  #recordStart = new Int32Array(1024);
  #recordEnd = new Int32Array(1024);
  #fieldStart: Int32Array<ArrayBufferLike>;
  #fieldEnd: Int32Array<ArrayBufferLike>;
  #fieldForm: Uint8Array<ArrayBufferLike>;
  // The field that was read last; plain fields rather than a result object, because this is read once per field of the source.
  #start = 0;
  #end = 0;
  #form: number = FORM.bare;
  #next = 0;

  constructor(width: number, dialect: CsvDialect) {
    this.#width = width;
    this.#dialect = dialect;
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
      const recordStart = position;
      if (records === this.#recordStart.length) this.#grow();
      let field = 0;
      let stop: Stop;
      do {
        stop = this.#readField(bytes, position, final);
        position = this.#next;
        if (field < width) {
          const index = records * width + field;
          this.#fieldStart[index] = this.#start;
          this.#fieldEnd[index] = this.#end;
          this.#fieldForm[index] = this.#form;
        }
        field += 1;
      } while (stop === 'delimiter');
      if (stop === 'incomplete') {
        position = recordStart;
        break;
      }
      if (stop !== 'line' && stop !== 'end') {
        malformed.push({ record: number, byteOffset: byteOffset + recordStart, field: Math.min(field, width) - 1, rule: stop, fatal: true, raw: NOTHING });
        position = bytes.length;
        break;
      }
      const blank = field === 1 && this.#form === FORM.bare && this.#start === this.#end;
      if (field === width) {
        this.#recordStart[records] = recordStart;
        this.#recordEnd[records] = this.#form === FORM.bare ? this.#end : this.#end + 1;
        records += 1;
        number += 1;
      } else if (!blank) {
        malformed.push({ record: number, byteOffset: byteOffset + recordStart, field: undefined, rule: 'field_count', fatal: false, raw: bytes.subarray(recordStart, this.#form === FORM.bare ? this.#end : this.#end + 1) });
        number += 1;
      }
    }
    return {
      bytes,
      width,
      records,
      recordStart: this.#recordStart,
      recordEnd: this.#recordEnd,
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

  #readField(bytes: Buffer, from: number, final: boolean): Stop {
    const { quote } = this.#dialect;
    return bytes[from] === quote ? this.#readQuoted(bytes, from, final) : this.#readBare(bytes, from, final);
  }

  #readBare(bytes: Buffer, from: number, final: boolean): Stop {
    const { delimiter, quote } = this.#dialect;
    const { length } = bytes;
    let at = from;
    let byte = 0;
    while (at < length) {
      byte = bytes[at] as number;
      if (byte === delimiter || byte === LF || byte === CR || byte === quote) break;
      at += 1;
    }
    this.#start = from;
    this.#end = at;
    this.#form = FORM.bare;
    this.#next = at + 1;
    if (at === length) {
      this.#next = length;
      return final ? 'end' : 'incomplete';
    }
    if (byte === quote) return 'quote';
    return byte === delimiter ? 'delimiter' : this.#lineEnding(bytes, at, final);
  }

  #readQuoted(bytes: Buffer, from: number, final: boolean): Stop {
    const { delimiter, quote } = this.#dialect;
    const { length } = bytes;
    let form: number = FORM.quoted;
    let closing = bytes.indexOf(quote, from + 1);
    while (closing !== -1 && closing + 1 < length && bytes[closing + 1] === quote) {
      form = FORM.doubled;
      closing = bytes.indexOf(quote, closing + 2);
    }
    if (closing === -1) return final ? 'unclosed_quote' : 'incomplete';
    this.#start = from + 1;
    this.#end = closing;
    this.#form = form;
    const at = closing + 1;
    this.#next = at + 1;
    if (at === length) {
      this.#next = length;
      return final ? 'end' : 'incomplete';
    }
    const byte = bytes[at];
    if (byte === delimiter) return 'delimiter';
    return byte === LF || byte === CR ? this.#lineEnding(bytes, at, final) : 'quote';
  }

  #lineEnding(bytes: Buffer, at: number, final: boolean): Stop {
    if (bytes[at] === LF) return 'line';
    if (at + 1 === bytes.length) return final ? 'line_ending' : 'incomplete';
    if (bytes[at + 1] !== LF) return 'line_ending';
    this.#next = at + 2;
    return 'line';
  }

  #grow(): void {
    const larger = <A extends Int32Array | Uint8Array>(array: A, copy: A): A => (copy.set(array), copy);
    this.#recordStart = larger(this.#recordStart, new Int32Array(this.#recordStart.length * 2));
    this.#recordEnd = larger(this.#recordEnd, new Int32Array(this.#recordEnd.length * 2));
    this.#fieldStart = larger(this.#fieldStart, new Int32Array(this.#fieldStart.length * 2));
    this.#fieldEnd = larger(this.#fieldEnd, new Int32Array(this.#fieldEnd.length * 2));
    this.#fieldForm = larger(this.#fieldForm, new Uint8Array(this.#fieldForm.length * 2));
  }
}
