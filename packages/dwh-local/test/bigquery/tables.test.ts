import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop', { labels: { team: 'a' }, description: 'Shop' } as never);
});
afterAll(() => service.close());

const FIELDS = [
  { name: 'id', type: 'INT64', mode: 'REQUIRED' },
  { name: 'day', type: 'DATE' },
];

async function request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${service.endpoint}/bigquery/v2/projects/bm-local${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : (JSON.parse(text) as any) };
}

test('A dataset answers what it was given, with the access that the service gives by default', async () => {
  const [metadata] = await service.client.dataset('shop').getMetadata();
  expect(metadata).toMatchObject({ id: 'bm-local:shop', location: 'EU', labels: { team: 'a' }, description: 'Shop', type: 'DEFAULT' });
  expect(metadata.access).toContainEqual({ role: 'WRITER', specialGroup: 'projectWriters' });
  const [datasets] = await service.client.getDatasets();
  expect(datasets.map((dataset) => dataset.id)).toEqual(['shop']);
  await expect(service.client.createDataset('shop')).rejects.toMatchObject({ code: 409, message: expect.stringContaining('Already Exists: Dataset bm-local:shop') });
  await expect(service.client.createDataset('no-dash')).rejects.toMatchObject({ code: 400 });
});

test('A dataset with tables is only deleted with its contents', async () => {
  const [dataset] = await service.client.createDataset('full');
  await dataset.createTable('t', { schema: { fields: FIELDS } });
  await expect(dataset.delete()).rejects.toMatchObject({ code: 400, message: expect.stringContaining('Dataset bm-local:full is still in use') });
  await dataset.delete({ force: true });
  expect(await dataset.exists()).toEqual([false]);
});

test('A stale etag is refused, a fresh one is not', async () => {
  const [table] = await service.client.dataset('shop').createTable('etags', { schema: { fields: FIELDS } });
  const [first] = await table.getMetadata();
  await table.setMetadata({ description: 'one', etag: first.etag } as never);
  await expect(table.setMetadata({ description: 'two', etag: first.etag } as never)).rejects.toMatchObject({ code: 412 });
  const [now] = await table.getMetadata();
  expect(now).toMatchObject({ description: 'one' });
  expect(now.etag).not.toBe(first.etag);
});

test('A mode that nobody has stated is not answered, until it changes', async () => {
  const nested = { name: 'details', type: 'RECORD', fields: [{ name: 'nested_id', type: 'INTEGER' }, { name: 'list', type: 'STRING', mode: 'REPEATED' }] };
  const schema = { fields: [{ name: 'id', type: 'INTEGER', mode: 'NULLABLE' }, nested] };
  const [table] = await service.client.dataset('shop').createTable('modes', { schema });
  expect((await table.getMetadata())[0].schema).toEqual(schema);
  const wider = { fields: [...schema.fields, { name: 'more', type: 'STRING' }] };
  await table.setMetadata({ schema: wider });
  expect((await table.getMetadata())[0].schema).toEqual(wider);
  await table.insert({ id: 1 });
  expect((await table.getMetadata())[0].schema).toEqual(wider);
  const [, , answer] = await service.client.query('SELECT details FROM shop.modes', { autoPaginate: false } as never);
  expect((answer as { schema: object }).schema).toMatchObject({ fields: [{ mode: 'NULLABLE', fields: [{ mode: 'NULLABLE' }, { mode: 'REPEATED' }] }] });
});

test('Permissions are asked for in a list, or in a list in a list as Google tests its Python client', async () => {
  const permissions = ['bigquery.tables.get', 'bigquery.tables.update'];
  for (const asked of [permissions, [permissions]]) expect(await request('POST', '/datasets/shop/tables/etags:testIamPermissions', { permissions: asked })).toEqual({ status: 200, json: { permissions } });
});

test('What the caller knows already is not sent again', async () => {
  for (const path of ['/datasets/shop', '/datasets/shop/tables/etags']) {
    const { etag } = (await request('GET', path)).json as { etag: string };
    expect(await request('GET', path, undefined, { 'if-none-match': etag })).toEqual({ status: 304, json: undefined });
    expect(await request('GET', path, undefined, { 'if-none-match': `"other", "${etag}"` })).toMatchObject({ status: 304 });
    expect(await request('GET', path, undefined, { 'if-none-match': '"other"' })).toMatchObject({ status: 200, json: { etag } });
  }
});

