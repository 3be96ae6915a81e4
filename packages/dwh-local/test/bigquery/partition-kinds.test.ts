import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
const shop = () => service.client.dataset('shop');
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop', { defaultPartitionExpirationMs: '86400000' } as never);
});
afterAll(() => service.close());

const schema = { fields: [{ name: 'n', type: 'INTEGER' }, { name: 's', type: 'STRING' }] };
const rangePartitioning = { field: 'n', range: { start: '0', end: '100', interval: '30' } };

async function get(path: string) {
  const response = await fetch(`${service.endpoint}/bigquery/v2/projects/bm-local/datasets/shop/tables/${path}`);
  return { status: response.status, json: (await response.json()) as any };
}

test('Integer ranges: every row in its partition, the others in the two special ones', async () => {
  await shop().createTable('ranges', { schema, rangePartitioning } as never);
  await runLoad(service, 'ranges', [await service.put('r.csv', '0,a\n29,b\n30,c\n99,d\n100,e\n-1,f\n,g\n')]);
  expect((await shop().table('ranges').getMetadata())[0]).toMatchObject({ rangePartitioning, numRows: '7' });
  const names = async (decorator: string) => (await rawRows(service, `ranges$${decorator}`)).map(([, s]) => s);
  expect([await names('0'), await names('30'), await names('60'), await names('90')]).toEqual([['a', 'b'], ['c'], [], ['d']]);
  expect([await names('__UNPARTITIONED__'), await names('__NULL__')]).toEqual([['e', 'f'], ['g']]);
  expect(await get('ranges$31/data')).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining('Invalid partition decorator') } } });
  const [rows] = await service.client.query("SELECT partition_id, total_rows FROM shop.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = 'ranges' ORDER BY partition_id");
  expect(rows.map((row: { partition_id: string }) => row.partition_id)).toEqual(['0', '30', '90', '__NULL__', '__UNPARTITIONED__']);
});

test('A range is replaced, refused to what belongs elsewhere, and deleted by its decorator', async () => {
  await shop().createTable('replaced', { schema, rangePartitioning } as never);
  await runLoad(service, 'replaced', [await service.put('p.csv', '1,a\n31,b\n')]);
  await runLoad(service, 'replaced$0', [await service.put('p0.csv', '2,z\n')], { writeDisposition: 'WRITE_TRUNCATE' });
  expect(await rawRows(service, 'replaced')).toEqual([['31', 'b'], ['2', 'z']]);
  expect((await runLoad(service, 'replaced$0', ['gs://files/p.csv'])).status.errorResult?.message).toContain('Some rows belong to different partitions rather than destination partition bm-local:shop.replaced$0');
  await shop().table('replaced$30').delete();
  expect(await rawRows(service, 'replaced')).toEqual([['2', 'z']]);
  await expect(shop().table('replaced$__NULL__').delete()).rejects.toMatchObject({ code: 400 });
});

test('Ranges that cannot be are refused', async () => {
  const create = (range: object, field = 'n') => shop().createTable('wrong', { schema, rangePartitioning: { field, range } } as never);
  await expect(create({ start: 0, end: 0, interval: 1 })).rejects.toMatchObject({ code: 400 });
  await expect(create({ start: 0, end: 10, interval: 0 })).rejects.toMatchObject({ code: 400 });
  await expect(create({ start: 0, end: 20_000, interval: 1 })).rejects.toMatchObject({ code: 400 });
  await expect(create({ start: 0, end: 10, interval: 1 }, 's')).rejects.toMatchObject({ code: 400, message: expect.stringContaining('INTEGER') });
  await expect(shop().createTable('wrong', { schema, rangePartitioning, timePartitioning: { type: 'DAY' } } as never)).rejects.toMatchObject({ code: 400 });
});

test('The partitions of a table are listed by its summary', async () => {
  await shop().createTable('days', { schema: { fields: [{ name: 'd', type: 'DATE' }] }, timePartitioning: { type: 'DAY', field: 'd', expirationMs: String(100 * 365 * 86_400_000) } } as never);
  await runLoad(service, 'days', [await service.put('days.csv', '2021-04-03\n2021-04-04\n2021-04-04\n')]);
  expect((await get('days$__PARTITIONS_SUMMARY__')).json.schema.fields.map((field: { name: string }) => field.name)).toEqual(['project_id', 'dataset_id', 'table_id', 'partition_id', 'creation_time', 'last_modified_time']);
  const first = (await get('days$__PARTITIONS_SUMMARY__/data?selectedFields=partition_id&maxResults=1')).json;
  expect(first).toMatchObject({ totalRows: '2', rows: [{ f: [{ v: '20210403' }] }] });
  expect((await get(`days$__PARTITIONS_SUMMARY__/data?selectedFields=partition_id&pageToken=${first.pageToken}`)).json.rows).toEqual([{ f: [{ v: '20210404' }] }]);
});
