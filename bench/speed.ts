import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Measured } from './measured.ts';
import { writeSource, type BenchSource } from './sources/bench-source.ts';
import type { BenchWarehouse } from './warehouse.ts';

interface SpeedOptions {
  /** Of the file. */
  readonly bytes: number;
  readonly rounds: number;
}

/** A push up to its staged objects beside its yardsticks, of the same file and in turns: medians, and the processor's time of the pushing process. */
export async function speed(warehouse: BenchWarehouse, source: BenchSource, { bytes, rounds }: SpeedOptions): Promise<Record<string, string>[]> {
  const path = join(warehouse.directory, `${source.name}.csv`);
  await writeSource(source, path, bytes);
  const pushes: (Measured & { readonly loadMs: number })[] = [];
  const uploads: Measured[] = [];
  for (let round = 0; round < rounds; round += 1) {
    uploads.push(await warehouse.measure('upload', source.name, path));
    pushes.push(await warehouse.measure('push', source.name, path, `bench.${source.name}_${round}`));
  }
  const rows = await warehouse.measure<Measured>('rows', source.name, path);
  const megabytes = (await stat(path)).size / 1e6;
  await rm(path);
  const push = { ms: median(pushes, 'ms'), cpuMs: median(pushes, 'cpuMs'), peakMB: Math.max(...pushes.map(({ peakMB }) => peakMB)) };
  const upload = { ms: median(uploads, 'ms'), cpuMs: median(uploads, 'cpuMs'), peakMB: Math.max(...uploads.map(({ peakMB }) => peakMB)) };
  const line = (way: string, used: Measured) => ({
    source: `${source.name}, ${megabytes.toFixed(0)} MB`,
    way,
    'MB/s': (megabytes / (used.ms / 1000)).toFixed(0),
    'push is faster': used === push ? '' : `${(used.ms / push.ms).toFixed(2)} times`,
    'CPU s': (used.cpuMs / 1000).toFixed(2),
    'peak MB': used.peakMB.toFixed(0),
  });
  return [line('push, staged', push), line('bucket.upload', upload), line('csv-parse, zod, NDJSON', rows)];
}

function median<Key extends string>(runs: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return runs.map((run) => run[key]).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] as number;
}
