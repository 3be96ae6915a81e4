import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  const [dataset] = await service.client.createDataset('shop');
  await dataset.createTable('t', { schema: { fields: [{ name: 'a', type: 'STRING' }, { name: 'b', type: 'INTEGER', mode: 'REQUIRED' }] }, timePartitioning: { type: 'DAY' } });
  await runLoad(service, 't$20210403', [await service.put('x.csv', 'x,1\ny,2\n')]);
  await runLoad(service, 't$20210404', [await service.put('y.csv', ',3\n')]);
});
afterAll(() => service.close());

async function query(sql: string, options: object = {}) {
  const [rows] = await service.client.query({ query: sql, ...options });
  return rows as Record<string, unknown>[];
}

async function request(path: string, body: object) {
  const response = await fetch(`${service.endpoint}/bigquery/v2/projects/bm-local${path}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, json: (await response.json()) as any };
}

test('A query answers rows, in pages, with the types of its columns', async () => {
  expect(await query('SELECT a, b FROM shop.t ORDER BY b')).toEqual([{ a: 'x', b: 1 }, { a: 'y', b: 2 }, { a: null, b: 3 }]);
  expect(await query('SELECT n FROM UNNEST(GENERATE_ARRAY(1, 25)) AS n ORDER BY n', { maxResults: 10 })).toEqual(Array.from({ length: 25 }, (_, index) => ({ n: index + 1 })));
  expect(await query("SELECT _PARTITIONDATE AS day, COUNT(*) AS n FROM `bm-local.shop.t` WHERE _PARTITIONTIME = TIMESTAMP '2021-04-04' GROUP BY 1")).toEqual([{ day: expect.objectContaining({ value: '2021-04-04' }), n: 1 }]);
  const { json } = await request('/queries', { query: 'SELECT 1 AS one', useLegacySql: false });
  expect(json).toMatchObject({ jobComplete: true, cacheHit: false, totalRows: '1', rows: [{ f: [{ v: '1' }] }], schema: { fields: [{ name: 'one', type: 'INTEGER' }] } });
});

test('A query without a destination says where its rows are', async () => {
  const [job] = await service.client.createQueryJob('SELECT x FROM UNNEST(GENERATE_ARRAY(1, 3)) AS x ORDER BY x');
  await job.getQueryResults();
  const { destinationTable } = (await job.getMetadata())[0].configuration.query;
  expect(destinationTable).toEqual({ projectId: 'bm-local', datasetId: expect.stringMatching(/^_/), tableId: expect.stringMatching(/^anon/) });
  expect(await rawRows(service, destinationTable.tableId, destinationTable.datasetId)).toEqual([['1'], ['2'], ['3']]);
  const [, , first] = await job.getQueryResults({ maxResults: 1, autoPaginate: false });
  const table = service.client.dataset(destinationTable.datasetId).table(destinationTable.tableId);
  const [rest] = await table.getRows({ pageToken: (first as { pageToken: string }).pageToken } as never);
  expect(rest).toEqual([{ x: 2 }, { x: 3 }]);
});

test('The result of a query with a destination is that table or partition, as it is now', async () => {
  const { client } = service;
  const rows = (job: { getQueryResults: () => Promise<unknown[]> }) => job.getQueryResults().then(([found]) => (found as { n: number }[]).map(({ n }) => n));
  await query('CREATE TABLE shop.kept (n INT64, d DATE) PARTITION BY d AS SELECT n, DATE_ADD(DATE "2021-04-03", INTERVAL n DAY) AS d FROM UNNEST([0, 1, 2]) AS n');
  const into = (id: string, writeDisposition: string, sql: string) => client.createQueryJob({ query: sql, destination: client.dataset('shop').table(id), writeDisposition });
  const [appended] = await into('kept', 'WRITE_APPEND', "SELECT 7 AS n, DATE '2021-04-05' AS d");
  expect((await rows(appended)).sort()).toEqual([0, 1, 2, 7]);
  const [replaced] = await into('kept$20210405', 'WRITE_TRUNCATE', "SELECT n, DATE '2021-04-05' AS d FROM UNNEST([10, 11, 12]) AS n ORDER BY n");
  expect(await rows(replaced)).toEqual([10, 11, 12]);
  const answer = await fetch(`${service.endpoint}/bigquery/v2/projects/bm-local/queries/${replaced.id}?location=EU&maxResults=2`).then((response) => response.json() as any);
  expect(answer).toMatchObject({ totalRows: '3', pageToken: expect.any(String), rows: [{ f: [{ v: '10' }, {}] }, { f: [{ v: '11' }, {}] }] });
  await query("DELETE FROM shop.kept WHERE n IN (10, 12)");
  expect(await rows(replaced)).toEqual([11]);
});

test('Parameters are bound, never pasted', async () => {
  const params = { s: "it's", i: 5, f: 1.5, yes: true, day: service.client.date('2021-04-03'), at: service.client.timestamp('2021-04-03T10:00:00.5Z'), list: ['a', 'b'], none: null };
  const types = { s: 'STRING', i: 'INT64', f: 'FLOAT64', yes: 'BOOL', day: 'DATE', at: 'TIMESTAMP', list: ['STRING'], none: 'STRING' };
  const [row] = await query('SELECT @s AS s, @i AS i, @f AS f, @yes AS yes, @day AS day, @at AS moment, @list AS list, @none AS none', { params, types });
  expect(JSON.parse(JSON.stringify(row))).toEqual({ s: "it's", i: 5, f: 1.5, yes: true, day: { value: '2021-04-03' }, moment: { value: '2021-04-03T10:00:00.500Z' }, list: ['a', 'b'], none: null });
  expect(await query('SELECT b FROM shop.t WHERE b > ? ORDER BY b', { params: [1] })).toEqual([{ b: 2 }, { b: 3 }]);
  const parameter = (name: string, type: string, value: string) => ({ name, parameterType: { type }, parameterValue: { value } });
  const asked = (sql: string, ...queryParameters: object[]) => request('/queries', { query: sql, useLegacySql: false, parameterMode: 'NAMED', queryParameters });
  expect((await asked('SELECT @`a "very" weird \\`name\\`` AS x', parameter('a "very" weird `name`', 'BOOL', 'true'))).json.rows).toEqual([{ f: [{ v: 'true' }] }]);
  // Seconds are read in files, not here.
  expect(await asked('SELECT @at AS x', parameter('at', 'TIMESTAMP', '1481097600.0'))).toMatchObject({ status: 400, json: { error: { errors: [{ reason: 'invalidQuery' }] } } });
});

test('A failed query says why in the words of the service, with its HTTP status', async () => {
  await expect(query('SELECT nope FROM shop.t')).rejects.toMatchObject({ code: 400, errors: [expect.objectContaining({ reason: 'invalidQuery', message: expect.stringContaining('Unrecognized name: nope') })] });
  await expect(query('SELECT * FROM shop.absent')).rejects.toMatchObject({ code: 404, message: expect.stringContaining('Not found: Table bm-local:shop.absent was not found in location EU') });
  const failure = async (sql: string) => (await request('/queries', { query: sql, useLegacySql: false })).json.error?.message;
  expect(await failure('SELECT * FROM nowhere.t')).toBe('Not found: Dataset bm-local:nowhere was not found in location EU');
  expect(await failure("SELECT CAST('x' AS INT64)")).toBe('Bad int64 value: x');
  expect(await failure('SELECT SUM(x) FROM UNNEST([9223372036854775807, 1]) AS x')).toBe('int64 overflow');
  expect(await query("SELECT SAFE.SUBSTR('a', 1, -1) AS s")).toEqual([{ s: null }]);
  expect(await failure('SELECT APPROX_TOP_SUM(x, 1, 1) FROM UNNEST([1, 2]) AS x')).toContain('Unsupported: function APPROX_TOP_SUM');
  expect(await request('/queries', { query: 'SELECT 1' })).toMatchObject({ status: 501, json: { error: { message: expect.stringContaining('legacy SQL') } } });
});

test('A query job that cannot be understood has failed when it is answered; one that runs is not waited for', async () => {
  const insert = async (query: string) => {
    const body = JSON.stringify({ jobReference: { location: 'EU' }, configuration: { query: { query, useLegacySql: false } } });
    return (await (await fetch(`${service.endpoint}/bigquery/v2/projects/bm-local/jobs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()) as { status: object };
  };
  expect((await insert('SELEC 1')).status).toMatchObject({ state: 'DONE', errorResult: { reason: 'invalidQuery' }, errors: [{ reason: 'invalidQuery' }] });
  expect((await insert('SELECT * FROM shop.none')).status).toMatchObject({ state: 'DONE', errorResult: { reason: 'notFound' } });
  expect((await insert('SELECT COUNT(*) FROM UNNEST(GENERATE_ARRAY(1, 3000000)) a')).status).not.toHaveProperty('errorResult');
  // As Google's own test of its Node client wants it: the job is there, with the location that was asked for.
  const elsewhere = service.client.dataset('shop', { location: 'US' });
  const [error, job] = await new Promise<[{ errors?: { reason: string }[] } | null, { location?: string } | null | undefined]>((resolve) => elsewhere.createQueryJob({ query: 'SELECT * FROM t' }, (...args) => resolve(args as never)));
  expect(error?.errors?.[0]?.reason).toBe('notFound');
  expect(job?.location).toBe('US');
});

