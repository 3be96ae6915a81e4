import { startLocalWarehouse } from '@bm/dwh-local';
import { createDwhClient } from '@bm/dwh-push';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { pushDailySales } from '../daily-sales.js';

const ORDERS = [
  { name: 'sku', type: 'STRING' },
  { name: 'pieces', type: 'INTEGER' },
  { name: 'ordered_on', type: 'DATE' },
  { name: 'cancelled', type: 'BOOLEAN' },
];

let warehouse;
let client;
beforeAll(async () => {
  warehouse = await startLocalWarehouse();
});
beforeEach(async () => {
  await warehouse.loadFixture('shop.orders', new URL('fixtures/orders.csv', import.meta.url), { schema: ORDERS, partitioning: { type: 'DAY', field: 'ordered_on' } });
  // A client remembers what it has seen: each test has a new one, as each run of the pipeline has.
  client = createDwhClient({ target: 'local', endpoint: warehouse.endpoint, grpcEndpoint: warehouse.grpcEndpoint });
});
afterEach(async () => {
  await client.close();
  await warehouse.reset();
});
afterAll(() => warehouse.close());

async function salesOf(day) {
  const [rows] = await (await client.bigQuery()).query(`SELECT sku, pieces FROM shop.daily_sales WHERE _PARTITIONDATE = '${day}' ORDER BY sku`);
  return rows;
}

it('sums the orders of a day, without those that were cancelled', async () => {
  expect(await pushDailySales(client, '2021-04-03')).toMatchObject({ outcome: 'published', rowsLoaded: 2 });
  expect(await salesOf('2021-04-03')).toEqual([{ sku: 'chair', pieces: 4 }, { sku: 'lamp', pieces: 3 }]);
});

it('replaces the day when it is run again, and leaves other days alone', async () => {
  await pushDailySales(client, '2021-04-03');
  await pushDailySales(client, '2021-04-04');
  // The day's orders have changed: one partition is replaced.
  await warehouse.loadFixture('shop.orders$20210403', [{ sku: 'lamp', pieces: 7, ordered_on: '2021-04-03', cancelled: false }]);
  await pushDailySales(client, '2021-04-03');
  expect(await salesOf('2021-04-03')).toEqual([{ sku: 'lamp', pieces: 7 }]);
  expect(await salesOf('2021-04-04')).toEqual([{ sku: 'desk', pieces: 1 }]);
});

it('loses nothing when the answer of the load job is lost', async () => {
  const lost = warehouse.faults.add({ method: 'bigquery.jobs.insert', kind: 'lost-answer' });
  await pushDailySales(client, '2021-04-03');
  expect(lost.hits).toBe(1);
  expect(await salesOf('2021-04-03')).toHaveLength(2);
});

it('changes nothing when the warehouse refuses the query', async () => {
  const refused = warehouse.faults.add({ method: 'bigquery.jobs.query', kind: 'error', status: 403, reason: 'accessDenied', message: 'Access Denied' });
  await expect(pushDailySales(client, '2021-04-03')).rejects.toThrow('Access Denied');
  expect(refused.hits).toBe(1);
  expect(warehouse.requests.map((request) => request.id)).not.toContain('bigquery.jobs.insert');
});
