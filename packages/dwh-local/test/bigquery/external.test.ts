import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad, settled } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  const [dataset] = await service.client.createDataset('shop');
  await dataset.createTable('here', { schema: { fields: [{ name: 'a', type: 'INTEGER' }, { name: 'name', type: 'STRING' }] } });
  await runLoad(service, 'here', [await service.put('here.csv', '1,one\n2,two\n')]);
});
afterAll(() => service.close());

const FIELDS = [{ name: 'a', type: 'INTEGER' }, { name: 'b', type: 'STRING' }];
const csv = (uris: string[], more: object = {}) => ({ sourceFormat: 'CSV', sourceUris: uris, schema: { fields: FIELDS }, ...more });
const query = async (sql: string, tableDefinitions: object = {}, more: object = {}) => (await service.client.query({ query: sql, tableDefinitions, ...more } as never))[0] as Record<string, unknown>[];

test('Definitions of a query are tables of it: with wildcards, joined with stored ones, parameters, common tables', async () => {
  await service.put('part-1.csv', '1,x\n2,y\n');
  const uri = (await service.put('part-2.csv', '3,\n')).replace('2', '*');
  expect(await query('SELECT * FROM staged ORDER BY a', { staged: csv([uri]) })).toEqual([{ a: 1, b: 'x' }, { a: 2, b: 'y' }, { a: 3, b: null }]);
  expect(await query('WITH big AS (SELECT * FROM `staged` WHERE a >= @from) SELECT s.a, name FROM big AS s LEFT JOIN shop.here USING (a) ORDER BY a', { staged: csv([uri]) }, { params: { from: 2 } })).toEqual([{ a: 2, name: 'two' }, { a: 3, name: null }]);
  expect(await query('SELECT COUNT(*) AS n FROM one JOIN two ON one.a = two.a', { one: csv([uri]), two: csv(['gs://files/part-1.csv']) })).toEqual([{ n: 2 }]);
  await expect(query('SELECT * FROM other', { staged: csv([uri]) })).rejects.toThrow('must be qualified with a dataset');
  await expect(query('SELECT * FROM staged', { staged: csv(['gs://files/none*.csv']) })).rejects.toMatchObject({ errors: [{ reason: 'notFound' }] });
});

test('Every row knows its file, where the query asks', async () => {
  const uri = (await service.put('named-1.csv', '1,x\n')).replace('1.csv', '*');
  await service.put('named-2.csv', '2,y\n');
  const named = { staged: csv([uri]) };
  expect(await query('SELECT a, _FILE_NAME AS file FROM staged WHERE ENDS_WITH(_FILE_NAME, "2.csv")', named)).toEqual([{ a: 2, file: 'gs://files/named-2.csv' }]);
  expect(await query('SELECT * FROM staged ORDER BY _file_name DESC', named)).toEqual([{ a: 2, b: 'y' }, { a: 1, b: 'x' }]);
  const dry = await service.client.createQueryJob({ query: 'SELECT _FILE_NAME AS file FROM staged', tableDefinitions: named, dryRun: true } as never);
  expect(dry[0].metadata.statistics.query.schema.fields).toMatchObject([{ name: 'file', type: 'STRING' }]);
  await expect(query('SELECT _FILE_NAME FROM shop.here')).rejects.toThrow('Unrecognized name: _FILE_NAME');
  await expect(query('SELECT a FROM staged', { staged: csv([uri], { schema: { fields: [{ name: '_FILE_NAME', type: 'STRING' }] } }) })).rejects.toThrow('_FILE_NAME');
});

test('A query job with definitions keeps them in its configuration, and says how much it read', async () => {
  const uri = await service.put('job.csv', '1,x\n');
  const [job] = await service.client.createQueryJob({ query: 'SELECT a FROM staged', tableDefinitions: { staged: csv([uri]) }, destination: service.client.dataset('shop').table('kept'), jobId: 'with-definitions', location: 'EU' } as never);
  await settled(service, job.id ?? '');
  const [metadata] = await job.getMetadata();
  expect(metadata).toMatchObject({ configuration: { jobType: 'QUERY', query: { tableDefinitions: { staged: { sourceUris: [uri] } } } }, statistics: { query: { totalBytesProcessed: '4' } } });
  expect(await rawRows(service, 'kept')).toEqual([['1']]);
  const [dry] = await service.client.createQueryJob({ query: 'SELECT a FROM staged', tableDefinitions: { staged: csv(['gs://files/job.csv']) }, dryRun: true } as never);
  expect(dry.metadata.statistics.query.schema.fields).toEqual([{ name: 'a', type: 'INTEGER', mode: 'NULLABLE' }]);
});

