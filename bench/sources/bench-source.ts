import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { z } from 'zod';

import { seededRandom } from './seeded-random.ts';

/** A kind of file to push. */
export interface BenchSource {
  readonly name: string;
  readonly header: string;
  readonly schema: z.ZodObject;
  /** The same for the texts of a row by column, as one writes it without this package. */
  readonly rowSchema: z.ZodObject;
  row(index: number, random: () => number): string;
}

const SEED = 20_210_403;

/** Rows of at least `bytes` bytes; the same size gives the same rows. */
export function rowsOf(source: BenchSource, bytes: number): string {
  return [...blocks(source, bytes)].join('');
}

/** Writes a file of at least `bytes` bytes; the same size gives the same file. */
export async function writeSource(source: BenchSource, path: string, bytes: number): Promise<void> {
  function* file() {
    yield `${source.header}\n`;
    yield* blocks(source, bytes);
  }
  await pipeline(Readable.from(file()), createWriteStream(path));
}

function* blocks(source: BenchSource, bytes: number): Generator<string> {
  const random = seededRandom(SEED);
  let written = 0;
  let block = '';
  for (let index = 0; written < bytes; index += 1) {
    const row = `${source.row(index, random)}\n`;
    block += row;
    written += row.length;
    if (block.length < 1_000_000) continue;
    yield block;
    block = '';
  }
  yield block;
}
