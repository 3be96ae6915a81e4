import { measure } from '../run/measure.ts';
import type { BenchWarehouse } from '../run/warehouse.ts';
import type { BenchSource } from '../sources/bench-source.ts';

/** Peak memory and time of a push whose source is a stream of that many bytes, made as it is read: no file of that size is needed. The push is aborted where its load job would begin. */
export async function memory(warehouse: BenchWarehouse, source: BenchSource, gigabytes: number): Promise<Record<string, string>> {
  const { peakMB, ms } = await measure(warehouse, 'push-stream', source.name, String(gigabytes * 1e9));
  return { source: `${source.name}, ${gigabytes} GB`, 'peak MB': peakMB.toFixed(0), 's per GB': (ms / 1000 / gigabytes).toFixed(1) };
}
