/** The first `bytes` bytes of a stream, or all where there are fewer, and the whole stream with them. */
export async function peek(chunks: AsyncIterable<Buffer>, bytes: number): Promise<{ readonly head: Buffer; readonly whole: AsyncGenerator<Buffer> }> {
  const rest = chunks[Symbol.asyncIterator]();
  const held: Buffer[] = [];
  let size = 0;
  while (size < bytes) {
    const { done, value } = await rest.next();
    if (done === true) break;
    size += value.length;
    // A chunk is valid until the next one is asked for.
    held.push(size < bytes ? Buffer.from(value) : value);
  }
  return { head: held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held, size), whole: replay(held, rest) };
}

async function* replay(held: Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    for (let chunk = held.shift(); chunk !== undefined; chunk = held.shift()) yield chunk;
    for (;;) {
      const { done, value } = await rest.next();
      if (done === true) return;
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}