/** The same bytes with the same options: what a load makes of them, and what an external table does. */
test.each<[string, string | Buffer, object, object]>([
  ['plain', '1,x\n2,"y,z"\n', {}, {}],
  ['header, delimiter and quote', "h|i\n1|'x|y'\n", { skipLeadingRows: '1', fieldDelimiter: '|', quote: "'" }, {}],
  ['quoted line breaks', '1,"x\ny"\n', { allowQuotedNewlines: true }, {}],
  ['line breaks that are not allowed', '1,"x\ny"\n', {}, {}],
  ['jagged rows', '1\n2,x\n', { allowJaggedRows: true }, {}],
  ['jagged rows that are not allowed', '1\n2,x\n', {}, {}],
  ['latin1', Buffer.from('1,gr\xfcn\n', 'latin1'), { encoding: 'ISO-8859-1' }, {}],
  ['null marker', '1,\\N\n2,\n', { nullMarker: '\\N' }, {}],
  ['an empty number with a null marker', ',x\n', { nullMarker: '\\N' }, {}],
  ['unknown columns', '1,x,more\n', {}, { ignoreUnknownValues: true }],
  ['unknown columns that are not ignored', '1,x,more\n', {}, {}],
  ['a bad record', '1,x\nnope,y\n3,z\n', {}, {}],
  ['as many bad records as allowed', '1,x\nnope,y\n3,z\n', {}, { maxBadRecords: 1 }],
  ['an empty file', '', {}, {}],
])('A CSV file gives the rows, or the error, of a load: %s', async (name, content, csvOptions, options) => {
  const uri = await service.put('same.csv', content);
  const table = `same_${name.replace(/\W/g, '_')}`;
  const job = await runLoad(service, table, [uri], { schema: { fields: FIELDS }, ...csvOptions, ...options });
  const external = query('SELECT * FROM staged', { staged: csv([uri], { csvOptions, ...options }) });
  if (job.status.errorResult !== undefined) await expect(external).rejects.toThrow(job.status.errorResult.message);
  else expect((await external).map((row) => Object.values(row).map((value) => (value === null ? null : String(value))))).toEqual(await rawRows(service, table));
});

test('JSON, Parquet and gzip are read like loads read them', async () => {
  const json = await service.put('rows.json', '{"a":1,"b":"x"}\n{"b":"y","c":1}\n');
  const definition = { sourceFormat: 'NEWLINE_DELIMITED_JSON', sourceUris: [json], schema: { fields: FIELDS } };
  expect(await query('SELECT * FROM staged', { staged: { ...definition, ignoreUnknownValues: true } })).toEqual([{ a: 1, b: 'x' }, { a: null, b: 'y' }]);
  await expect(query('SELECT * FROM staged', { staged: definition })).rejects.toThrow('JSON parsing encountered too many errors');

  await service.engine.withConnection((connection) => connection.run(`COPY (SELECT 1 AS a, [1, 2] AS l, 1.5::DECIMAL(20,2) AS n) TO '${join(service.directory, 'rows.parquet')}' (FORMAT parquet)`));
  const parquet = { sourceFormat: 'PARQUET', sourceUris: ['gs://files/rows.parquet'], parquetOptions: { enableListInference: true } };
  expect(JSON.parse(JSON.stringify(await query('SELECT a, l, n FROM staged', { staged: parquet })))).toEqual([{ a: 1, l: [1, 2], n: '1.5' }]);
  const [dry] = await service.client.createQueryJob({ query: 'SELECT * FROM staged', tableDefinitions: { staged: parquet }, dryRun: true } as never);
  expect(dry.metadata.statistics.query.schema.fields.map((field: { name: string; type: string; mode: string }) => `${field.name} ${field.type} ${field.mode}`)).toEqual(['a INTEGER NULLABLE', 'l INTEGER REPEATED', 'n NUMERIC NULLABLE']);

  const zipped = await service.put('rows.csv.gz', gzipSync('1,x\n'));
  expect(await query('SELECT * FROM staged', { staged: csv([zipped], { compression: 'GZIP' }) })).toEqual([{ a: 1, b: 'x' }]);
  await expect(query('SELECT * FROM staged', { staged: csv([zipped]) })).rejects.toThrow('compression is NONE, but the file is gzip');
  await expect(query('SELECT * FROM staged', { staged: csv([await service.put('plain.csv', '1,x\n')], { compression: 'GZIP' }) })).rejects.toThrow('compression is GZIP, but the file is not gzip');
});

