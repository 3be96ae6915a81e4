import type { Readable } from 'node:stream';

import { abortableCalls } from '../shared/abort.js';

/**
 * The bytes that the client of Cloud Storage streams. A stream that is given up before the service has answered is destroyed only after it has: the client hands the answer to its stream without looking, and where
 * that stream is destroyed throws where nobody can catch it.
 *
 * @param stream - of `File.createReadStream()`, not read yet
 * @throws the signal's reason, and the client's error
 */
export async function* objectBytes(stream: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  signal.throwIfAborted();
  let answered = false;
  let givenUp = false;
  // In a turn of its own, so that the client has done with the answer.
  const destroySoon = () => void setImmediate(() => stream.destroy());
  stream.on('response', (answer: Readable) => {
    answered = true;
    // The client hangs so many listeners on an answer that Node takes it for a leak.
    answer.setMaxListeners(30);
    if (givenUp) destroySoon();
  });
  stream.on('error', () => {
    answered = true;
  });
  const reads = abortableCalls(signal);
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const { done, value } = await reads.call(() => chunks.next());
      if (done === true) return;
      yield value;
    }
  } finally {
    reads.end();
    givenUp = true;
    if (answered) destroySoon();
  }
}
