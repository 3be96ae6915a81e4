import { setImmediate } from 'node:timers/promises';

import type { Row, RowBatch } from '../../batch/row-batch.js';
import { DwhPushError } from '../../errors.js';
import { abortable } from '../../shared/abort.js';
import { displayJson } from './display-json.js';

/** Rows of a program may be large, and how large is not known before they are written: few are held at once. */
const BATCH_ROWS = 64;
/** Rows that need no waiting for would keep timers and sockets from running, and an abort from being heard. */
const TURN_MS = 20;

/**
 * Takes rows from an iterable, a batch at a time and no further ahead.
 *
 * @throws DwhPushError `SOURCE_FAILED` with what the iterable threw as its cause
 */
export async function* decodeIterable(rows: Iterable<unknown> | AsyncIterable<unknown>, signal: AbortSignal | undefined): AsyncGenerator<RowBatch> {
  const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  let record = 1;
  let ended = false;
  let turn = performance.now();
  try {
    while (!ended) {
      if (performance.now() - turn > TURN_MS) {
        await setImmediate();
        turn = performance.now();
      }
      const batch: Row[] = [];
      while (batch.length < BATCH_ROWS) {
        const next = await nextRow(iterator, signal);
        if (next.done === true) {
          ended = true;
          break;
        }
        refuseBytes(next.value, record + batch.length);
        batch.push({ value: next.value });
      }
      if (batch.length > 0) yield batchOf(batch, record);
      record += batch.length;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    // A generator that hangs would not answer: after an abort it is told, and not waited for.
    const closed = ended ? undefined : Promise.resolve(iterator.return?.()).catch(() => undefined);
    if (signal?.aborted !== true) await closed;
  }
}

/** A stream in object mode, or a generator, whose items are the bytes of a file. */
function refuseBytes(value: unknown, record: number): void {
  if (record === 1 && value instanceof Uint8Array) throw new DwhPushError('SOURCE_UNREADABLE', 'The source yields bytes, and is no stream of bytes: pass Readable.from(bytes, { objectMode: false }), or the bytes themselves.');
}

async function nextRow(iterator: Iterator<unknown> | AsyncIterator<unknown>, signal: AbortSignal | undefined): Promise<IteratorResult<unknown>> {
  try {
    const next = iterator.next();
    return next instanceof Promise ? await abortable(next, signal) : await next;
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) {
      void Promise.resolve(iterator.return?.()).catch(() => undefined);
      throw error;
    }
    throw new DwhPushError('SOURCE_FAILED', 'The rows of the calling code ended with an error.', { cause: error });
  }
}

function batchOf(rows: readonly Row[], firstRecord: number): RowBatch {
  return { records: rows.length, firstRecord, rows, byteOffset: () => undefined, raw: (index) => displayJson((rows[index] as { value: unknown }).value) };
}