test('An external table is made, described, listed, queried as its files are now, and deleted', async () => {
  const dataset = service.client.dataset('shop');
  const uri = await service.put('ext.csv', '1,x\n');
  const definition = { sourceFormat: 'CSV', sourceUris: [uri], csvOptions: { fieldDelimiter: ',' } };
  const [table] = await dataset.createTable('ext', { schema: { fields: FIELDS }, externalDataConfiguration: definition, description: 'files', labels: { a: 'b' } } as never);
  const [metadata] = await table.getMetadata();
  expect(metadata).toMatchObject({ type: 'EXTERNAL', description: 'files', labels: { a: 'b' }, externalDataConfiguration: definition, numRows: '0', schema: { fields: [{ name: 'a', type: 'INTEGER' }, { name: 'b', type: 'STRING' }] } });
  expect((await dataset.getTables())[0].map((found) => [found.id, found.metadata.type])).toContainEqual(['ext', 'EXTERNAL']);
  expect(await query('SELECT * FROM shop.ext')).toEqual([{ a: 1, b: 'x' }]);
  await service.put('ext.csv', '2,y\n3,z\n');
  expect(await query('SELECT e.a, name FROM shop.ext AS e LEFT JOIN `bm-local.shop.here` USING (a) ORDER BY 1')).toEqual([{ a: 2, name: 'two' }, { a: 3, name: null }]);
  expect(await query("SELECT table_type, is_insertable_into FROM shop.INFORMATION_SCHEMA.TABLES WHERE table_name = 'ext'")).toEqual([{ table_type: 'EXTERNAL', is_insertable_into: 'NO' }]);
  await dataset.createTable('ext_view', { view: { query: 'SELECT b FROM shop.ext WHERE a = 3', useLegacySql: false } } as never);
  expect(await query('SELECT * FROM shop.ext_view')).toEqual([{ b: 'z' }]);
  await query('CREATE TABLE shop.copied AS SELECT * FROM shop.ext');
  await query('INSERT INTO shop.here (a, name) SELECT a + 100, b FROM shop.ext');
  expect(await query('SELECT COUNT(*) AS n FROM shop.copied JOIN shop.here ON here.a = copied.a + 100')).toEqual([{ n: 2 }]);

  const job = await runLoad(service, 'ext', [uri], { schema: { fields: FIELDS } });
  expect(job.status.errorResult?.message).toContain('bm-local:shop.ext is not allowed for this operation because it is currently a EXTERNAL');
  await expect(query("INSERT INTO shop.ext (a) VALUES (1)")).rejects.toThrow('DML over table shop.ext is not supported');
  await expect(table.getRows()).rejects.toThrow('Cannot list a table of type EXTERNAL');
  await table.setMetadata({ description: 'other' });
  expect((await table.getMetadata())[0]).toMatchObject({ description: 'other', externalDataConfiguration: definition });
  await expect(table.setMetadata({ externalDataConfiguration: { ...definition, maxBadRecords: 3 } } as never)).rejects.toMatchObject({ code: 501 });
  await expect(dataset.createTable('ext', { schema: { fields: FIELDS } })).rejects.toMatchObject({ code: 409 });
  await table.delete();
  await expect(query('SELECT * FROM shop.ext')).rejects.toMatchObject({ errors: [{ reason: 'notFound' }] });
});

test('An external table of Parquet files has the columns that they have', async () => {
  await service.engine.withConnection((connection) => connection.run(`COPY (SELECT 1 AS a, 'x' AS b) TO '${join(service.directory, 'columns.parquet')}' (FORMAT parquet)`));
  const definition = { sourceFormat: 'PARQUET', sourceUris: ['gs://files/columns.parquet'] };
  const [table] = await service.client.dataset('shop').createTable('parquet', { externalDataConfiguration: definition } as never);
  expect((await table.getMetadata())[0].schema.fields).toEqual([{ name: 'a', type: 'INTEGER', mode: 'NULLABLE' }, { name: 'b', type: 'STRING', mode: 'NULLABLE' }]);
  expect(await query('SELECT * FROM shop.parquet')).toEqual([{ a: 1, b: 'x' }]);
  await expect(service.client.dataset('shop').createTable('no', { externalDataConfiguration: { ...definition, sourceUris: ['gs://files/here.csv'] } } as never)).rejects.toThrow('not a valid Parquet file');
});

test('Many queries at once have their own definitions of one name', async () => {
  const uris = await Promise.all([1, 2, 3, 4, 5].map((n) => service.put(`own-${n}.csv`, `${n},x\n`)));
  expect(await Promise.all(uris.map((uri) => query('SELECT a FROM staged', { staged: csv([uri]) })))).toEqual([1, 2, 3, 4, 5].map((a) => [{ a }]));
});

