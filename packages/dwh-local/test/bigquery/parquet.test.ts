import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

/** A Parquet file of the rows of a query of DuckDB. */
async function parquet(name: string, sql: string): Promise<string> {
  await service.engine.withConnection((connection) => connection.run(`COPY (${sql}) TO '${join(service.directory, name)}' (FORMAT parquet)`));
  return `gs://files/${name}`;
}

const load = (table: string, uris: string[], options: object = {}) => runLoad(service, table, uris, { sourceFormat: 'PARQUET', ...options });
const columns = async (table: string) => {
  const [metadata] = await service.client.dataset('shop').table(table).getMetadata();
  return (metadata.schema.fields as { name: string; type: string; mode: string }[]).map(({ name, type, mode }) => `${name} ${type} ${mode}`);
};
const message = async (job: ReturnType<typeof load>) => (await job).status.errorResult?.message;

test('Every type that BigQuery documents becomes its column type, without a schema', async () => {
  const uri = await parquet(
    'types.parquet',
    `SELECT 1::TINYINT AS i8, -2::INTEGER AS i32, 9223372036854775807::BIGINT AS i64, 4294967295::UINTEGER AS u32, 5::UBIGINT AS u64, true AS yes, 1.5::FLOAT AS f, -0.1::DOUBLE AS d,
       1.50::DECIMAL(9,2) AS dec, DATE '1969-12-31' AS day, TIME '23:59:59.123456' AS t, TIMESTAMP '2021-04-03 10:00:00.123456' AS ts, TIMESTAMPTZ '2021-04-03 10:00:00+02' AS tz,
       'grün' AS s, '\\x00\\xFF'::BLOB AS b, '{"a":1}'::JSON AS j, {'a': 1, 'in': {'s': 'y'}} AS g`,
  );
  const job = await load('types', [uri]);
  expect(job.status.errorResult).toBeUndefined();
  expect(job.statistics.load).toMatchObject({ outputRows: '1', inputFiles: '1', badRecords: '0' });
  expect(await columns('types')).toEqual([
    ...['i8 INTEGER', 'i32 INTEGER', 'i64 INTEGER', 'u32 INTEGER', 'u64 INTEGER', 'yes BOOLEAN', 'f FLOAT', 'd FLOAT', 'dec NUMERIC', 'day DATE', 't TIME', 'ts TIMESTAMP', 'tz TIMESTAMP'],
    ...['s STRING', 'b BYTES', 'j BYTES', 'g RECORD'],
  ].map((column) => `${column} NULLABLE`));
  expect(await rawRows(service, 'types')).toEqual([
    [
      ...['1', '-2', '9223372036854775807', '4294967295', '5', 'true', '1.5', '-0.1', '1.5', '1969-12-31', '23:59:59.123456', '1617444000123456', '1617436800000000', 'grün', 'AP8='],
      ...[Buffer.from('{"a":1}').toString('base64'), { f: [{ v: '1' }, { v: { f: [{ v: 'y' }] } }] }],
    ],
  ]);
});

test('A LIST is what the file has, or with inference an array', async () => {
  const uri = await parquet('lists.parquet', `SELECT * FROM (VALUES (1, [1, 2], [{'a': 'x'}]), (2, [], NULL), (3, NULL, [])) AS v(id, l, r)`);
  await load('wrapped', [uri]);
  expect(await columns('wrapped')).toEqual(['id INTEGER NULLABLE', 'l RECORD NULLABLE', 'r RECORD NULLABLE']);
  const element = (...values: unknown[]) => ({ f: [{ v: values.map((v) => ({ v: { f: [{ v }] } })) }] });
  expect(await rawRows(service, 'wrapped')).toEqual([['1', element('1', '2'), element({ f: [{ v: 'x' }] })], ['2', element(), null], ['3', null, element()]]);
  await load('arrays', [uri], { parquetOptions: { enableListInference: true } });
  expect(await columns('arrays')).toEqual(['id INTEGER NULLABLE', 'l INTEGER REPEATED', 'r RECORD REPEATED']);
  expect(await rawRows(service, 'arrays')).toEqual([['1', [{ v: '1' }, { v: '2' }], [{ v: { f: [{ v: 'x' }] } }]], ['2', [], []], ['3', [], []]]);
  const holes = await parquet('holes.parquet', 'SELECT [1, NULL] AS l');
  expect(await message(load('holes', [holes], { parquetOptions: { enableListInference: true } }))).toContain('Parquet reading encountered too many errors');
  expect(await message(load('holes', [holes]))).toBeUndefined();
});

