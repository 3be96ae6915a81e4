import { setImmediate } from 'node:timers/promises';

import type { Row, RowBatch } from '../../batch/row-batch.js';
import { valuesText } from '../../batch/values-text.js';
import { DwhPushError } from '../../errors.js';
import { abortable } from '../../shared/abort.js';

/** Rows of a program may be large, and how large is not known before they are written: few are written at once. */
const BATCH_ROWS = 64;
/** Rows that need no waiting for would keep timers and sockets from running, and an abort from being heard. */
const TURN_MS = 20;

/**
 * Takes rows from an iterable, a batch at a time and no further ahead.
 *
 * @throws DwhPushError `SOURCE_FAILED` with what the iterable threw as its cause
 */
export async function* decodeIterable(rows: Iterable<unknown> | AsyncIterable<unknown>, signal: AbortSignal | undefined): AsyncGenerator<RowBatch> {
  const iterator = iteratorOf(rows);
  const taken = new TakenRows(iterator);
  let turn = performance.now();
  try {
    while (!taken.ended) {
      if (performance.now() - turn > TURN_MS) {
        await setImmediate();
        turn = performance.now();
      }
      const next = await nextRow(taken, iterator, signal);
      if (next.done === true) {
        taken.ended = true;
        return;
      }
      if (taken.count === 0) refuseBytes(next.value);
      yield taken.batch(next.value);
    }
  } catch (error) {
    taken.ended = true;
    throw error;
  } finally {
    // A generator that hangs would not answer: after an abort it is told, and not waited for.
    const closed = taken.ended ? undefined : Promise.resolve(iterator.return?.()).catch(() => undefined);
    if (signal?.aborted !== true) await closed;
  }
}

/** A program may use one object for all its rows: each is asked for only once the one before it has been checked and written. */
class TakenRows {
  ended = false;
  /** Rows so far. */
  count = 0;
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown>;
  /** What the iterator promised where it turned out not to answer at once. */
  pending: Promise<IteratorResult<unknown>> | undefined;
  #current: unknown;

  constructor(iterator: Iterator<unknown> | AsyncIterator<unknown>) {
    this.#iterator = iterator;
  }

  /** A row that is there, and those after it for which nothing has to be waited. */
  batch(first: unknown): RowBatch {
    return { firstRecord: this.count + 1, rows: this.#rows(first), byteOffset: () => undefined, raw: () => valuesText(this.#current), format: 'values' };
  }

  *#rows(first: unknown): Generator<Row> {
    yield this.#row(first);
    for (let taken = 1; taken < BATCH_ROWS; taken += 1) {
      const next = called(this.#iterator);
      if (next instanceof Promise) {
        this.pending = next;
        next.catch(() => undefined);
        return;
      }
      if (next.done === true) {
        this.ended = true;
        return;
      }
      yield this.#row(next.value);
    }
  }

  #row(value: unknown): Row {
    this.#current = value;
    this.count += 1;
    return { value };
  }
}

function iteratorOf(rows: Iterable<unknown> | AsyncIterable<unknown>): Iterator<unknown> | AsyncIterator<unknown> {
  try {
    const { [Symbol.asyncIterator]: asynchronous } = rows as Partial<AsyncIterable<unknown>>;
    return typeof asynchronous === 'function' ? asynchronous.call(rows) : (rows as Iterable<unknown>)[Symbol.iterator]();
  } catch (error) {
    throw failed(error);
  }
}

function failed(cause: unknown): DwhPushError {
  return new DwhPushError('SOURCE_FAILED', 'The rows of the calling code ended with an error.', { cause });
}

/** A stream in object mode, or a generator, whose items are the bytes of a file. */
function refuseBytes(value: unknown): void {
  if (value instanceof Uint8Array) throw new DwhPushError('SOURCE_UNREADABLE', 'The source yields bytes, and is no stream of bytes: pass Readable.from(bytes, { objectMode: false }), or the bytes themselves.');
}

/** What an iterator answers, at once or later. */
function called(iterator: Iterator<unknown> | AsyncIterator<unknown>): IteratorResult<unknown> | Promise<IteratorResult<unknown>> {
  try {
    const next = iterator.next();
    return next instanceof Promise ? next : result(next);
  } catch (error) {
    throw failed(error);
  }
}

function result(next: IteratorResult<unknown>): IteratorResult<unknown> {
  if (typeof next !== 'object' || next === null) throw new TypeError('The iterator returned no object.');
  return next;
}

async function nextRow(taken: TakenRows, iterator: Iterator<unknown> | AsyncIterator<unknown>, signal: AbortSignal | undefined): Promise<IteratorResult<unknown>> {
  const next = taken.pending ?? called(iterator);
  taken.pending = undefined;
  if (!(next instanceof Promise)) return next;
  try {
    return result(await abortable(next, signal));
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) {
      void Promise.resolve(iterator.return?.()).catch(() => undefined);
      throw error;
    }
    throw failed(error);
  }
}
