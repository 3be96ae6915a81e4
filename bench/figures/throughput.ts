import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { median, measure, type Measured } from '../run/measure.ts';
import type { BenchWarehouse } from '../run/warehouse.ts';
import { writeSource, type BenchSource } from '../sources/bench-source.ts';

/** A push up to its staged objects, beside `bucket.upload` of the same file and beside the same push written with csv-parse, zod per row and NDJSON. Takes turns, so that all meet the same machine. */
export async function throughput(warehouse: BenchWarehouse, source: BenchSource, directory: string, bytes: number, rounds: number): Promise<Record<string, string>> {
  const path = join(directory, `${source.name}.csv`);
  await writeSource(source, path, bytes);
  const megabytes = (await stat(path)).size / 1e6;
  const runs: Record<'upload' | 'push' | 'push-by-rows', Measured[]> = { upload: [], push: [], 'push-by-rows': [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const script of ['upload', 'push', 'push-by-rows'] as const) runs[script].push(await measure(warehouse, script, source.name, path));
  }
  await rm(path);
  const [push, upload, byRows] = [runs.push, runs.upload, runs['push-by-rows']].map((measured) => ({ ms: median(measured.map(({ ms }) => ms)), cpuMs: median(measured.map(({ cpuMs }) => cpuMs)) })) as [Measured, Measured, Measured];
  const rate = ({ ms }: Measured) => (megabytes / (ms / 1000)).toFixed(0);
  return {
    source: `${source.name}, ${megabytes.toFixed(0)} MB`,
    'push MB/s': rate(push),
    'bucket.upload': rate(upload),
    ratio: (upload.ms / push.ms).toFixed(2),
    'by rows': rate(byRows),
    'ratio to rows': (byRows.ms / push.ms).toFixed(2),
    'CPU s: push, upload, by rows': [push, upload, byRows].map(({ cpuMs }) => (cpuMs / 1000).toFixed(2)).join(', '),
    'peak MB': Math.max(...runs.push.map(({ peakMB }) => peakMB)).toFixed(0),
    'load s': (median(runs.push.map(({ loadMs }) => loadMs)) / 1000).toFixed(1),
  };
}
