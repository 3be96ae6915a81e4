// A process of its own: pushes a stream that repeats the same rows, up to its staged objects; prints the time and the peak memory. Arguments: source, bytes.
import { Readable } from 'node:stream';

import { createDwhClient, DwhPushError } from '@bm/dwh-push';

import { rowsOf } from '../sources/bench-source.ts';
import { sources } from '../sources/sources.ts';

const BLOCK_BYTES = 4_000_000;

const [name, bytes] = process.argv.slice(2) as [keyof typeof sources, string];
const source = sources[name];

function* blocks() {
  const block = Buffer.from(rowsOf(source, BLOCK_BYTES));
  yield Buffer.from(`${source.header}\n`);
  for (let written = 0; written < Number(bytes); written += block.length) {
    for (let at = 0; at < block.length; at += 65_536) yield block.subarray(at, at + 65_536);
  }
}

const client = createDwhClient();
const aborter = new AbortController();
let stagingSince = 0;
let ms = 0;
const failure: unknown = await client
  .pushDataset({
    source: Readable.from(blocks(), { objectMode: false }),
    format: 'csv',
    table: `bench.${name}_stream`,
    schema: source.schema,
    logger: 'silent',
    signal: aborter.signal,
    onProgress({ step }) {
      if (step === 'source') stagingSince = performance.now();
      if (step !== 'load') return;
      ms = performance.now() - stagingSince;
      aborter.abort();
    },
  })
  .catch((error: unknown) => error);
if (!DwhPushError.isInstance(failure) || failure.code !== 'ABORTED') throw failure;
process.stdout.write(JSON.stringify({ ms, peakMB: process.resourceUsage().maxRSS / 1024 }));
