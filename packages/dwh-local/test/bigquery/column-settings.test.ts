import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
const shop = () => service.client.dataset('shop');
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

const schema = {
  fields: [
    ...[{ name: 'id', type: 'INTEGER' }, { name: 'code', type: 'STRING', maxLength: '3' }, { name: 'price', type: 'NUMERIC', precision: '5', scale: '2' }],
    ...[{ name: 'state', type: 'STRING', defaultValueExpression: "'new'" }, { name: 'since', type: 'TIMESTAMP', defaultValueExpression: "TIMESTAMP '2021-04-03 10:00:00.5+00'" }],
  ],
};

test('Lengths and digits of columns hold, whoever writes', async () => {
  const [table] = await shop().createTable('narrow', { schema } as never);
  const load = async (line: string) => (await runLoad(service, 'narrow', [await service.put('l.csv', line)])).status.errorResult?.message;
  expect(await load('1,abcd,1,,\n')).toBe('Field code: STRING(3) has maximum length 3 but got a value with length 4');
  expect(await load('1,abc,1000,,\n')).toContain('NUMERIC(5, 2)');
  expect(await load('1,äöü,999.994,x,2021-04-03 00:00:00\n')).toBeUndefined();
  await service.client.query("INSERT INTO shop.narrow (id, code, price, state, since) VALUES (2, 'b', NUMERIC '1.005', 's', NULL)");
  await expect(service.client.query("UPDATE shop.narrow SET code = 'long' WHERE id = 2")).rejects.toMatchObject({ message: expect.stringContaining('maximum length 3') });
  expect((await rawRows(service, 'narrow')).map((row) => row.slice(0, 3))).toEqual([['1', 'äöü', '999.99'], ['2', 'b', '1.01']]);
  expect((await table.getMetadata())[0].schema.fields[1]).toMatchObject({ maxLength: '3' });
});

test('A column that a row does not give holds its default value, and NULL where it gives that', async () => {
  const [table] = await shop().createTable('defaults', { schema } as never);
  await table.insert([{ id: 1 }, { id: 2, state: null, since: null }]);
  await runLoad(service, 'defaults', [await service.put('d.json', '{"id":3}\n{"id":4,"state":"x"}\n')], { sourceFormat: 'NEWLINE_DELIMITED_JSON' });
  await runLoad(service, 'defaults', [await service.put('d.csv', '5\n')], { schema: { fields: [{ name: 'id', type: 'INTEGER' }] } });
  const at = '1617444000500000';
  expect((await rawRows(service, 'defaults')).map(([id, , , state, time]) => [id, state, time])).toEqual([['1', 'new', at], ['2', null, null], ['3', 'new', at], ['4', 'x', at], ['5', 'new', at]]);
});

test('What is no default value is refused', async () => {
  const create = (field: object) => shop().createTable('wrong', { schema: { fields: [{ name: 'a', type: 'INTEGER', ...field }] } } as never);
  await expect(create({ defaultValueExpression: "'x'" })).rejects.toMatchObject({ code: 400, message: expect.stringContaining('Invalid default value expression') });
  for (const expression of ['(SELECT id FROM shop.defaults)', '(SELECT 1)', 'ABS(1)', '1 + 1', '1 2']) await expect(create({ defaultValueExpression: expression })).rejects.toMatchObject({ code: 400, message: expect.stringContaining('Invalid default value expression') });
  await expect(create({ type: 'STRING', defaultValueExpression: 'GENERATE_UUID()' })).rejects.toMatchObject({ code: 501 });
  await expect(create({ maxLength: '3' })).rejects.toMatchObject({ code: 400 });
});

test('Type parameters may be widened, never narrowed', async () => {
  const [table] = await shop().createTable('wide', { schema: { fields: [schema.fields[1]] } } as never);
  const patch = (maxLength: string | undefined) => table.setMetadata({ schema: { fields: [{ name: 'code', type: 'STRING', maxLength }] } } as never);
  await patch('5');
  await expect(patch('4')).rejects.toMatchObject({ code: 400, message: expect.stringContaining('narrower') });
  await patch(undefined);
  expect((await table.getMetadata())[0].schema.fields[0]).toEqual({ name: 'code', type: 'STRING' });
});

test('Keys are kept until the table is truncated as a whole', async () => {
  const tableConstraints = { primaryKey: { columns: ['id'] }, foreignKeys: [{ name: 'to_wide', referencedTable: { projectId: 'bm-local', datasetId: 'shop', tableId: 'wide' }, columnReferences: [{ referencingColumn: 'code', referencedColumn: 'code' }] }] };
  const [table] = await shop().createTable('keyed', { schema, tableConstraints } as never);
  const keys = async () => (await table.getMetadata())[0].tableConstraints;
  await table.setMetadata({ description: 'x' });
  await runLoad(service, 'keyed', [await service.put('k.csv', '1,a,1,,\n')], { writeDisposition: 'WRITE_TRUNCATE_DATA' });
  expect(await keys()).toEqual(tableConstraints);
  await runLoad(service, 'keyed', ['gs://files/k.csv'], { writeDisposition: 'WRITE_TRUNCATE' });
  expect(await keys()).toBeUndefined();
  await table.setMetadata({ tableConstraints: { primaryKey: { columns: ['id'] } } } as never);
  await table.setMetadata({ tableConstraints: null } as never);
  expect(await keys()).toBeUndefined();
  await expect(table.setMetadata({ tableConstraints: { primaryKey: { columns: ['nope'] } } } as never)).rejects.toMatchObject({ code: 400 });
});
