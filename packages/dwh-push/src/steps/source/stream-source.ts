import type { Readable } from 'node:stream';

import { DwhPushError } from '../../errors.js';
import { abortableCalls } from '../../shared/abort.js';
import type { Source } from './source.js';

/** A Node stream of bytes. It is destroyed in the end, read or not. */
export function openReadable(stream: Readable, name: string, signal: AbortSignal | undefined): Source {
  return opened(name, read(stream[Symbol.asyncIterator]() as AsyncIterator<unknown>, name, signal), async () => void stream.destroy());
}

/** A web stream of bytes. It is cancelled in the end, read or not. */
export function openWebStream(stream: ReadableStream<unknown>, name: string, signal: AbortSignal | undefined): Source {
  const reader = stream.getReader();
  const iterator: AsyncIterator<unknown> = { next: async () => reader.read() as Promise<IteratorResult<unknown>> };
  return opened(name, read(iterator, name, signal), async () => {
    // Not awaited: what the stream does to end may take its time.
    void reader.cancel().catch(() => undefined);
  });
}

function opened(name: string, chunks: AsyncIterable<Buffer>, close: () => Promise<void>): Source {
  return { name, kind: 'stream', size: undefined, parts: [{ name, fileName: undefined, mediaType: undefined, contentEncoding: undefined, chunks }], close };
}

async function* read(iterator: AsyncIterator<unknown>, name: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const reads = abortableCalls(signal);
  const readNext = () => iterator.next();
  try {
    for (let position = 0; ; ) {
      let next: IteratorResult<unknown>;
      try {
        next = await reads.call(readNext);
      } catch (error) {
        signal?.throwIfAborted();
        throw new DwhPushError('SOURCE_INTERRUPTED', `The ${name} failed after ${position} bytes.`, { cause: error });
      }
      if (next.done === true) return;
      const { value } = next;
      if (!(value instanceof Uint8Array)) throw new DwhPushError('SOURCE_UNREADABLE', `The ${name} yields something other than bytes.`);
      position += value.byteLength;
      yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  } finally {
    reads.end();
  }
}
