/** https://docs.cloud.google.com/bigquery/quotas#load_jobs */
const MAX_LINE_BYTES = 100 * 1024 * 1024;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const LF = 0x0a;

/** A run of whole lines, with the place of each, without its ending. */
export interface Lines {
  readonly bytes: Buffer;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Where `bytes` begins in the source. */
  readonly byteOffset: number;
  /** Where a line begins in the source that is longer than any record may be: nothing after it is read. */
  readonly tooLong: number | undefined;
}

/** Finds lines in bytes; a chunk is valid until the next one is asked for. A byte order mark in front is no part of the first; the last needs no ending. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Lines> {
  // What is held of a line that has no end yet; joined only once its end is there, so that the work stays linear.
  let held: Buffer[] = [];
  let heldBytes = 0;
  let byteOffset = 0;
  let first = true;
  for await (let chunk of chunks) {
    if (first && chunk.subarray(0, BOM.length).equals(BOM)) {
      chunk = chunk.subarray(BOM.length);
      byteOffset = BOM.length;
    }
    first = false;
    const last = chunk.lastIndexOf(LF);
    if (last !== -1) {
      const bytes = Buffer.concat([...held, chunk.subarray(0, last + 1)]);
      yield linesOf(bytes, byteOffset);
      byteOffset += bytes.length;
      held = [];
      heldBytes = 0;
    }
    held.push(Buffer.from(chunk.subarray(last + 1)));
    heldBytes += chunk.length - last - 1;
    if (heldBytes > MAX_LINE_BYTES) {
      yield { bytes: Buffer.alloc(0), starts: [], ends: [], byteOffset, tooLong: byteOffset };
      return;
    }
  }
  if (heldBytes > 0) yield linesOf(Buffer.concat(held), byteOffset);
}

function linesOf(bytes: Buffer, byteOffset: number): Lines {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(LF, start);
    const end = found === -1 ? bytes.length : found;
    starts.push(start);
    ends.push(end);
    start = end + 1;
  }
  return { bytes, starts, ends, byteOffset, tooLong: undefined };
}
