import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { typeOfText } from '../../src/bigquery/load/detected-type.js';
import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

async function detect(tableId: string, content: string | Buffer, options: object = {}) {
  const done = await runLoad(service, tableId, [await service.put(`${tableId}.txt`, content)], { autodetect: true, ...options });
  expect(done.status.errorResult).toBeUndefined();
  const [metadata] = await service.client.dataset('shop').table(tableId).getMetadata();
  return metadata.schema.fields.map(({ name, type, mode, fields }: any) => [name, mode === 'REPEATED' ? `${type}[]` : type, ...(fields ?? []).map((field: any) => `${field.name} ${field.type}`)]);
}

test('The type of a text', () => {
  const types: Record<string, readonly string[]> = {
    INTEGER: ['0', '-5', '9223372036854775807'],
    FLOAT: ['1.5', '1e3', '9223372036854775808', 'NaN', '-inf'],
    BOOLEAN: ['true', 'F', 'yes'],
    DATE: ['2021-04-03'],
    TIME: ['10:00:00', '9:00:00.5'],
    TIMESTAMP: ['2018-08-19 12:11', '2018-08-19 12:11:35.22', '2018/08/19 12:11', '2018-08-19 07:11:35.220 -05:00', '2018-08-19T07:11:35Z'],
    STRING: ['', 'abc', '20-01-2021', '1,5', '1 2'],
  };
  for (const [type, texts] of Object.entries(types)) for (const text of texts) expect([text, typeOfText(text)]).toEqual([text, type]);
});

test('A header is one where it has texts only, above a column that has not', async () => {
  expect(await detect('header', 'id,first name,id,2nd,ok\n1,a,1.5,2021-04-03,true\n2,b,2,2021-04-04,no\n')).toEqual([['id', 'INTEGER'], ['first_name', 'STRING'], ['id_1', 'FLOAT'], ['_2nd', 'DATE'], ['ok', 'BOOLEAN']]);
  expect(await rawRows(service, 'header')).toEqual([['1', 'a', '1.5', '2021-04-03', 'true'], ['2', 'b', '2.0', '2021-04-04', 'false']]);
});

test('Columns without a header are named by their types', async () => {
  expect(await detect('bare', '1,a,1.5,true,2021-04-03,10:00:00,2021-04-03 10:00:00\n')).toEqual([
    ...[['int64_field_0', 'INTEGER'], ['string_field_1', 'STRING'], ['double_field_2', 'FLOAT'], ['bool_field_3', 'BOOLEAN'], ['date_field_4', 'DATE']],
    ...[['time_field_5', 'TIME'], ['timestamp_field_6', 'TIMESTAMP']],
  ]);
  expect(await detect('texts', 'name,city\na,b\n')).toEqual([['string_field_0', 'STRING'], ['string_field_1', 'STRING']]);
  expect(await rawRows(service, 'texts')).toHaveLength(2);
});

test('skipLeadingRows says where names may be, and 0 that there are none', async () => {
  expect(await detect('skipped', 'a comment\nid,name\n1,x\n', { skipLeadingRows: 2 })).toEqual([['id', 'INTEGER'], ['name', 'STRING']]);
  expect(await rawRows(service, 'skipped')).toEqual([['1', 'x']]);
  // A row that is no header is passed over all the same.
  expect(await detect('plain', 'name,city\na,b\n', { skipLeadingRows: 1 })).toEqual([['string_field_0', 'STRING'], ['string_field_1', 'STRING']]);
  expect(await rawRows(service, 'plain')).toEqual([['a', 'b']]);
  expect(await detect('zero', 'id\n1\n', { skipLeadingRows: 0 })).toEqual([['string_field_0', 'STRING']]);
});

test('Delimiter, quoted line breaks and gzip are found out', async () => {
  expect(await detect('pipes', gzipSync('id|text\n1|"a\nb"\n2|c,d\n'))).toEqual([['id', 'INTEGER'], ['text', 'STRING']]);
  expect(await rawRows(service, 'pipes')).toEqual([['1', 'a\nb'], ['2', 'c,d']]);
});

test('Files in UTF-16 are read by their encoding', async () => {
  const text = '\uFEFFid,city\n1,Zürich\n';
  expect(await detect('wide', Buffer.from(text, 'utf16le'), { encoding: 'UTF-16LE' })).toEqual([['id', 'INTEGER'], ['city', 'STRING']]);
  expect(await detect('wide_be', Buffer.from(text, 'utf16le').swap16(), { encoding: 'UTF-16BE' })).toEqual([['id', 'INTEGER'], ['city', 'STRING']]);
  expect(await rawRows(service, 'wide_be')).toEqual([['1', 'Zürich']]);
});

