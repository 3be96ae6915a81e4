import { describe, expect, it } from 'vitest';

import type { Warehouse } from '../../src/ports/warehouse.js';
import { systemClock } from '../../src/shared/system-clock.js';
import { load } from '../../src/steps/load/load.js';
import type { PartitionUnit } from '../../src/partition/unit.js';

/** How the job ends that would replace this: refused before anything is asked of the warehouse, or inserted. */
async function outcome(table: string, partition: string | undefined, unit: PartitionUnit | undefined): Promise<string> {
  const inserted: string[] = [];
  const warehouse = {
    insertLoadJob: async () => void inserted.push('inserted'),
    getJob: async () => ({ state: 'DONE', type: 'LOAD', ran: undefined, failure: undefined, outputRows: 0 }),
  } as unknown as Warehouse;
  const job = { location: 'EU', table: { project: 'p', dataset: 'd', table }, partition, uris: [], disposition: 'WRITE_TRUNCATE', fields: [], format: { name: 'CSV', nullMarker: '' }, labels: {} } as const;
  await load({ warehouse, clock: systemClock, job, jobPrefix: 'x', unit, rows: 0, signal: undefined }).catch((error: { code: string }) => inserted.push(error.code));
  return inserted.join();
}

describe('the destination of a load job', () => {
  it.each<[string, string | undefined, PartitionUnit | undefined]>([
    ['t', undefined, undefined], ['t', '2021040310', 'hour'], ['t', '20210403', 'day'], ['t', '202104', 'month'], ['t', '2021', 'year'],
  ])('is a table or one partition of it: %s, %s by %s', async (table, partition, unit) => {
    expect(await outcome(table, partition, unit)).toBe('inserted');
  });

  it.each<[string, string | undefined, PartitionUnit | undefined]>([
    // Without its decorator the job would replace every partition.
    ['t', undefined, 'day'], ['t', '', 'day'], ['t', '20210403', undefined], ['t$20210403', undefined, undefined], ['t$2021', '20210403', 'day'],
    ['t', '202104', 'day'], ['t', '20210403', 'month'], ['t', '20210403', 'hour'], ['t', '2021', 'month'], ['t', '20210230', 'day'], ['t', '__NULL__', 'day'], ['t', '2021-04-03', 'day'],
  ])('is nothing else: %s, %s by %s', async (table, partition, unit) => {
    expect(await outcome(table, partition, unit)).toBe('LOAD_REFUSED');
  });
});
