import { afterAll, beforeAll, expect, test } from 'vitest';

import { runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

interface Partition {
  readonly partition_id: string;
  readonly total_rows: number;
  readonly total_logical_bytes: number;
  readonly modified: number;
}

async function partitions(table: string): Promise<Map<string, Partition>> {
  const query = 'SELECT *, UNIX_MICROS(last_modified_time) AS modified FROM `bm-local.shop.INFORMATION_SCHEMA.PARTITIONS` WHERE table_name = @t';
  const [rows] = await service.client.query({ query, params: { t: table } });
  return new Map((rows as Partition[]).map((row) => [row.partition_id, row]));
}

/** The partitions that `work` moved the time of. */
async function movedBy(table: string, work: () => Promise<unknown>): Promise<string[]> {
  const before = await partitions(table);
  await work();
  const after = await partitions(table);
  for (const [id, { modified }] of after) expect(modified).toBeGreaterThanOrEqual(before.get(id)?.modified ?? 0);
  return [...after.values()].filter(({ partition_id: id, modified }) => before.get(id)?.modified !== modified).map((row) => row.partition_id).toSorted();
}

const sql = (query: string) => service.client.query({ query });

test('A partition has the time of its own last change of data', async () => {
  await service.client.dataset('shop').createTable('t', { schema: { fields: [{ name: 'd', type: 'DATE' }, { name: 'n', type: 'INTEGER' }] }, timePartitioning: { type: 'DAY', field: 'd' } });
  const load = async (id: string, content: string) => runLoad(service, `t$${id}`, [await service.put('rows.csv', content)], { writeDisposition: 'WRITE_TRUNCATE' });
  expect(await movedBy('t', () => load('20210403', '2021-04-03,1\n2021-04-03,2\n'))).toEqual(['20210403']);
  expect(await movedBy('t', () => load('20210404', '2021-04-04,3\n'))).toEqual(['20210404']);
  expect(await movedBy('t', () => load('20210405', '2021-04-05,4\n'))).toEqual(['20210405']);
  expect(await movedBy('t', () => load('20210404', '2021-04-04,3\n'))).toEqual(['20210404']);
  expect(await movedBy('t', () => sql('UPDATE shop.t SET n = n WHERE n = 4'))).toEqual(['20210405']);
  expect(await movedBy('t', () => sql("UPDATE shop.t SET d = '2021-04-04' WHERE n = 2"))).toEqual(['20210403', '20210404']);
  expect(await movedBy('t', () => sql('DELETE FROM shop.t WHERE n = 2'))).toEqual(['20210404']);
  expect(await movedBy('t', () => sql('DELETE FROM shop.t WHERE n = 100'))).toEqual([]);
  expect(await movedBy('t', () => sql("INSERT INTO shop.t (d, n) VALUES ('2021-04-03', 9)"))).toEqual(['20210403']);
  expect(await movedBy('t', () => service.client.dataset('shop').table('t').setMetadata({ description: 'new' }))).toEqual([]);
  const [row] = [...(await partitions('t')).values()].filter((entry) => entry.partition_id === '20210403');
  expect(row).toMatchObject({ table_catalog: 'bm-local', table_schema: 'shop', table_name: 't', total_rows: 2, total_logical_bytes: 32, total_billable_bytes: 32, storage_tier: 'ACTIVE' });
});

test('Partitions that have expired take no other partition along', async () => {
  const today = new Date().toISOString().slice(0, 10);
  await service.client.dataset('shop').createTable('short', { schema: { fields: [{ name: 'd', type: 'DATE' }] }, timePartitioning: { type: 'DAY', field: 'd', expirationMs: String(3 * 86_400_000) } });
  await runLoad(service, 'short', [await service.put('today.csv', `${today}\n`)]);
  expect(await movedBy('short', async () => runLoad(service, 'short', [await service.put('old.csv', '1971-01-01\n')]))).toEqual([]);
  expect([...(await partitions('short')).keys()]).toEqual([today.replaceAll('-', '')]);
});

test('A table has a later time after every change of data or metadata, and exact sizes', async () => {
  const table = service.client.dataset('shop').table('times');
  await service.client.dataset('shop').createTable('times', { schema: { fields: [{ name: 'a', type: 'STRING' }] } });
  const read = async () => {
    const [metadata] = await table.getMetadata();
    return { time: Number(metadata.lastModifiedTime), rows: metadata.numRows, bytes: metadata.numBytes };
  };
  const changes: [() => Promise<unknown>, string, string][] = [
    [async () => runLoad(service, 'times', [await service.put('a.csv', 'abc\n')]), '1', '5'],
    [async () => runLoad(service, 'times', [await service.put('b.csv', 'x\ny\n')]), '3', '11'],
    [() => table.setMetadata({ description: 'one' }), '3', '11'],
    [() => table.setMetadata({ description: 'two' }), '3', '11'],
    [() => sql("DELETE FROM shop.times WHERE a = 'x'"), '2', '8'],
    [() => sql('TRUNCATE TABLE shop.times'), '0', '0'],
  ];
  let before = (await read()).time;
  for (const [change, rows, bytes] of changes) {
    await change();
    const now = await read();
    expect(now).toEqual({ time: expect.any(Number), rows, bytes });
    expect(now.time).toBeGreaterThan(before);
    before = now.time;
  }
});
