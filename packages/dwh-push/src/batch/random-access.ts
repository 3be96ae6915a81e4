import { open, mkdtemp, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DwhPushError } from '../errors.js';

/** A source that is read here and there rather than from start to end. */
export interface RandomAccess {
  readonly byteLength: number;
  /** The bytes from `start` to before `end`. @throws DwhPushError of the step `source` */
  slice(start: number, end: number): Promise<ArrayBuffer>;
  /** @throws DwhPushError `SOURCE_CHANGED` where a file was written to since it was opened */
  verify(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A file on this machine is read where it is; everything else is spooled to a temporary file first, which is gone when it is closed, or when the process is.
 *
 * @param path - where the bytes lie as they are, if they do
 */
export async function openRandomAccess(path: string | undefined, bytes: AsyncGenerator<Buffer>, name: string): Promise<RandomAccess> {
  if (path === undefined) return spool(bytes, name);
  await bytes.return(undefined);
  return fileAccess(await open(path, 'r'), name, () => Promise.resolve());
}

async function spool(bytes: AsyncIterable<Buffer>, name: string): Promise<RandomAccess> {
  const directory = await mkdtemp(join(tmpdir(), 'dwh-push-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  let file: FileHandle | undefined;
  try {
    file = await open(join(directory, 'source'), 'wx+', 0o600);
    for await (const chunk of bytes) await file.appendFile(chunk);
    // Where the system allows it, the name goes at once: then nothing is left even if the process is killed.
    await remove().catch(() => undefined);
    return await fileAccess(file, name, remove);
  } catch (error) {
    await file?.close();
    await remove();
    throw error;
  }
}

async function fileAccess(file: FileHandle, name: string, afterwards: () => Promise<void>): Promise<RandomAccess> {
  const before = await file.stat();
  return {
    byteLength: before.size,
    async slice(start, end) {
      const bytes = new Uint8Array(end - start);
      for (let filled = 0; filled < bytes.length; ) {
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) throw changed(name);
        filled += bytesRead;
      }
      return bytes.buffer;
    },
    async verify() {
      const after = await file.stat();
      if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed(name);
    },
    async close() {
      await file.close();
      await afterwards();
    },
  };
}

function changed(name: string): DwhPushError {
  return new DwhPushError('SOURCE_CHANGED', `The source ${name} was written to while it was read.`);
}
