import type { BenchSource } from './bench-source.ts';
import { catalog } from './catalog.ts';
import { events } from './events.ts';

export const BENCH_SOURCES: readonly BenchSource[] = [catalog, events];

export function benchSource(name: string): BenchSource {
  const found = BENCH_SOURCES.find((source) => source.name === name);
  if (found === undefined) throw new Error(`There is no source ${name}.`);
  return found;
}
