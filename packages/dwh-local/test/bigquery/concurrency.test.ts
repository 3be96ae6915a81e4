import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

const SCHEMA = { fields: [{ name: 'n', type: 'INTEGER' }, { name: 'day', type: 'DATE' }] };

test('Jobs at the same time: each partition ends in one whole load, nothing fails for another', async () => {
  const tables = ['a', 'b', 'c'];
  await Promise.all(tables.map((id) => service.client.dataset('shop').createTable(id, { schema: SCHEMA, timePartitioning: { type: 'DAY', field: 'day' } })));
  const uris = await Promise.all([1, 2, 3].flatMap((n) => ['03', '04'].map(async (day) => [n, day, await service.put(`${n}-${day}.csv`, `${n},2021-04-${day}\n`.repeat(2_000))] as const)));
  const loads = tables.flatMap((table) => uris.map(([, day, uri]) => runLoad(service, `${table}$202104${day}`, [uri], { writeDisposition: 'WRITE_TRUNCATE' })));
  const reads = Array.from({ length: 20 }, () => rawRows(service, 'a$20210403'));
  for (const job of await Promise.all(loads)) expect(job.status).toEqual({ state: 'DONE' });
  for (const rows of await Promise.all(reads)) {
    expect([0, 2_000]).toContain(rows.length);
    expect(new Set(rows.map((row) => row[0])).size).toBeLessThanOrEqual(1);
  }
  for (const table of tables) {
    for (const day of ['03', '04']) {
      const rows = await rawRows(service, `${table}$202104${day}`);
      expect([rows.length, new Set(rows.map((row) => row[0])).size]).toEqual([2_000, 1]);
    }
    const [metadata] = await service.client.dataset('shop').table(table).getMetadata();
    expect(metadata).toMatchObject({ numRows: '4000', numPartitions: '2' });
  }
});

test('Appends at the same time all arrive, and a table is created once', async () => {
  const uri = await service.put('append.csv', '1,2021-04-03\n');
  const jobs = await Promise.all(Array.from({ length: 8 }, () => runLoad(service, 'created', [uri], { schema: SCHEMA })));
  expect(jobs.map((job) => job.status.errorResult)).toEqual(Array.from({ length: 8 }, () => undefined));
  expect(await rawRows(service, 'created')).toHaveLength(8);
});

test('A schema that changes under a load is seen by it', async () => {
  const [table] = await service.client.dataset('shop').createTable('moving', { schema: SCHEMA });
  const uri = await service.put('moving.csv', '1,2021-04-03\n'.repeat(20_000));
  const load = runLoad(service, 'moving', [uri]);
  const patch = table.setMetadata({ schema: { fields: [...SCHEMA.fields, { name: 'later', type: 'STRING' }] } } as never);
  await patch;
  const job = await load;
  const rows = await rawRows(service, 'moving');
  // Before the patch the file fits; after it, it lacks a column. Never a mixture.
  if (job.status.errorResult === undefined) expect([rows.length, rows[0]?.length]).toEqual([20_000, 3]);
  else expect(rows).toEqual([]);
});
