import { afterAll, beforeAll, expect, test } from 'vitest';

import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('i');
  await rows("CREATE TABLE i.t (id INT64 OPTIONS (description = 'the key'), s STRUCT<a ARRAY<STRUCT<b STRING>>>, day DATE) PARTITION BY day OPTIONS (description = 'say \"hi\"', labels = [('k', 'v')], partition_expiration_days = 2.5, require_partition_filter = true)");
});
afterAll(() => service.close());

async function rows(sql: string) {
  const [found] = await service.client.query(sql);
  return JSON.parse(JSON.stringify(found)) as Record<string, unknown>[];
}

test('SCHEMATA lists the datasets of the location, however it is named', async () => {
  for (const path of ['INFORMATION_SCHEMA.SCHEMATA', '`region-eu`.INFORMATION_SCHEMA.SCHEMATA', 'region-eu.INFORMATION_SCHEMA.SCHEMATA', '`bm-local`.INFORMATION_SCHEMA.SCHEMATA', '`bm-local.region-eu.INFORMATION_SCHEMA.SCHEMATA`']) {
    expect(await rows(`SELECT catalog_name, schema_name, location FROM ${path}`)).toEqual([{ catalog_name: 'bm-local', schema_name: 'i', location: 'EU' }]);
  }
  expect(await rows('SELECT * FROM `region-us`.INFORMATION_SCHEMA.SCHEMATA')).toEqual([]);
  await expect(service.client.query({ query: 'SELECT * FROM `region-us`.INFORMATION_SCHEMA.SCHEMATA', location: 'EU' })).rejects.toMatchObject({ code: 404 });
});

test('TABLE_OPTIONS writes options as GoogleSQL reads them', async () => {
  expect(await rows('SELECT option_name AS n, option_type AS t, option_value AS v FROM i.INFORMATION_SCHEMA.TABLE_OPTIONS ORDER BY n')).toEqual([
    { n: 'description', t: 'STRING', v: '"say \\"hi\\""' },
    { n: 'labels', t: 'ARRAY<STRUCT<STRING, STRING>>', v: '[STRUCT("k", "v")]' },
    { n: 'partition_expiration_days', t: 'FLOAT64', v: '2.5' },
    { n: 'require_partition_filter', t: 'BOOL', v: 'true' },
  ]);
});

test('COLUMN_FIELD_PATHS goes into records', async () => {
  expect(await rows('SELECT column_name AS c, field_path AS p, data_type AS t, description AS d FROM i.INFORMATION_SCHEMA.COLUMN_FIELD_PATHS')).toEqual([
    { c: 'id', p: 'id', t: 'INT64', d: 'the key' },
    { c: 's', p: 's', t: 'STRUCT<a ARRAY<STRUCT<b STRING>>>', d: null },
    { c: 's', p: 's.a', t: 'ARRAY<STRUCT<b STRING>>', d: null },
    { c: 's', p: 's.a.b', t: 'STRING', d: null },
    { c: 'day', p: 'day', t: 'DATE', d: null },
  ]);
  expect(await rows('SELECT COUNT(*) AS n FROM `region-eu`.INFORMATION_SCHEMA.COLUMNS')).toEqual([{ n: 3 }]);
});

test('JOBS has what ran, and why it failed', async () => {
  await rows('SELECT 1 AS marker');
  await rows("SELECT ERROR('because')").catch(() => undefined);
  const jobs = await rows("SELECT job_type, statement_type, state, query, error_result.reason AS reason, error_result.message AS message FROM `region-eu`.INFORMATION_SCHEMA.JOBS WHERE query LIKE '%marker' OR query LIKE '%because%' AND query NOT LIKE '%JOBS%' ORDER BY creation_time");
  expect(jobs.slice(0, 2)).toEqual([
    { job_type: 'QUERY', statement_type: 'SELECT', state: 'DONE', query: 'SELECT 1 AS marker', reason: null, message: null },
    { job_type: 'QUERY', statement_type: null, state: 'DONE', query: "SELECT ERROR('because')", reason: 'invalidQuery', message: 'because' },
  ]);
  await expect(rows('SELECT * FROM i.INFORMATION_SCHEMA.JOBS')).rejects.toThrow('must be qualified with a location');
});

test('COLUMNS says what a column is when nothing is given', async () => {
  await rows("CREATE TABLE i.defaults (a STRING DEFAULT 'x', b INT64)");
  expect(await rows("SELECT column_name AS c, column_default AS d, is_generated AS g, is_hidden AS h FROM i.INFORMATION_SCHEMA.COLUMNS WHERE table_name = 'defaults' ORDER BY ordinal_position")).toEqual([
    { c: 'a', d: "'x'", g: 'NEVER', h: 'NO' },
    { c: 'b', d: 'NULL', g: 'NEVER', h: 'NO' },
  ]);
});
