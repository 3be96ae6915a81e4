import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

const schema = { fields: [{ name: 'id', type: 'INTEGER', mode: 'REQUIRED' }, { name: 'name', type: 'STRING' }, { name: 'at', type: 'TIMESTAMP' }, { name: 'doc', type: 'JSON' }, { name: 'tags', type: 'STRING', mode: 'REPEATED' }] };
const table = async (id: string, more: object = {}) => (await service.client.dataset('shop').createTable(id, { schema, ...more } as never))[0];

async function insertAll(id: string, body: object) {
  const response = await fetch(`${service.endpoint}/bigquery/v2/projects/bm-local/datasets/shop/tables/${encodeURIComponent(id)}/insertAll`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, json: (await response.json()) as any };
}

test('Rows that are inserted can be read at once', async () => {
  const rows = await table('rows');
  await rows.insert([{ id: 1, name: 'a', at: new Date(1500), tags: ['x', 'y'], doc: '{"k":[1,2.5]}' }, { id: '2' }]);
  expect(await rawRows(service, 'rows')).toEqual([
    ['1', 'a', '1500000', '{"k":[1,2.5]}', [{ v: 'x' }, { v: 'y' }]],
    ['2', null, null, null, []],
  ]);
  expect((await rows.getMetadata())[0]).toMatchObject({ numRows: '2' });
});

test('One bad row stops the others, and each says why', async () => {
  const rows = await table('strict');
  const error = await rows.insert([{ id: 1 }, { id: 'x' }, { name: 'no id' }, { id: 2, nope: 1 }, { id: 3, name: ['a'] }]).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'PartialFailureError' });
  const answer = await insertAll('strict', { rows: [{ json: { id: 1 } }, { json: { id: 'x' } }, { json: { name: 'no id' } }, { json: { id: 2, nope: 1 } }] });
  expect(answer.json).toEqual({
    kind: 'bigquery#tableDataInsertAllResponse',
    insertErrors: [
      { index: 1, errors: [{ reason: 'invalid', location: 'id', debugInfo: '', message: 'Cannot convert value to integer (bad value).' }] },
      { index: 2, errors: [{ reason: 'invalid', location: 'id', debugInfo: '', message: 'Missing required field: id.' }] },
      { index: 3, errors: [{ reason: 'invalid', location: 'nope', debugInfo: '', message: 'no such field: nope.' }] },
      { index: 0, errors: [{ reason: 'stopped', location: '', debugInfo: '', message: '' }] },
    ],
  });
  expect(await rawRows(service, 'strict')).toEqual([]);
  // As Google's own test of its Node client wants it.
  await expect(rows.insert([{ id: 1, name: 'dave' }, { id: 2, name: true }])).rejects.toMatchObject({
    errors: [
      { errors: [{ message: 'Conversion from bool to std::string is unsupported.', reason: 'invalid' }], row: { id: 2, name: true } },
      { errors: [{ message: '', reason: 'stopped' }], row: { id: 1, name: 'dave' } },
    ],
  });
});

test('skipInvalidRows takes the good rows, ignoreUnknownValues the rows with names that nobody knows', async () => {
  await table('lenient');
  const many = Array.from({ length: 12 }, (_, index) => ({ json: { id: index % 2 === 0 ? index : `bad${index}`, more: 1 } }));
  const answer = await insertAll('lenient', { skipInvalidRows: true, ignoreUnknownValues: true, rows: many });
  expect(answer.json.insertErrors.map((entry: { index: number }) => entry.index)).toEqual([1, 3, 5, 7, 9, 11]);
  expect((await rawRows(service, 'lenient')).map(([id]) => id)).toEqual(['0', '2', '4', '6', '8', '10']);
});

test('A row with an insertId is added once, whichever request brings it', async () => {
  await table('once');
  const request = { rows: [{ insertId: 'a', json: { id: 1 } }, { insertId: 'a', json: { id: 1 } }, { json: { id: 2 } }, { insertId: 7, json: { id: 3 } }, { insertId: '7', json: { id: 3 } }] };
  await insertAll('once', request);
  await insertAll('once', request);
  expect((await rawRows(service, 'once')).map(([id]) => id)).toEqual(['1', '2', '3', '2']);
});

test('templateSuffix makes a table like the one that is named', async () => {
  await table('events');
  await insertAll('events', { templateSuffix: '_eu', rows: [{ json: { id: 7 } }] });
  expect((await rawRows(service, 'events_eu')).map(([id]) => id)).toEqual(['7']);
  expect(await rawRows(service, 'events')).toEqual([]);
});

test('A partition takes streamed rows from 31 days back to 16 ahead', async () => {
  await table('daily', { timePartitioning: { type: 'DAY' } });
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
  expect((await insertAll(`daily$${day(-30)}`, { rows: [{ json: { id: 1 } }] })).status).toBe(200);
  expect(await rawRows(service, `daily$${day(-30)}`)).toHaveLength(1);
  for (const offset of [-33, 18]) {
    expect(await insertAll(`daily$${day(offset)}`, { rows: [{ json: { id: 1 } }] })).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining('is outside the allowed bounds') } } });
  }
});

test('A column that decides the partition takes streamed rows from five years back to one ahead', async () => {
  const fields = [{ name: 'id', type: 'INTEGER' }, { name: 'd', type: 'DATE' }];
  await service.client.dataset('shop').createTable('dated', { schema: { fields }, timePartitioning: { type: 'MONTH', field: 'd' } } as never);
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const rows = [{ json: { id: 1, d: day(-1820) } }, { json: { id: 2, d: '1900-01-01' } }, { json: { id: 3, d: day(360) } }, { json: { id: 4, d: day(370) } }, { json: { id: 5 } }];
  const { json } = await insertAll('dated', { rows, skipInvalidRows: true });
  expect(json.insertErrors.map(({ index }: { index: number }) => index)).toEqual([1, 3]);
  expect(json.insertErrors[0].errors).toEqual([{ reason: 'invalid', location: 'd', debugInfo: '', message: expect.stringContaining('You can only stream to date range within 1825 days in the past and 366 days in the future') }]);
  expect((await rawRows(service, 'dated')).map(([id]) => id)).toEqual(['1', '3', '5']);
});

test('What takes no rows says so', async () => {
  await service.client.dataset('shop').createTable('v', { view: { query: 'SELECT 1 AS id', useLegacySql: false } } as never);
  expect(await insertAll('v', { rows: [{ json: {} }] })).toMatchObject({ status: 400, json: { error: { message: 'Cannot add rows to a table of type VIEW.' } } });
  expect(await insertAll('rows', { rows: [] })).toMatchObject({ status: 400, json: { error: { message: 'No rows present in the request.' } } });
  expect(await insertAll('nope', { rows: [{ json: {} }] })).toMatchObject({ status: 404, json: { error: { message: 'Not found: Table bm-local:shop.nope' } } });
});
