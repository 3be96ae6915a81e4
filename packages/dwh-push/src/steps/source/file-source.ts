import type { Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';

import { DwhPushError, type ErrorCode } from '../../errors.js';
import { fileNameOf } from './file-name.js';
import type { Source } from './source.js';

const CHUNK_BYTES = 512 * 1024;

export async function openFile(path: string, name: string): Promise<Source> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw unopened(error, name);
  });
  const stats = await file.stat();
  if (!stats.isFile()) {
    await file.close();
    throw new DwhPushError('SOURCE_UNREADABLE', `The source ${name} is not a regular file.`);
  }
  const part = { name, path, fileName: fileNameOf(name.replaceAll(sep, '/')), mediaType: undefined, contentEncoding: undefined, chunks: read(file, stats, name) };
  return { name, kind: 'file', size: stats.size, parts: [part], close: () => file.close() };
}

async function* read(file: FileHandle, before: Stats, name: string): AsyncGenerator<Buffer> {
  // Two buffers in turn: one is read into while the other is worked on.
  const size = Math.max(1, Math.min(CHUNK_BYTES, before.size));
  let [filling, free] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
  let position = 0;
  const readAhead = (): Promise<number> => {
    const reading = readAt(file, filling, position, name);
    // Told when its turn comes; until then nobody waits for it.
    reading.catch(() => undefined);
    return reading;
  };
  let ahead = readAhead();
  try {
    for (;;) {
      const bytesRead = await ahead;
      if (bytesRead === 0) break;
      position += bytesRead;
      [filling, free] = [free, filling];
      ahead = readAhead();
      yield free.subarray(0, bytesRead);
    }
  } finally {
    await Promise.allSettled([ahead]);
  }
  const after = await file.stat();
  if (position !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    throw new DwhPushError('SOURCE_CHANGED', `The source ${name} was written to while it was read.`);
  }
}

async function readAt(file: FileHandle, into: Buffer, position: number, name: string): Promise<number> {
  const reading = file.read(into, 0, into.length, position).catch((error: NodeJS.ErrnoException) => {
    throw new DwhPushError('SOURCE_INTERRUPTED', `Reading the source ${name} failed at byte ${position} (${error.code ?? 'unknown'}).`);
  });
  return (await reading).bytesRead;
}

const OPEN_ERRORS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOENT: ['SOURCE_NOT_FOUND', 'does not exist'],
  ENOTDIR: ['SOURCE_NOT_FOUND', 'does not exist'],
  EACCES: ['SOURCE_FORBIDDEN', 'may not be read by this process'],
  EPERM: ['SOURCE_FORBIDDEN', 'may not be read by this process'],
};

function unopened(error: NodeJS.ErrnoException, name: string): DwhPushError {
  const [code, why] = OPEN_ERRORS[error.code ?? ''] ?? ['SOURCE_UNREADABLE', `cannot be opened (${error.code ?? 'unknown'})`];
  return new DwhPushError(code, `The source ${name} ${why}.`);
}
