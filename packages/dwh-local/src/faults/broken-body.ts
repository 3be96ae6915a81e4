import { Transform, type Readable } from 'node:stream';

/** The connection was cut on purpose; no answer goes out. */
export class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut';
}

/** The body's first `bytes` bytes, then a failure, as when the client's connection breaks there. A body that is shorter ends in the failure too. */
export function breakAfter(body: Readable, bytes: number, cut: () => void): Readable {
  let left = bytes;
  const fail = () => {
    cut();
    return new ConnectionCut('The fault plan cut the connection while the body was read.');
  };
  const broken = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const kept = chunk.subarray(0, left);
      left -= kept.length;
      if (kept.length > 0) this.push(kept);
      // Later, so that the reader gets the bytes before the failure: an error discards what is still buffered.
      if (left === 0) whenDrained(this, () => done(fail()));
      else done();
    },
    flush(done) {
      whenDrained(this, () => done(fail()));
    },
  });
  body.on('error', (error) => broken.destroy(error));
  // It may fail before a handler reads it, or the handler may never do so.
  broken.on('error', () => undefined);
  return body.pipe(broken);
}

function whenDrained(stream: Readable, then: () => void): void {
  if (stream.readableLength === 0 || stream.destroyed) then();
  else setImmediate(whenDrained, stream, then);
}
