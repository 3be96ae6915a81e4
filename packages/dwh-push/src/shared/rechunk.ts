import { HeldBytes } from './held-bytes.js';

/** Gathers small chunks into ones of at least `bytes`, so that what follows is done per run rather than per packet. The last one may be smaller. Each is valid until the next one is asked for. */
export async function* rechunk(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  const held = new HeldBytes(2 * bytes);
  for await (const chunk of chunks) {
    held.add(chunk);
    if (held.length < bytes) continue;
    yield held.bytes;
    held.use(held.length);
  }
  if (held.length > 0) yield held.bytes;
}
