import { measure } from '../run/measure.ts';
import type { BenchWarehouse } from '../run/warehouse.ts';

/** HTTP requests of a push of three rows: into a table that is there, and of the same content again. */
export async function requests(warehouse: BenchWarehouse): Promise<Record<string, string>> {
  const kinds = ['first', 'again', 'changed'] as const;
  const counts: number[] = [];
  for (const kind of kinds) counts.push((await measure(warehouse, 'push-small', kind)).requests);
  return { 'first push into a new table': String(counts[0]), 'the same content again': String(counts[1]), 'other content': String(counts[2]) };
}