test('A schema grows at its end and relaxes; everything else is refused in the words of the service', async () => {
  const [table] = await service.client.dataset('shop').createTable('grow', { schema: { fields: FIELDS } });
  await runLoad(service, 'grow', [await service.put('grow.csv', '1,2021-04-03\n')], {});
  await table.setMetadata({ schema: { fields: [{ name: 'id', type: 'INTEGER', mode: 'NULLABLE' }, FIELDS[1], { name: 'extra', type: 'STRING', description: 'New' }] } } as never);
  expect(await rawRows(service, 'grow')).toEqual([['1', '2021-04-03', null]]);
  const patch = (fields: unknown[]) => request('PATCH', '/datasets/shop/tables/grow', { schema: { fields } });
  const retyped = await patch([{ name: 'id', type: 'STRING' }, FIELDS[1], { name: 'extra', type: 'STRING' }]);
  expect(retyped).toMatchObject({ status: 400, json: { error: { message: 'Provided Schema does not match Table bm-local:shop.grow. Field id has changed type from INTEGER to STRING', errors: [{ reason: 'invalid' }] } } });
  expect((await patch([{ name: 'id', type: 'INTEGER' }, FIELDS[1]])).json.error.message).toContain('Field extra is missing in new schema');
  expect((await patch([{ name: 'id', type: 'INTEGER' }, FIELDS[1], { name: 'extra', type: 'STRING' }, { name: 'q', type: 'STRING', mode: 'REQUIRED' }])).json.error.message).toContain('Cannot add required fields to an existing schema');
});

test('Records grow inside, and rows keep what they held', async () => {
  const record = (fields: unknown[]) => ({ schema: { fields: [{ name: 'r', type: 'RECORD', mode: 'REPEATED', fields }] } });
  const [table] = await service.client.dataset('shop').createTable('records', record([{ name: 'a', type: 'INTEGER' }]) as never);
  await runLoad(service, 'records', [await service.put('r.json', '{"r":[{"a":1},{"a":2}]}\n')], { sourceFormat: 'NEWLINE_DELIMITED_JSON' });
  await table.setMetadata(record([{ name: 'a', type: 'INTEGER' }, { name: 'b', type: 'STRING' }]) as never);
  await runLoad(service, 'records', [await service.put('r2.json', '{"r":[{"b":"x"}]}\n')], { sourceFormat: 'NEWLINE_DELIMITED_JSON' });
  const cell = (a: string | null, b: string | null) => ({ v: { f: [{ v: a }, { v: b }] } });
  expect(await rawRows(service, 'records')).toEqual([[[cell('1', null), cell('2', null)]], [[cell(null, 'x')]]]);
});

test('What is not carried is refused by its name, not ignored', async () => {
  const create = (more: object) => request('POST', '/datasets/shop/tables', { tableReference: { tableId: 'no' }, ...more });
  expect(await create({ schema: { fields: [{ name: 'g', type: 'GEOGRAPHY' }] } })).toMatchObject({ status: 501, json: { error: { errors: [{ reason: 'notImplemented' }], message: expect.stringContaining('GEOGRAPHY') } } });
  expect((await create({ externalDataConfiguration: { sourceUris: ['gs://b/o'] } })).json.error.message).toContain('externalDataConfiguration');
  expect((await create({ schema: { fields: [{ name: 'a', type: 'STRING', collation: 'und:ci' }] } })).json.error.message).toContain('collation');
  expect(await create({ schema: { fields: [{ name: 'a', type: 'STRING' }, { name: 'A', type: 'STRING' }] } })).toMatchObject({ status: 400 });
  expect(await request('GET', '/datasets/shop/tables/no')).toMatchObject({ status: 404, json: { error: { message: 'Not found: Table bm-local:shop.no' } } });
  const reference = { datasetId: 'shop', tableId: 't' };
  expect((await request('POST', '/jobs', { configuration: { copy: { sourceTable: reference, destinationTable: reference, destinationExpirationTime: '1' } } })).json.error.message).toContain('destinationExpirationTime');
  expect((await request('POST', '/jobs', { configuration: { load: { destinationTable: reference, createSession: true } } })).json.error.message).toContain('createSession');
  expect(await request('GET', '/datasets/shop/tables/etags@-3600000/data')).toMatchObject({ status: 501, json: { error: { message: expect.stringContaining('snapshot decorators') } } });
});

