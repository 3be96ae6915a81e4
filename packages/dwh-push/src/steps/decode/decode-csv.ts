import { DwhPushError } from '../../errors.js';
import { HeldBytes } from '../../shared/held-bytes.js';
import type { Batch } from '../../batch/batch.js';
import { COMMA_CSV, isCanonical, type CsvDialect } from './csv-dialect.js';
import { matchHeader, readHeader, withoutBom } from './csv-header.js';
import { CsvRewriter } from './csv-rewriter.js';
import { CsvTokenizer } from './csv-tokenizer.js';

/** https://docs.cloud.google.com/bigquery/quotas#load_jobs */
export const MAX_RECORD_BYTES = 100 * 1024 * 1024;
/** Small enough that the checks find it in the processor's cache. */
const BATCH_BYTES = 256 * 1024;
/** Room for the names of as many columns as a table may have. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;
/** More than a BOM has. */
const FIRST_BYTES = 4;

export interface DecodedCsv {
  /** Which field of a record each column is, in the order of the columns asked for. */
  readonly fieldOfColumn: readonly number[];
  readonly batches: AsyncIterable<Batch>;
}

interface CsvFile {
  readonly dialect?: CsvDialect;
  /** Whether it begins with the names of its columns; otherwise its fields are the columns, in their order. */
  readonly header?: boolean;
  /** What batches call the file, where there are several. */
  readonly object?: string;
  /** Which field of a record each column is to be; absent: as it comes. */
  readonly fieldOfColumn?: readonly number[];
}

/**
 * Reads the header line of a CSV and then its records, a batch at a time. Batches are in the dialect that is staged, whatever the file's.
 *
 * @param columns - the names that the header must hold, all of them and no others
 * @throws DwhPushError `DECODE_HEADER_MISMATCH`, `DECODE_UNSUPPORTED` (not in the encoding that is asked for), and what the chunks throw
 */
export async function decodeCsv(chunks: AsyncIterable<Buffer>, columns: readonly string[], source: string, { dialect = COMMA_CSV, header = true, object, fieldOfColumn }: CsvFile = {}): Promise<DecodedCsv> {
  const rest = pieces(chunks);
  const held = new HeldBytes(2 * BATCH_BYTES);
  try {
    const { consumed, found } = await readStart(held, rest, columns, source, dialect, header);
    const wanted = fieldOfColumn ?? found;
    const inOrder = wanted.every((field, column) => field === found[column]);
    const rewriter = isCanonical(dialect) && inOrder ? undefined : new CsvRewriter(dialect, wanted.map((_, place) => found[wanted.indexOf(place)] as number));
    const batches = decodeRecords(held, rest, new CsvTokenizer(columns.length, dialect), consumed);
    return { fieldOfColumn: wanted, batches: object === undefined && rewriter === undefined ? batches : dressed(batches, rewriter, object) };
  } catch (error) {
    await rest.return(undefined);
    throw error;
  }
}

/** Uses up what stands before the records: a BOM, a header line. `found` is which field each column is, `consumed` counts the bytes. */
async function readStart(held: HeldBytes, rest: AsyncGenerator<Buffer>, columns: readonly string[], source: string, dialect: CsvDialect, header: boolean): Promise<{ consumed: number; found: readonly number[] }> {
  // A line that goes on is looked at again only once the bytes have doubled.
  for (let enough = FIRST_BYTES; ; enough = held.length * 2) {
    const done = await gather(held, rest, enough);
    const text = withoutBom(held.bytes);
    const bom = held.length - text.length;
    if (bom > 0 && dialect.encoding === 'latin1') throw new DwhPushError('DECODE_UNSUPPORTED', `The source ${source} begins with the mark of UTF-8, and is said to be latin1.`);
    const line = header ? readHeader(text, done, dialect, source) : { names: columns, consumed: 0 };
    if (line !== undefined) {
      const consumed = bom + line.consumed;
      held.use(consumed);
      return { consumed, found: header ? matchHeader(line.names, columns, source, String.fromCharCode(dialect.delimiter)) : columns.map((_, index) => index) };
    }
    if (held.length > MAX_HEADER_BYTES) throw new DwhPushError('DECODE_HEADER_MISMATCH', `The first line of ${source} is longer than ${MAX_HEADER_BYTES} bytes, and so is no header line.`);
  }
}

async function* dressed(batches: AsyncIterable<Batch>, rewriter: CsvRewriter | undefined, object: string | undefined): AsyncGenerator<Batch> {
  for await (const batch of batches) yield { ...(rewriter === undefined ? batch : rewriter.rewrite(batch)), ...(object === undefined ? {} : { object }) };
}

async function* decodeRecords(held: HeldBytes, rest: AsyncGenerator<Buffer>, tokenizer: CsvTokenizer, startBytes: number): AsyncGenerator<Batch> {
  let record = 1;
  let offset = startBytes;
  // A record that spans batches is looked at again only once the bytes have doubled: the work stays linear in the size of the record.
  let waitFor = BATCH_BYTES;
  try {
    for (let final = false; !final; ) {
      final = await gather(held, rest, waitFor);
      const batch = tokenizer.tokenize(held.bytes, final, record, offset);
      held.use(batch.consumed);
      record = batch.nextRecord;
      offset += batch.consumed;
      if (batch.records > 0 || batch.malformed.length > 0) yield batch;
      if (batch.malformed.some(({ fatal }) => fatal)) return;
      if (held.length > MAX_RECORD_BYTES) {
        yield { ...batch, records: 0, malformed: [{ record, byteOffset: offset, field: undefined, rule: 'record_size', fatal: true, raw: Buffer.alloc(0) }] };
        return;
      }
      waitFor = Math.max(held.length * 2, BATCH_BYTES);
    }
  } finally {
    await rest.return(undefined);
  }
}

/** Adds pieces to what is held until there are `enough` bytes or nothing more; whether that is so. */
async function gather(held: HeldBytes, rest: AsyncGenerator<Buffer>, enough: number): Promise<boolean> {
  while (held.length < enough) {
    const { done, value } = await rest.next();
    if (done === true) return true;
    held.add(value);
  }
  return false;
}

/** Chunks, none larger than a batch is. */
async function* pieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += BATCH_BYTES) yield chunk.subarray(at, at + BATCH_BYTES);
  }
}