test('What would be ignored is refused', async () => {
  const uri = await service.put('refused.csv', '1,x\n');
  const refused: [object, number, string][] = [
    [{ ...csv([uri]), schema: undefined }, 400, 'needs one'],
    [csv([uri], { hivePartitioningOptions: { mode: 'AUTO', sourceUriPrefix: 'gs://files/', requirePartitionFilter: true } }), 501, 'hivePartitioningOptions.requirePartitionFilter'],
    [csv([uri], { hivePartitioningOptions: { mode: 'AUTO' } }), 400, 'sourceUriPrefix'],
    [csv([uri], { jsonOptions: { encoding: 'UTF-8' } }), 501, 'jsonOptions'],
    [csv([uri], { csvOptions: { newThing: 1 } }), 501, 'csvOptions.newThing'],
    [csv([]), 400, 'at least one source URI'],
    [{ sourceUris: [uri], schema: { fields: FIELDS } }, 400, 'sourceFormat'],
    [{ sourceFormat: 'AVRO', sourceUris: [uri] }, 501, 'AVRO'],
    [{ sourceFormat: 'PARQUET', sourceUris: [uri], schema: { fields: FIELDS } }, 400, 'cannot be provided'],
    [csv([uri], { compression: '' }), 400, 'compression'],
    [csv([uri], { connectionId: 'eu.x' }), 501, 'connectionId'],
  ];
  for (const [definition, code, why] of refused) await expect(query('SELECT 1', { staged: definition }), why).rejects.toMatchObject({ code, message: expect.stringContaining(why) });
  await expect(query('DELETE FROM staged WHERE true', { staged: csv([uri]) })).rejects.toThrow('DML over table staged is not supported');
  await expect(query('SELECT 1', { 'a.b': csv([uri]) })).rejects.toMatchObject({ code: 400 });
});

test('CREATE EXTERNAL TABLE makes what tables.insert makes, and DROP EXTERNAL TABLE removes it', async () => {
  const uri = await service.put('ddl.csv', 'a;b\n1;x\n2;-\n');
  await query(`CREATE EXTERNAL TABLE shop.ddl (a INT64 NOT NULL OPTIONS (description = 'Number'), b STRING) OPTIONS (format = 'csv', uris = ['${uri}'], skip_leading_rows = 1, field_delimiter = ';', null_marker = '-', description = 'By SQL', labels = [('made', 'here')])`);
  expect(await query('SELECT * FROM shop.ddl ORDER BY a')).toEqual([{ a: 1, b: 'x' }, { a: 2, b: null }]);
  const [metadata] = await service.client.dataset('shop').table('ddl').getMetadata();
  expect(metadata).toMatchObject({ type: 'EXTERNAL', description: 'By SQL', labels: { made: 'here' }, externalDataConfiguration: { sourceFormat: 'CSV', sourceUris: [uri], csvOptions: { skipLeadingRows: '1', fieldDelimiter: ';' } } });
  expect(metadata.schema.fields).toMatchObject([{ name: 'a', mode: 'REQUIRED', description: 'Number' }, { name: 'b' }]);
  await expect(query(`CREATE EXTERNAL TABLE shop.ddl OPTIONS (format = 'CSV', uris = ['${uri}'])`)).rejects.toMatchObject({ code: 409 });
  await query(`CREATE EXTERNAL TABLE IF NOT EXISTS shop.ddl (c STRING) OPTIONS (format = 'CSV', uris = ['${uri}'])`);
  await query(`CREATE OR REPLACE EXTERNAL TABLE shop.ddl (line STRING) OPTIONS (format = 'CSV', uris = ['${uri}'])`);
  expect(await query('SELECT COUNT(*) AS n FROM shop.ddl')).toEqual([{ n: 3 }]);
  await expect(query('DROP VIEW shop.ddl')).rejects.toMatchObject({ code: 400 });
  await query('DROP EXTERNAL TABLE shop.ddl');
  await query('DROP EXTERNAL TABLE IF EXISTS shop.ddl');
  await expect(query('SELECT * FROM shop.ddl')).rejects.toMatchObject({ errors: [{ reason: 'notFound' }] });
  await expect(query('DROP EXTERNAL TABLE shop.here')).rejects.toMatchObject({ code: 400 });
});

test.each([
  ["(a INT64) OPTIONS (uris = ['gs://files/x.csv'])", /"format" is required/],
  ["(a INT64) OPTIONS (format = 'CSV')", /"uris" is required/],
  ["(a INT64) OPTIONS (format = 'CSV', uris = ['gs://files/x.csv'], projection_fields = ['a'])", /projection_fields/],
  ["WITH PARTITION COLUMNS OPTIONS (format = 'CSV', uris = ['gs://files/x.csv'])", /WITH PARTITION/],
  ['(a INT64)', /OPTIONS/],
  ["(a INT64) OPTIONS (format = 'AVRO', uris = ['gs://files/x.avro'])", /AVRO/],
])('CREATE EXTERNAL TABLE refuses by name: %s', async (rest, complaint) => {
  await expect(query(`CREATE EXTERNAL TABLE shop.refused ${rest}`)).rejects.toThrow(complaint);
});
