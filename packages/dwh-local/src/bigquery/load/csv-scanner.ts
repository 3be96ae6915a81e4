import type { CsvFormat } from './csv-format.js';

/** What is wrong with how a record is written. */
export type CsvFault = 'missing-close-quote' | 'data-after-quote' | 'bare-quote' | 'ascii-0';

/** Called for each record: where it starts and ends (without its line end) in the file, and how many fields it has. */
export type OnRecord = (start: number, end: number, columns: number, fault: CsvFault | undefined) => void;

const LF = 10;
const CR = 13;
const enum At {
  FieldStart,
  Unquoted,
  Quoted,
  QuoteInQuoted,
}

/**
 * Finds the records of a CSV file, byte by byte, in chunks of any size. It says where records are and what is wrong with them, and holds no bytes.
 * A record ends at LF, CRLF or CR; inside quotes only where `quotedNewlines` allows line breaks it does not.
 */
export class CsvScanner {
  /** Line ends that were seen; a file with more than one kind is read by the careful path. */
  sawLf = false;
  sawCrLf = false;
  sawLoneCr = false;
  sawQuote = false;
  /** A line break inside of quotes. */
  sawQuotedBreak = false;
  longestRecord = 0;

  #state = At.FieldStart;
  #columns = 1;
  #start = 0;
  #offset = 0;
  #fault: CsvFault | undefined;
  /** A CR has ended the record; an LF that follows belongs to it. */
  #afterCr = false;
  readonly #special = new Uint8Array(256);

  constructor(
    readonly format: Pick<CsvFormat, 'delimiter' | 'quote' | 'quotedNewlines' | 'preserveControlCharacters'>,
    readonly onRecord: OnRecord,
  ) {
    for (const byte of [LF, CR, format.delimiter, ...(format.quote === undefined ? [] : [format.quote]), ...(format.preserveControlCharacters ? [] : [0])]) this.#special[byte] = 1;
  }

  write(chunk: Uint8Array): void {
    const { delimiter, quotedNewlines } = this.format;
    const quote = this.format.quote ?? -1;
    const special = this.#special;
    const length = chunk.length;
    let state = this.#state;
    let columns = this.#columns;
    for (let index = 0; index < length; index += 1) {
      const byte = chunk[index] as number;
      if (this.#afterCr) {
        this.#afterCr = false;
        if (byte === LF) {
          this.sawCrLf = true;
          this.#start = this.#offset + index + 1;
          continue;
        }
        this.sawLoneCr = true;
      }
      if (special[byte] === 0) {
        if (state === At.FieldStart) state = At.Unquoted;
        else if (state === At.QuoteInQuoted) {
          this.#fault ??= 'data-after-quote';
          state = At.Unquoted;
        }
        continue;
      }
      if (byte === quote) {
        this.sawQuote = true;
        if (state === At.Unquoted) this.#fault ??= 'bare-quote';
        else state = state === At.Quoted ? At.QuoteInQuoted : At.Quoted;
        continue;
      }
      if (byte === 0) {
        this.#fault ??= 'ascii-0';
        if (state === At.FieldStart) state = At.Unquoted;
        continue;
      }
      if (state === At.Quoted) {
        if (byte === delimiter) continue;
        if (quotedNewlines) {
          this.sawQuotedBreak = true;
          continue;
        }
        this.#fault ??= 'missing-close-quote';
      }
      if (byte === delimiter) {
        columns += 1;
        state = At.FieldStart;
        continue;
      }
      this.#columns = columns;
      this.#record(this.#offset + index);
      columns = 1;
      state = At.FieldStart;
      if (byte === CR) this.#afterCr = true;
      else this.sawLf = true;
    }
    this.#state = state;
    this.#columns = columns;
    this.#offset += length;
  }

  /** The last record needs no line end. */
  end(): void {
    if (this.#afterCr) this.sawLoneCr = true;
    if (this.#state === At.Quoted) this.#fault ??= 'missing-close-quote';
    if (this.#start < this.#offset && !this.#afterCr) this.#record(this.#offset);
  }

  #record(end: number): void {
    const start = this.#start;
    this.longestRecord = Math.max(this.longestRecord, end - start);
    const fault = this.#fault;
    const columns = this.#columns;
    this.#fault = undefined;
    this.#columns = 1;
    this.#start = end + 1;
    this.onRecord(start, end, columns, fault);
  }
}

/** A fault as the service words it. */
export function faultText(fault: CsvFault, format: Pick<CsvFormat, 'quote'>): string {
  const quote = format.quote === undefined ? '' : String.fromCharCode(format.quote);
  switch (fault) {
    case 'missing-close-quote':
      return `Missing close quote character (${quote}).`;
    case 'data-after-quote':
      return `Data between close quote character (${quote}) and field separator.`;
    case 'bare-quote':
      return `Bare quote character (${quote}) in a field that is not quoted.`;
    case 'ascii-0':
      return 'Bad character (ASCII 0) encountered.';
  }
}