test('Partitions are read and deleted by decorator, in either encoding', async () => {
  await service.client.dataset('shop').createTable('parts', { schema: { fields: FIELDS }, timePartitioning: { type: 'DAY', field: 'day', expirationMs: null } } as never);
  await runLoad(service, 'parts', [await service.put('p.csv', '1,2021-04-03\n2,2021-04-04\n3,\n4,1900-01-01\n')]);
  expect(await rawRows(service, 'parts$20210404')).toEqual([['2', '2021-04-04']]);
  expect((await request('GET', '/datasets/shop/tables/parts$20210403')).json).toMatchObject({ numRows: '1', tableReference: { tableId: 'parts$20210403' } });
  expect((await request('GET', '/datasets/shop/tables/parts')).json).toMatchObject({ numRows: '4', numPartitions: '4' });
  expect(await request('DELETE', '/datasets/shop/tables/parts%2420210403')).toMatchObject({ status: 204 });
  expect(await rawRows(service, 'parts')).toEqual([['2', '2021-04-04'], ['3', null], ['4', '1900-01-01']]);
  expect(await request('GET', '/datasets/shop/tables/parts$202104')).toMatchObject({ status: 400, json: { error: { message: expect.stringContaining('YYYYMMDD') } } });
});

test('Rows come in pages, and the pages are the rows', async () => {
  await service.client.dataset('shop').createTable('pages', { schema: { fields: FIELDS } });
  await runLoad(service, 'pages', [await service.put('pages.csv', Array.from({ length: 25 }, (_, index) => `${index},\n`).join(''))]);
  const seen: string[] = [];
  let token = '';
  do {
    const { json } = await request('GET', `/datasets/shop/tables/pages/data?maxResults=10${token === '' ? '' : `&pageToken=${token}`}`);
    expect(json.totalRows).toBe('25');
    seen.push(...json.rows.map((row: any) => row.f[0].v));
    token = json.pageToken ?? '';
  } while (token !== '');
  expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => String(index)));
  expect((await request('GET', '/datasets/shop/tables/pages/data?startIndex=24&selectedFields=id')).json.rows).toEqual([{ f: [{ v: '24' }] }]);
});

test('Fields inside of records can be asked for by their paths', async () => {
  const fields = [{ name: 'id', type: 'INTEGER' }, { name: 's', type: 'RECORD', fields: [{ name: 'x', type: 'INTEGER' }, { name: 'y', type: 'FLOAT' }, { name: 'deep', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'a', type: 'STRING' }, { name: 'b', type: 'STRING' }] }] }];
  await request('POST', '/datasets/shop/tables', { tableReference: { tableId: 'nested' }, schema: { fields } });
  await request('POST', '/datasets/shop/tables/nested/insertAll', { rows: [{ json: { id: 1, s: { x: 2, y: 0.5, deep: [{ a: 'p', b: 'q' }] } } }] });
  const rows = async (selected: string) => (await request('GET', `/datasets/shop/tables/nested/data?selectedFields=${selected}`)).json.rows;
  expect(await rows('s.y')).toEqual([{ f: [{ v: { f: [{ v: '0.5' }] } }] }]);
  expect(await rows('s.deep.b,id')).toEqual([{ f: [{ v: '1' }, { v: { f: [{ v: [{ v: { f: [{ v: 'q' }] } }] }] } }] }]);
  expect(await request('GET', '/datasets/shop/tables/nested/data?selectedFields=s.nope')).toMatchObject({ status: 400, json: { error: { message: 'No such field: s.nope.' } } });
});
