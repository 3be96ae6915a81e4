import { DwhPushError } from '../../errors.js';
import { rechunk } from '../../shared/rechunk.js';
import type { Batch } from '../../batch/batch.js';
import { matchHeader, readHeader } from './csv-header.js';
import { CsvTokenizer, type CsvDialect } from './csv-tokenizer.js';

/** https://docs.cloud.google.com/bigquery/quotas#load_jobs */
export const MAX_RECORD_BYTES = 100 * 1024 * 1024;
const BATCH_BYTES = 1024 * 1024;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const COMMA_CSV: CsvDialect = { delimiter: 0x2c, quote: 0x22 };

export interface Decoded {
  /** Which field of a record each column is, in the order of the columns asked for. */
  readonly fieldOfColumn: readonly number[];
  readonly batches: AsyncIterable<Batch>;
}

/**
 * Reads the header line of a CSV and then its records, a batch at a time.
 *
 * @param columns - the names that the header must hold, all of them and no others
 * @throws DwhPushError `DECODE_HEADER_MISMATCH`, `DECODE_UNSUPPORTED` (not CSV in UTF-8), and what the chunks throw
 */
export async function decodeCsv(chunks: AsyncIterable<Buffer>, columns: readonly string[], source: string): Promise<Decoded> {
  const rest = rechunk(chunks, BATCH_BYTES);
  try {
    let held = Buffer.alloc(0);
    for (;;) {
      const { done, value } = await rest.next();
      held = done ? held : Buffer.concat([held, value]);
      refuseOther(held, source);
      const bom = held.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
      const header = readHeader(held.subarray(bom), done === true, COMMA_CSV, source);
      if (header !== undefined) {
        const fieldOfColumn = matchHeader(header.names, columns, source);
        const consumed = bom + header.consumed;
        return { fieldOfColumn, batches: decodeRecords(held.subarray(consumed), rest, header.names.length, consumed) };
      }
      if (held.length > MAX_RECORD_BYTES) throw new DwhPushError('DECODE_HEADER_MISMATCH', `The header line of ${source} is longer than any record may be.`);
    }
  } catch (error) {
    await rest.return(undefined);
    throw error;
  }
}

async function* decodeRecords(first: Buffer, rest: AsyncGenerator<Buffer>, width: number, headerBytes: number): AsyncGenerator<Batch> {
  const tokenizer = new CsvTokenizer(width, COMMA_CSV);
  let held = first;
  let record = 1;
  let offset = headerBytes;
  // A record that spans chunks is looked at again only once the bytes have doubled: the work stays linear in the size of the record.
  let waitFor = 0;
  try {
    for (let final = false; !final; ) {
      if (held.length >= waitFor) {
        const batch = tokenizer.tokenize(held, false, record, offset);
        held = held.subarray(batch.consumed);
        record = batch.nextRecord;
        offset += batch.consumed;
        if (batch.records > 0 || batch.malformed.length > 0) yield batch;
        if (held.length > MAX_RECORD_BYTES) {
          yield { ...batch, records: 0, malformed: [{ record, byteOffset: offset, field: undefined, rule: 'record_size', fatal: true }] };
          return;
        }
        waitFor = held.length * 2;
      }
      const more = await gather(rest, held, waitFor);
      held = more.bytes;
      final = more.final;
    }
    if (held.length === 0) return;
    const batch = tokenizer.tokenize(held, true, record, offset);
    if (batch.records > 0 || batch.malformed.length > 0) yield batch;
  } finally {
    await rest.return(undefined);
  }
}

/** Adds chunks to what is held until there are `enough` bytes, at least one chunk, or nothing more. */
async function gather(rest: AsyncGenerator<Buffer>, held: Buffer, enough: number): Promise<{ bytes: Buffer; final: boolean }> {
  const parts = [held];
  let size = held.length;
  let final = false;
  do {
    const { done, value } = await rest.next();
    if (done) final = true;
    else {
      parts.push(value);
      size += value.length;
    }
  } while (!final && size < enough);
  return { bytes: Buffer.concat(parts, size), final };
}

const COMPRESSED: readonly (readonly [string, Buffer])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ['zip', Buffer.from('PK\u0003\u0004', 'latin1')],
  ['Parquet', Buffer.from('PAR1')],
  ['UTF-16', Buffer.from([0xff, 0xfe])],
  ['UTF-16', Buffer.from([0xfe, 0xff])],
];

function refuseOther(bytes: Buffer, source: string): void {
  const other = COMPRESSED.find(([, magic]) => bytes.subarray(0, magic.length).equals(magic))?.[0];
  if (other !== undefined) throw new DwhPushError('DECODE_UNSUPPORTED', `The source ${source} is ${other}; this version reads plain CSV in UTF-8.`);
}
