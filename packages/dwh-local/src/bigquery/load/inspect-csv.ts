import { isUtf8 } from 'node:buffer';

import { MAX_REPORTED_ERRORS } from '../limits.js';
import type { CsvFormat } from './csv-format.js';
import { CsvScanner, faultText, type CsvFault } from './csv-scanner.js';
import { readChunks } from './source-bytes.js';

/** A record that cannot be loaded. `position` is the byte offset of its start in the uncompressed file. */
export interface BadRecord {
  readonly position: number;
  readonly message: string;
}

export interface CsvInspection {
  /** Records behind the skipped ones, good and bad. */
  readonly records: number;
  readonly bad: number;
  /** The first few of the bad ones. */
  readonly badRecords: readonly BadRecord[];
  readonly longestRecord: number;
  /** Whether lines end in CRLF. */
  readonly crlf: boolean;
  /** Whether DuckDB's own reader reads this file exactly as the service would. */
  readonly plain: boolean;
}

/** What the shape of one record means: undefined where it is to be loaded. */
export function shapeProblem(columns: number, width: number, position: number, fault: CsvFault | undefined, format: CsvFormat): string | undefined {
  if (fault !== undefined) return `Error detected while parsing row starting at position: ${position}. Error: ${faultText(fault, format)}`;
  if (columns < width && !format.jaggedRows) return `CSV table references column position ${columns}, but line starting at position:${position} contains only ${columns} columns.`;
  if (columns > width && !format.ignoreUnknownValues) return `Too many values in row starting at position: ${position}. Found ${columns} column(s) while expected ${width}.`;
  return undefined;
}

/** Reads a whole file once: how its records are shaped, and whether anything in it needs the careful path. */
export async function inspectCsv(path: string, format: CsvFormat, width: number, signal: AbortSignal): Promise<CsvInspection> {
  let seen = 0;
  let bad = 0;
  let irregular = format.encoding === 'ISO-8859-1' || width === 1;
  const badRecords: BadRecord[] = [];
  const scanner = new CsvScanner(format, (start, end, columns, fault) => {
    seen += 1;
    if (seen <= format.skipLeadingRows) {
      // DuckDB skips lines, the service records; and it does not look into them.
      if (scanner.sawQuote || fault !== undefined) irregular = true;
      return;
    }
    if (columns !== width || start === end) irregular = true;
    const message = shapeProblem(columns, width, start, fault, format);
    if (message === undefined) return;
    bad += 1;
    if (badRecords.length < MAX_REPORTED_ERRORS) badRecords.push({ position: start, message });
  });
  const utf8 = new Utf8Check();
  let first = true;
  for await (const chunk of readChunks(path, signal)) {
    if (first && chunk.subarray(0, 3).equals(BYTE_ORDER_MARK)) irregular = true;
    first = false;
    scanner.write(chunk);
    if (!irregular && !utf8.accepts(chunk)) irregular = true;
  }
  scanner.end();
  if (!utf8.endsWhole()) irregular = true;
  const lineEnds = Number(scanner.sawLf) + Number(scanner.sawCrLf);
  return {
    records: Math.max(0, seen - format.skipLeadingRows),
    bad,
    badRecords,
    longestRecord: scanner.longestRecord,
    // DuckDB's reader loses its way where lines end in CRLF and a quoted field has a line break.
    plain: !irregular && bad === 0 && lineEnds <= 1 && !scanner.sawLoneCr && !(scanner.sawCrLf && scanner.sawQuotedBreak),
    crlf: scanner.sawCrLf,
  };
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Whether bytes that come in chunks are UTF-8; a character may be cut by the end of a chunk. */
class Utf8Check {
  #rest: Buffer = Buffer.alloc(0);

  accepts(chunk: Buffer): boolean {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const cut = bytes.length - unfinished(bytes);
    this.#rest = Buffer.from(bytes.subarray(cut));
    return isUtf8(bytes.subarray(0, cut));
  }

  endsWhole(): boolean {
    return this.#rest.length === 0;
  }
}

/** How many bytes at the end belong to a character that goes on. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}
