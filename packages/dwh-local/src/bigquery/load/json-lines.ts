import { MAX_RECORD_BYTES } from '../limits.js';
import { JsonProblem } from './json-row.js';
import { readChunks } from './source-bytes.js';

export interface Line {
  readonly position: number;
  readonly text: string;
}

/** Lines that are not blank. */
export async function* readLines(path: string, signal: AbortSignal): AsyncGenerator<Line> {
  let held: Buffer = Buffer.alloc(0);
  let heldFrom = 0;
  for await (const chunk of readChunks(path, signal)) {
    const searchFrom = held.length;
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let start = 0;
    let end = held.indexOf(10, searchFrom);
    while (end !== -1) {
      yield* lineOf(held.subarray(start, end), heldFrom + start);
      start = end + 1;
      end = held.indexOf(10, start);
    }
    held = held.subarray(start);
    heldFrom += start;
    if (held.length > MAX_RECORD_BYTES) throw new JsonProblem(`A row is longer than ${MAX_RECORD_BYTES} bytes.`);
  }
  yield* lineOf(held, heldFrom);
}

function* lineOf(bytes: Buffer, position: number): Generator<Line> {
  const text = bytes.toString('utf8');
  if (text.trim() !== '') yield { position, text };
}
