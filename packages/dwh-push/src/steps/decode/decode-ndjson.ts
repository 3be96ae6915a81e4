import { isUtf8 } from 'node:buffer';

import { parseJson } from '../../batch/parse-json.js';
import { BrokenRow, type Row, type RowBatch } from '../../batch/row-batch.js';
import { rechunk } from '../../shared/rechunk.js';
import { readLines, type Lines } from './read-lines.js';

const BATCH_BYTES = 256 * 1024;

interface NdjsonOptions {
  /** Whether the contract has columns whose numbers a JavaScript number may not hold. */
  readonly exactNumbers: boolean;
  /** What batches call the file, where there are several. */
  readonly object?: string;
}

/** Reads newline-delimited JSON, an object per line; blank lines are none. A line that is not JSON is a broken row, and the following lines go on. */
export async function* decodeNdjson(chunks: AsyncIterable<Buffer>, { exactNumbers, object }: NdjsonOptions): AsyncGenerator<RowBatch> {
  const parse = exactNumbers ? parseJson : (text: string): unknown => JSON.parse(text);
  let record = 1;
  for await (const lines of readLines(rechunk(chunks, BATCH_BYTES))) {
    const batch = batchOf(lines, record, parse);
    record += batch.rows.length;
    if (batch.rows.length > 0) yield object === undefined ? batch : { ...batch, object };
  }
}

function batchOf({ bytes, starts, ends, byteOffset, tooLong }: Lines, firstRecord: number, parse: (text: string) => unknown): RowBatch & { readonly rows: readonly unknown[] } {
  const wellFormed = isUtf8(bytes);
  const rows: (Row | BrokenRow)[] = [];
  const places: number[] = [];
  starts.forEach((start, line) => {
    const end = ends[line] as number;
    if (isBlank(bytes, start, end)) return;
    const row = !wellFormed && !isUtf8(bytes.subarray(start, end)) ? new BrokenRow('utf8') : rowOf(bytes.toString('utf8', start, end), parse);
    rows.push(row);
    places.push(line);
  });
  if (tooLong !== undefined) rows.push(new BrokenRow('record_size', undefined, true));
  return {
    firstRecord,
    rows,
    byteOffset: (index) => (index < places.length ? byteOffset + (starts[places[index] as number] as number) : tooLong),
    raw: (index) => (index < places.length ? bytes.subarray(starts[places[index] as number], ends[places[index] as number]) : ''),
  };
}

function rowOf(text: string, parse: (text: string) => unknown): Row | BrokenRow {
  try {
    return { value: parse(text) };
  } catch {
    return new BrokenRow('json');
  }
}

/** JSON knows no more white space than space, tab, carriage return and line feed. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const byte = bytes[index];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x0a) return false;
  }
  return true;
}
