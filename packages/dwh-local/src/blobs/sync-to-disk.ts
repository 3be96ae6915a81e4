import { fsync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

const fsyncFile = promisify(fsync);

/** Returns once what was written is on the disk. Not by `file.sync()`: a process under Yarn's Plug'n'Play has handles without it. */
export const syncToDisk = (file: FileHandle): Promise<void> => fsyncFile(file.fd);
