import type { Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';

import { DwhPushError, type ErrorCode } from '../../errors.js';
import { fileNameOf } from './file-name.js';
import type { Source } from './source.js';

const CHUNK_BYTES = 1024 * 1024;

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
  let position = 0;
  for (;;) {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, position).catch((error: NodeJS.ErrnoException) => {
      throw new DwhPushError('SOURCE_INTERRUPTED', `Reading the source ${name} failed at byte ${position} (${error.code ?? 'unknown'}).`);
    });
    if (bytesRead === 0) break;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
  const after = await file.stat();
  if (position !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    throw new DwhPushError('SOURCE_CHANGED', `The source ${name} was written to while it was read.`);
  }
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