test('Results go where the job says, by its disposition', async () => {
  const destination = service.client.dataset('shop').table('dest');
  const run = async (options: object) => {
    const [job] = await service.client.createQueryJob({ query: 'SELECT a, b FROM shop.t', destination, ...options });
    return job.getQueryResults();
  };
  await run({});
  await expect(run({})).rejects.toMatchObject({ code: 409 });
  await run({ writeDisposition: 'WRITE_APPEND' });
  expect(await rawRows(service, 'dest')).toHaveLength(6);
  await run({ writeDisposition: 'WRITE_TRUNCATE' });
  expect(await rawRows(service, 'dest')).toHaveLength(3);
});

test('Views answer their query, and a view that cannot be is not made', async () => {
  const dataset = service.client.dataset('shop');
  await dataset.createTable('v', { view: { query: 'SELECT a, b AS n FROM shop.t WHERE a IS NOT NULL', useLegacySql: false } } as never);
  expect((await dataset.table('v').getMetadata())[0]).toMatchObject({ type: 'VIEW', schema: { fields: [{ name: 'a', type: 'STRING' }, { name: 'n', type: 'INTEGER' }] } });
  expect(await query('SELECT n FROM shop.v ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  await query('CREATE OR REPLACE VIEW shop.v AS SELECT b AS m FROM shop.t');
  expect(await query('SELECT SUM(m) AS s FROM shop.v')).toEqual([{ s: 6 }]);
  await expect(dataset.createTable('bad', { view: { query: 'SELECT nope FROM shop.t', useLegacySql: false } } as never)).rejects.toMatchObject({ code: 400 });
  const [metadata] = await dataset.getMetadata();
  const authorized = { view: { projectId: 'bm-local', datasetId: 'shop', tableId: 'v' } };
  await dataset.setMetadata({ access: [...metadata.access, authorized] });
  expect((await dataset.getMetadata())[0].access).toContainEqual(authorized);
  await expect(dataset.setMetadata({ access: [{ view: { ...authorized.view, tableId: 'absent' } }] })).rejects.toMatchObject({ code: 400 });
});

test('Statements that change rows count them, and the table knows', async () => {
  await query('CREATE OR REPLACE TABLE shop.dml AS SELECT a, b FROM shop.t');
  const affected = async (sql: string) => {
    const [job] = await service.client.createQueryJob(sql);
    await job.getQueryResults();
    return (await job.getMetadata())[0].statistics.query.numDmlAffectedRows;
  };
  expect(await affected("INSERT INTO shop.dml (b, a) VALUES (7, 'new'), (8, NULL)")).toBe('2');
  expect(await affected('DELETE FROM shop.dml WHERE b = 1')).toBe('1');
  expect(await affected("UPDATE shop.dml SET a = 'z' WHERE b >= 7")).toBe('2');
  expect(await query('SELECT a, b FROM shop.dml ORDER BY b')).toEqual([{ a: 'y', b: 2 }, { a: null, b: 3 }, { a: 'z', b: 7 }, { a: 'z', b: 8 }]);
  expect((await service.client.dataset('shop').table('dml').getMetadata())[0]).toMatchObject({ numRows: '4' });
  await query('DROP TABLE shop.dml');
  expect(await service.client.dataset('shop').table('dml').exists()).toEqual([false]);
});

test('Statements put rows into partitions by ingestion time: the present one, or the one that they name', async () => {
  await query('CREATE TABLE shop.ing (a STRING) PARTITION BY _PARTITIONDATE');
  await query("INSERT INTO shop.ing (a) VALUES ('now')");
  await query("INSERT INTO shop.ing (_PARTITIONTIME, a) SELECT TIMESTAMP '2021-04-03', 'then'");
  expect(await query('SELECT a, _PARTITIONDATE = CURRENT_DATE() AS today, _PARTITIONTIME = TIMESTAMP "2021-04-03" AS named FROM shop.ing ORDER BY a')).toEqual([{ a: 'now', today: true, named: false }, { a: 'then', today: false, named: true }]);
  expect(await query("SELECT partition_id FROM shop.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = 'ing' ORDER BY 1 LIMIT 1")).toEqual([{ partition_id: '20210403' }]);
  await expect(query("INSERT INTO shop.ing (_PARTITIONTIME, a) VALUES (TIMESTAMP '2021-04-03 01:00:00', 'x')")).rejects.toMatchObject({ code: 400 });
  await expect(query("UPDATE shop.ing SET _PARTITIONTIME = TIMESTAMP '2021-04-03 01:00:00' WHERE TRUE")).rejects.toMatchObject({ code: 400 });
  await expect(query('UPDATE shop.ing SET _PARTITIONTIME = NULL WHERE TRUE')).rejects.toMatchObject({ code: 400 });
  await query("UPDATE shop.ing SET _PARTITIONTIME = TIMESTAMP '2021-04-05' WHERE a = 'then'");
  expect(await query('SELECT a FROM shop.ing WHERE _PARTITIONDATE = "2021-04-05"')).toEqual([{ a: 'then' }]);
});

test('A page token is good for the rows that it was made for, and no others', async () => {
  await query('CREATE TABLE shop.paged AS SELECT n FROM UNNEST(GENERATE_ARRAY(1, 10)) AS n');
  const path = `${service.endpoint}/bigquery/v2/projects/bm-local`;
  const get = async (rest: string) => (await (await fetch(`${path}${rest}`)).json()) as any;
  const pages = '/datasets/shop/tables/paged/data?maxResults=4';
  const { pageToken } = await get(pages);
  await service.client.dataset('shop').table('paged').setMetadata({ description: 'still the same rows' });
  expect((await get(`${pages}&pageToken=${pageToken}`)).rows[0]).toEqual({ f: [{ v: '5' }] });
  const [job] = await service.client.createQueryJob({ query: 'SELECT n FROM UNNEST(GENERATE_ARRAY(1, 10)) AS n', destination: service.client.dataset('shop').table('paged'), writeDisposition: 'WRITE_TRUNCATE' });
  await job.getQueryResults();
  expect((await get(`${pages}&pageToken=${pageToken}`)).error).toMatchObject({ code: 400, message: expect.stringContaining('have changed') });
  const results = `/queries/${job.id}?location=EU&maxResults=4`;
  const second = (await get(results)).pageToken;
  expect((await get(`${results}&pageToken=${second}`)).rows[0]).toEqual({ f: [{ v: '5' }] });
  await query('DELETE FROM shop.paged WHERE n = 1');
  expect((await get(`${results}&pageToken=${second}`)).error).toMatchObject({ code: 400, message: expect.stringContaining('have changed') });
});

test("What Google's clients send along is no reason to refuse", async () => {
  const options = { params: { n: 1 }, types: { n: 'INT64' }, maxResults: 5, timeoutMs: 9000, wrapIntegers: false, parseJSON: true, formatOptions: { useInt64Timestamp: true }, jobCreationMode: 'JOB_CREATION_REQUIRED' };
  expect(await query('SELECT @n AS n', { ...options, priority: 'BATCH' })).toEqual([{ n: 1 }]);
  const [table] = await service.client.dataset('shop').createTable('strict', { schema: 'a:string', timePartitioning: { type: 'DAY', requirePartitionFilter: true } } as never);
  expect((await table.getMetadata())[0].requirePartitionFilter).toBe(true);
  await table.setMetadata({ requirePartitionFilter: false });
  expect((await table.getMetadata())[0].requirePartitionFilter).toBeUndefined();
});

test('CREATE SCHEMA makes a dataset, DROP SCHEMA removes one that is empty', async () => {
  await query("CREATE SCHEMA IF NOT EXISTS `bm-local.made` OPTIONS (location = 'eu', description = 'by SQL', labels = [('team', 'a')], default_partition_expiration_days = 2)");
  await query('CREATE SCHEMA IF NOT EXISTS made');
  expect((await service.client.dataset('made').getMetadata())[0]).toMatchObject({ location: 'EU', description: 'by SQL', labels: { team: 'a' }, defaultPartitionExpirationMs: '172800000' });
  await expect(query('CREATE SCHEMA made')).rejects.toMatchObject({ code: 409, message: expect.stringContaining('Already Exists: Dataset bm-local:made') });
  await expect(query("CREATE SCHEMA elsewhere OPTIONS (location = 'us')")).rejects.toMatchObject({ code: 400 });
  await expect(query('CREATE SCHEMA odd OPTIONS (is_case_insensitive = TRUE)')).rejects.toMatchObject({ code: 501 });
  await query('CREATE TABLE made.t (a STRING)');
  await expect(query('DROP SCHEMA made')).rejects.toMatchObject({ code: 400, errors: [expect.objectContaining({ reason: 'resourceInUse' })] });
  await expect(query('DROP SCHEMA made CASCADE')).rejects.toMatchObject({ code: 400, message: expect.stringContaining('CASCADE') });
  await query('DROP TABLE made.t');
  await query('DROP SCHEMA made');
  expect(await service.client.dataset('made').exists()).toEqual([false]);
  await query('DROP SCHEMA IF EXISTS made');
});

test('A stored array is never NULL: what was written as NULL is read as empty', async () => {
  await query('CREATE TABLE shop.arrays (n INT64, tags ARRAY<STRING>)');
  await query("INSERT INTO shop.arrays (n, tags) VALUES (1, NULL), (2, ['x']), (3, [])");
  await query('INSERT INTO shop.arrays (n) VALUES (4)');
  expect(await query('SELECT n, ARRAY_LENGTH(tags) AS size, tags IS NULL AS missing FROM shop.arrays ORDER BY n')).toEqual([1, 2, 3, 4].map((n) => ({ n, size: n === 2 ? 1 : 0, missing: false })));
  await query("UPDATE shop.arrays SET tags = ARRAY_CONCAT(tags, ['y']) WHERE ARRAY_LENGTH(tags) = 0");
  expect(await query('SELECT n FROM shop.arrays AS a WHERE EXISTS (SELECT 1 FROM a.tags AS t WHERE t = "y") ORDER BY n')).toEqual([{ n: 1 }, { n: 3 }, { n: 4 }]);
  expect(await query('SELECT CAST(NULL AS ARRAY<INT64>) IS NULL AS missing')).toEqual([{ missing: true }]);
  const table = service.client.dataset('shop').table('arrays');
  const [{ schema }] = await table.getMetadata();
  await table.setMetadata({ schema: { fields: [...schema.fields, { name: 'more', type: 'INTEGER', mode: 'REPEATED' }, { name: 'last', type: 'STRING' }] } });
  expect(await query('SELECT COUNTIF(more IS NULL) AS missing FROM shop.arrays')).toEqual([{ missing: 0 }]);
  await query('CREATE TABLE shop.copied AS SELECT n, CAST(NULL AS ARRAY<INT64>) AS list FROM shop.arrays');
  expect(await query('SELECT COUNTIF(list IS NULL) AS missing FROM shop.copied')).toEqual([{ missing: 0 }]);
});

test('INFORMATION_SCHEMA tells the tables, columns and partitions', async () => {
  expect(await query("SELECT column_name, data_type, is_nullable FROM shop.INFORMATION_SCHEMA.COLUMNS WHERE table_name = 't' ORDER BY ordinal_position")).toEqual([
    { column_name: 'a', data_type: 'STRING', is_nullable: 'YES' },
    { column_name: 'b', data_type: 'INT64', is_nullable: 'NO' },
  ]);
  expect(await query("SELECT partition_id, total_rows FROM shop.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = 't' ORDER BY 1")).toEqual([
    { partition_id: '20210403', total_rows: 2 },
    { partition_id: '20210404', total_rows: 1 },
  ]);
});

test('The same request id is one job; a dry run is none; a cancelled job did nothing', async () => {
  const body = { query: 'SELECT 1 AS n', useLegacySql: false, requestId: 'once' };
  const ids = (await Promise.all([request('/queries', body), request('/queries', body)])).map(({ json }) => json.jobReference.jobId);
  expect(ids[0]).toBe(ids[1]);
  const [dry] = await service.client.createQueryJob({ query: 'SELECT a FROM shop.t', dryRun: true });
  expect(Number(dry.metadata.statistics.totalBytesProcessed)).toBeGreaterThan(0);
  const slow = 'SELECT COUNT(*) AS n FROM UNNEST(GENERATE_ARRAY(1, 100000)) AS a, UNNEST(GENERATE_ARRAY(1, 1000000)) AS b WHERE MOD(a * b, 7) = 3';
  const { json } = await request('/jobs', { configuration: { query: { query: slow, useLegacySql: false } } });
  const job = service.client.job(json.jobReference.jobId, { location: 'EU' });
  const unfinished = await fetch(`${service.endpoint}/bigquery/v2/projects/bm-local/queries/${job.id}?location=EU&timeoutMs=1`);
  expect(await unfinished.json()).toMatchObject({ jobComplete: false });
  await job.cancel();
  for (;;) {
    const [{ status }] = await job.getMetadata();
    if (status.state !== 'DONE') continue;
    expect(status.errorResult).toMatchObject({ reason: 'stopped' });
    break;
  }
});
