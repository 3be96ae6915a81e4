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
    record += batch.records;
    if (batch.records > 0) yield object === undefined ? batch : { ...batch, object };
  }
}

function batchOf({ bytes, starts, ends, byteOffset, tooLong }: Lines, firstRecord: number, parse: (text: string) => unknown): RowBatch {
  const wellFormed = isUtf8(bytes);
  const rows: (Row | BrokenRow)[] = [];
  const places: number[] = [];
  starts.forEach((start, line) => {
    const end = ends[line] as number;
    const row = !wellFormed && !isUtf8(bytes.subarray(start, end)) ? new BrokenRow('utf8') : rowOf(bytes.toString('utf8', start, end), parse);
    if (row === undefined) return;
    rows.push(row);
    places.push(line);
  });
  if (tooLong !== undefined) rows.push(new BrokenRow('record_size', undefined, true));
  return {
    records: rows.length,
    firstRecord,
    rows,
    byteOffset: (index) => (index < places.length ? byteOffset + (starts[places[index] as number] as number) : tooLong),
    raw: (index) => (index < places.length ? bytes.subarray(starts[places[index] as number], ends[places[index] as number]) : ''),
  };
}

/** Undefined for a blank line. JSON knows no more than these four as white space. */
function rowOf(text: string, parse: (text: string) => unknown): Row | BrokenRow | undefined {
  try {
    return { value: parse(text) };
  } catch {
    return /^[ \t\r\n]*$/.test(text) ? undefined : new BrokenRow('json');
  }
}
