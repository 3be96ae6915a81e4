import type { CsvFormat } from './csv-format.js';
import { CsvScanner, type CsvFault } from './csv-scanner.js';
import { readChunks } from './source-bytes.js';

export interface RawRecord {
  /** Where it starts in the file. */
  readonly position: number;
  readonly columns: number;
  readonly fault: CsvFault | undefined;
  readonly bytes: Buffer;
}

/** The records of a CSV file, skipped ones included, in batches of what one chunk completed. */
export async function* readRecords(path: string, format: CsvFormat, signal: AbortSignal): AsyncGenerator<RawRecord[]> {
  let found: { start: number; end: number; columns: number; fault: CsvFault | undefined }[] = [];
  const scanner = new CsvScanner(format, (start, end, columns, fault) => found.push({ start, end, columns, fault }));
  let held: Buffer = Buffer.alloc(0);
  let heldFrom = 0;
  const take = () => {
    const records = found.map(({ start, end, columns, fault }) => ({ position: start, columns, fault, bytes: held.subarray(start - heldFrom, end - heldFrom) }));
    const last = found.at(-1);
    found = [];
    return { records, keepFrom: last === undefined ? heldFrom : last.end };
  };
  for await (const chunk of readChunks(path, signal)) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    scanner.write(chunk);
    const { records, keepFrom } = take();
    if (records.length > 0) yield records;
    held = held.subarray(keepFrom - heldFrom);
    heldFrom = keepFrom;
  }
  scanner.end();
  const { records } = take();
  if (records.length > 0) yield records;
}