test('Decimals take the first of decimalTargetTypes that holds all their values', async () => {
  const uri = await parquet('decimals.parquet', `SELECT 1.5::DECIMAL(38,9) AS a, 0.12345678901::DECIMAL(20,11) AS b, 1::DECIMAL(38,0) AS c`);
  expect(await message(load('decimals', [uri], { decimalTargetTypes: ['BIGNUMERIC', 'NUMERIC'] }))).toBeUndefined();
  expect(await columns('decimals')).toEqual(['a NUMERIC NULLABLE', 'b BIGNUMERIC NULLABLE', 'c BIGNUMERIC NULLABLE']);
  expect(await rawRows(service, 'decimals')).toEqual([['1.5', '0.12345678901', '1']]);
  // With the default, a value that NUMERIC does not hold is an error, and one that it holds is none.
  expect(await message(load('narrow', [uri]))).toContain('too many errors');
  await load('narrow', [await parquet('narrow.parquet', 'SELECT 0.125::DECIMAL(20,11) AS b, 7::DECIMAL(38,0) AS c')]);
  expect([await columns('narrow'), await rawRows(service, 'narrow')]).toEqual([['b NUMERIC NULLABLE', 'c NUMERIC NULLABLE'], [['0.125', '7']]]);
  expect(await message(load('text', [uri], { decimalTargetTypes: ['NUMERIC', 'STRING'] }))).toContain('of type DECIMAL as STRING');
});

test('A schema drops what it lacks, fills with NULL what the file lacks, and refuses another type', async () => {
  const uri = await parquet('some.parquet', `SELECT 1 AS a, 'x' AS "B", 2.5::DOUBLE AS c, TIMESTAMP '2021-04-03' AS local, TIMESTAMPTZ '2021-04-03 00:00:00+00' AS instant`);
  const schema = (...fields: string[]) => ({ schema: { fields: fields.map((field) => ({ name: field.split(' ')[0], type: field.split(' ')[1], mode: field.split(' ')[2] ?? 'NULLABLE' })) } });
  expect(await message(load('given', [uri], schema('b STRING', 'new DATE', 'a INTEGER REQUIRED', 'local DATETIME')))).toBeUndefined();
  expect(await rawRows(service, 'given')).toEqual([['x', null, '1', '2021-04-03T00:00:00']]);
  expect(await message(load('wrong', [uri], schema('a STRING')))).toContain(`Parquet column 'a' has type INT32 which does not match the target cpp_type STRING.`);
  expect(await message(load('wrong', [uri], schema('c INTEGER')))).toContain(`Parquet column 'c' has type DOUBLE which does not match the target cpp_type INT64.`);
  expect(await message(load('wrong', [uri], schema('instant DATETIME')))).toContain(`Parquet column 'instant' has type INT64 which does not match`);
  expect(await message(load('wrong', [uri], schema('a INTEGER', 'none STRING REQUIRED')))).toContain('too many errors');
  await expect(load('wrong', [uri], schema('a JSON'))).rejects.toThrow('Unsupported field type: JSON');
});

