// A process of its own: pushes a stream of so many bytes, which repeats a block of rows, up to its staged objects, and then stops. Arguments: source, path of the block, bytes.
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';

import { createDwhClient, DwhPushError } from '@bm/dwh-push';

import { measured, type Measured } from '../measured.ts';
import { benchSource } from '../sources/bench-sources.ts';

const [name, path, size] = process.argv.slice(2) as [string, string, string];
const source = benchSource(name);
const block = readFileSync(path);
const CHUNK_BYTES = 64 * 1024;

function* bytes(): Generator<Buffer> {
  yield Buffer.from(`${source.header}\n`);
  for (let written = 0; written < Number(size); written += block.length) {
    for (let at = 0; at < block.length; at += CHUNK_BYTES) yield block.subarray(at, at + CHUNK_BYTES);
  }
}

const stop = new AbortController();
const result = measured();
let staged: Measured | undefined;
try {
  await createDwhClient().pushDataset({
    source: Readable.from(bytes(), { objectMode: false }),
    format: 'csv',
    table: `bench.${name}_memory`,
    schema: source.schema,
    logger: 'silent',
    signal: stop.signal,
    onProgress({ step }) {
      if (step !== 'load') return;
      staged ??= result();
      stop.abort();
    },
  });
} catch (error) {
  if (!DwhPushError.isInstance(error) || error.code !== 'ABORTED') throw error;
}
process.stdout.write(JSON.stringify(staged));
