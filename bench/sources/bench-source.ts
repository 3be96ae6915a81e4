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
  row(index: number, random: () => number): string;
}

const SEED = 20_210_403;

/** Writes a file of at least `bytes` bytes; the same size gives the same file. */
export async function writeSource(source: BenchSource, path: string, bytes: number): Promise<void> {
  const random = seededRandom(SEED);
  function* blocks() {
    let written = 0;
    let block = `${source.header}\n`;
    for (let index = 0; written < bytes; index += 1) {
      block += `${source.row(index, random)}\n`;
      if (block.length < 1_000_000) continue;
      written += block.length;
      yield block;
      block = '';
    }
    yield block;
  }
  await pipeline(Readable.from(blocks()), createWriteStream(path));
}

/** Rows, without a header, of at least `bytes` bytes. */
export function sourceBlock(source: BenchSource, bytes: number): string {
  const random = seededRandom(SEED);
  let block = '';
  for (let index = 0; block.length < bytes; index += 1) block += `${source.row(index, random)}\n`;
  return block;
}