test('A type that a later row does not have fails the load', async () => {
  const rows = Array.from({ length: 600 }, (_, index) => (index < 550 ? `${index}` : 'x'));
  const done = await runLoad(service, 'late', [await service.put('late.csv', `n\n${rows.join('\n')}\n`)], { autodetect: true });
  expect(done.status.errorResult?.message).toContain('CSV processing encountered too many errors');
});

test('JSON: records, arrays, and columns in the order of their names', async () => {
  const lines = [{ z: 1, a: { n: '1', s: null }, tags: ['x'], when: '2021-04-03T10:00:00Z', nothing: null }, { z: 1.5, a: { s: 'ab' }, tags: [], extra: true }];
  const options = { sourceFormat: 'NEWLINE_DELIMITED_JSON' };
  expect(await detect('json', lines.map((line) => JSON.stringify(line)).join('\n'), options)).toEqual([
    ...[['a', 'RECORD', 'n INTEGER', 's STRING'], ['extra', 'BOOLEAN'], ['nothing', 'STRING'], ['tags', 'STRING[]'], ['when', 'TIMESTAMP'], ['z', 'FLOAT']],
  ]);
  const mixed = await runLoad(service, 'mixed', [await service.put('mixed.json', '{"a":1}\n{"a":{"b":1}}\n')], { autodetect: true, ...options });
  expect(mixed.status.errorResult?.message).toContain('field a is now a record and now not');
});

test('What is detected is added to a table by the rules of a schema that is given', async () => {
  await detect('grows', 'id,name\n1,a\n');
  expect((await runLoad(service, 'grows', [await service.put('g2.csv', 'id,name,more\n2,b,3\n')], { autodetect: true })).status.errorResult?.message).toContain('Cannot add fields (field: more)');
  await runLoad(service, 'grows', ['gs://files/g2.csv'], { autodetect: true, schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] });
  expect(await rawRows(service, 'grows')).toEqual([['1', 'a', null], ['2', 'b', '3']]);
});

test('Paths hold columns: of a load, and of an external table', async () => {
  for (const [day, country] of [['2021-04-03', 'fr'], ['2021-04-04', '__HIVE_DEFAULT_PARTITION__']]) await service.put(`lake/dt=${day}/country=${country}/part.csv`, `${day?.slice(-1)}\n`);
  const hivePartitioningOptions = { mode: 'AUTO', sourceUriPrefix: 'gs://files/lake' };
  const schema = { fields: [{ name: 'n', type: 'INTEGER' }] };
  const done = await runLoad(service, 'hive', ['gs://files/lake/*.csv'], { schema, hivePartitioningOptions });
  expect(done.status.errorResult).toBeUndefined();
  expect(await rawRows(service, 'hive')).toEqual([['3', '2021-04-03', 'fr'], ['4', '2021-04-04', null]]);
  const definition = { sourceFormat: 'CSV', sourceUris: ['gs://files/lake/*.csv'], schema, hivePartitioningOptions: { mode: 'CUSTOM', sourceUriPrefix: 'gs://files/lake/{dt:STRING}/{country:STRING}' } };
  await service.client.dataset('shop').createTable('lake', { externalDataConfiguration: definition } as never);
  expect((await service.client.query("SELECT n, dt FROM shop.lake WHERE dt = '2021-04-04'"))[0]).toEqual([{ n: 4, dt: '2021-04-04' }]);
  await service.put('lake/dt=2021-04-05/part.csv', '5\n');
  expect((await runLoad(service, 'hive', ['gs://files/lake/*.csv'], { schema, hivePartitioningOptions })).status.errorResult?.message).toContain('Partition keys should be invariant');
});

test('An external table of detected columns reads its files as they were detected', async () => {
  await service.put('ext.csv', 'id;name\n1;a\n');
  await service.put('ext2.csv', 'id|name\n1|a\n');
  await service.client.dataset('shop').createTable('ext', { externalDataConfiguration: { sourceFormat: 'CSV', sourceUris: ['gs://files/ext2.csv'], autodetect: true } } as never);
  expect((await service.client.query('SELECT * FROM shop.ext'))[0]).toEqual([{ id: 1, name: 'a' }]);
});
