import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { writeSource } from './sources/bench-source.ts';
import { benchSource } from './sources/bench-sources.ts';
import type { BenchWarehouse } from './warehouse.ts';

const EVENTS_BYTES = 210e6;

/** Loads into the local warehouse as ratios to DuckDB's own, and what small queries take. */
export async function localWarehouse(warehouse: BenchWarehouse, rounds: number): Promise<string[]> {
  const path = join(warehouse.directory, 'local-events.csv');
  await writeSource(benchSource('events'), path, EVENTS_BYTES);
  const loads = await warehouse.measure<{ readonly ctas: number; readonly gs: number; readonly wire: number }[]>('local-load', path, String(rounds));
  await rm(path);
  const ratio = (of: 'gs' | 'wire') => loads.map((load) => load[of] / load.ctas).toSorted((a, b) => a - b)[Math.floor(loads.length / 2)] as number;
  const queries = await warehouse.measure<Record<string, number>>('local-query');
  return [
    `a load of ${EVENTS_BYTES / 1e6} MB of events into the local warehouse: from gs:// ${ratio('gs').toFixed(2)}, with the bytes on the wire ${ratio('wire').toFixed(2)} times DuckDB's CREATE TABLE AS SELECT (${(loads.map(({ ctas }) => ctas).toSorted((a, b) => a - b)[Math.floor(loads.length / 2)]! / 1000).toFixed(1)} s)`,
    ...Object.entries(queries).map(([query, ms]) => `${query}: ${ms.toFixed(1)} ms`),
  ];
}
