import { vi } from 'vitest';

export interface Reads {
  /** Resolves when so many bytes of bodies have been read, over all. */
  reached(bytes: number): Promise<void>;
}

/** Watches what this process reads of the answers to fetch(), until `vi.unstubAllGlobals()`. */
export function watchReads(): Reads {
  const waiting: { bytes: number; resolve: () => void }[] = [];
  let total = 0;
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
    const response = await fetch(...request);
    const { body } = response;
    const getReader = body?.getReader.bind(body) as (() => ReadableStreamDefaultReader<Uint8Array>) | undefined;
    if (body === null || getReader === undefined) return response;
    const watched = () => {
      const reader = getReader();
      const read = reader.read.bind(reader);
      reader.read = async () => {
        const result = await read();
        total += result.value?.byteLength ?? 0;
        for (const { bytes, resolve } of waiting) if (total >= bytes) resolve();
        return result;
      };
      return reader;
    };
    Object.defineProperty(body, 'getReader', { value: watched });
    return response;
  });
  return { reached: (bytes) => (total >= bytes ? Promise.resolve() : new Promise((resolve) => void waiting.push({ bytes, resolve }))) };
}