test('An existing table is appended to, and not changed by a column too many unless the job says so', async () => {
  const uri = await parquet('more.parquet', `SELECT 2 AS a, 'y' AS added`);
  await load('grow', [await parquet('less.parquet', 'SELECT 1 AS a')]);
  expect(await message(load('grow', [uri]))).toContain('Cannot add fields (field: added)');
  await load('grow', [uri], { schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] });
  expect(await rawRows(service, 'grow')).toEqual([['1', null], ['2', 'y']]);
  await load('grow', [uri], { writeDisposition: 'WRITE_TRUNCATE' });
  expect(await rawRows(service, 'grow')).toEqual([['2', 'y']]);
});

test('A partition takes the rows that belong to it, and no others', async () => {
  await service.client.dataset('shop').createTable('daily', { schema: { fields: [{ name: 'd', type: 'DATE' }, { name: 'n', type: 'INTEGER' }] }, timePartitioning: { type: 'DAY', field: 'd' } });
  const day = await parquet('day.parquet', `SELECT DATE '2021-04-03' AS d, 1 AS n`);
  const mixed = await parquet('mixed.parquet', `SELECT DATE '2021-04-03' AS d, 1 AS n UNION ALL SELECT DATE '2021-04-04', 2`);
  for (let time = 0; time < 2; time += 1) expect(await message(load('daily$20210403', [day], { writeDisposition: 'WRITE_TRUNCATE' }))).toBeUndefined();
  expect(await message(load('daily$20210404', [mixed], { writeDisposition: 'WRITE_TRUNCATE' }))).toContain('Some rows belong to different partitions');
  expect(await rawRows(service, 'daily')).toEqual([['2021-04-03', '1']]);
});

test('The schema of several files is that of the alphabetically last', async () => {
  await parquet('part-2.parquet', `SELECT 2 AS a, 'two' AS b`);
  await parquet('part-1.parquet', `SELECT 'one' AS b, 1 AS a`);
  await load('parts', ['gs://files/part-*.parquet']);
  expect([await columns('parts'), await rawRows(service, 'parts')]).toEqual([['a INTEGER NULLABLE', 'b STRING NULLABLE'], [['1', 'one'], ['2', 'two']]]);
});

test('What BigQuery does not read is refused', async () => {
  const refused: [string, string][] = [
    [`SELECT TIMESTAMP_NS '2021-04-03' AS x`, 'in nanoseconds'],
    ['SELECT uuid() AS x', 'UUID'],
    [`SELECT MAP {'a': 1} AS x`, 'MAP'],
    ['SELECT 18446744073709551615::UBIGINT AS x', 'too many errors'],
    [`SELECT DATE '12021-01-01' AS x`, 'too many errors'],
    [`SELECT 1 AS "a.b"`, 'Invalid field name "a.b"'],
    [`SELECT 1 AS x, [[1]] AS y`, ''],
  ];
  for (const [index, [sql, why]] of refused.entries()) {
    const job = await load('refused', [await parquet(`refused-${index}.parquet`, sql)]);
    if (why === '') expect(job.status.errorResult).toBeUndefined();
    else expect(job.status.errorResult?.message).toContain(why);
    await service.client.dataset('shop').table('refused').delete({ ignoreNotFound: true });
  }
  expect(await message(load('refused', [await service.put('no.parquet', 'a,b\n')]))).toContain('The file is not a valid Parquet file. File: gs://files/no.parquet');
  const whole = await readFile(join(service.directory, 'types.parquet'));
  const damaged = Buffer.from(whole);
  damaged.fill(0xff, 4, 200);
  expect(await message(load('refused', [await service.put('damaged.parquet', damaged)]))).toMatch(/The Parquet file is damaged|not a valid Parquet file/);
  const uri = 'gs://files/types.parquet';
  await expect(load('refused', [uri], { maxBadRecords: 1 })).rejects.toMatchObject({ code: 501 });
  await expect(load('refused', [uri], { skipLeadingRows: 1 })).rejects.toMatchObject({ code: 501 });
  await expect(load('refused', [uri], { parquetOptions: { mapTargetType: 'ARRAY_OF_STRUCT' } })).rejects.toMatchObject({ code: 501 });
});
