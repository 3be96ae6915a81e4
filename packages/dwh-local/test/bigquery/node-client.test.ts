import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { settled } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
const shop = () => service.client.dataset('shop');
const schema = [{ name: 'id', type: 'INTEGER' }, { name: 'name', type: 'STRING' }, { name: 'd', type: 'DATE' }];
const ROWS = Array.from({ length: 25 }, (_, index) => ({ id: index, name: `n${index}`, d: '2021-04-03' }));

beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
  const [table] = await shop().createTable('t', { schema } as never);
  await table.insert(ROWS);
});
afterAll(() => service.close());

async function collect(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const row of stream) found.push(row);
  return found;
}

test('Rows are read in pages, by columns and from an index, and as a stream', async () => {
  const table = shop().table('t');
  const [page, next] = (await table.getRows({ maxResults: 10, autoPaginate: false, selectedFields: 'name' } as never)) as any;
  expect([page.length, Object.keys(page[0]), next.pageToken]).toEqual([10, ['name'], expect.any(String)]);
  const [rest] = await table.getRows({ ...next, autoPaginate: true, maxResults: 15 });
  expect([page, ...rest].length).toBe(16);
  expect((await table.getRows({ startIndex: '23' } as never))[0]).toMatchObject([{ id: 23 }, { id: 24 }]);
  expect(await collect(table.createReadStream())).toHaveLength(25);
  const response = await fetch(`${service.endpoint}/bigquery/v2/projects/bm-local/datasets/shop/tables/t/data?selectedFields=nope`);
  expect(response.status).toBe(400);
});

test('A write stream loads what is written into it', async () => {
  const table = shop().table('written');
  const sink = table.createWriteStream({ sourceFormat: 'NEWLINE_DELIMITED_JSON', schema: { fields: schema } } as never);
  const done = new Promise<any>((resolve, reject) => sink.on('complete', resolve).on('error', reject));
  await pipeline(Readable.from(ROWS.map((row) => `${JSON.stringify(row)}\n`)), sink);
  const job = await done;
  expect(job.metadata.statistics.load ?? (await settled(service, job.id)).statistics.load).toMatchObject({ outputRows: '25' });
  expect((await table.getRows())[0][0]).toMatchObject({ id: 0, name: 'n0' });
});

test('insert makes the table where it is given a schema and finds none', { timeout: 90_000 }, async () => {
  expect(await shop().table('absent').exists()).toEqual([false]);
  await expect(shop().table('absent').insert([{ id: 1 }])).rejects.toMatchObject({ code: 404 });
  const [made] = await shop().table('made').get({ autoCreate: true, schema } as never);
  await made.insert({ insertId: 'one', json: { id: 1 } } as never, { raw: true } as never);
  expect((await made.getRows())[0]).toHaveLength(1);
});

test('Queries: pages, streams, a job that is asked for again, and its rows', async () => {
  const query = 'SELECT id FROM shop.t ORDER BY id';
  expect(await collect(service.client.createQueryStream(query))).toHaveLength(25);
  expect((await shop().query(query))[0]).toHaveLength(25);
  const [job] = await service.client.createQueryJob({ query, labels: { team: 'a' } });
  const [rows, next, answer] = (await job.getQueryResults({ maxResults: 10, autoPaginate: false })) as any;
  expect([rows.length, answer.totalRows, answer.jobComplete]).toEqual([10, '25', true]);
  const [second] = (await job.getQueryResults({ ...next })) as any;
  expect(second[0]).toEqual({ id: 10 });
  expect((await job.getMetadata())[0]).toMatchObject({ status: { state: 'DONE' }, configuration: { jobType: 'QUERY', labels: { team: 'a' } }, statistics: { query: { statementType: 'SELECT' } } });
  const [table] = await service.client.createQueryJob({ query, destination: shop().table('kept') } as never);
  await table.getQueryResults();
  expect((await shop().table('kept').getMetadata())[0]).toMatchObject({ numRows: '25' });
});

test('Jobs are listed by state, time and page, and gone when they are deleted', async () => {
  const [jobs] = await service.client.getJobs({ stateFilter: 'done', maxResults: 2, autoPaginate: false } as never);
  expect(jobs).toHaveLength(2);
  expect((await service.client.getJobs({ stateFilter: 'pending' } as never))[0]).toEqual([]);
  expect((await service.client.getJobs({ maxCreationTime: '1000' } as never))[0]).toEqual([]);
  expect((await service.client.getJobs({ parentJobId: jobs[0]?.id } as never))[0]).toEqual([]);
  const [job] = jobs;
  await job?.delete();
  await expect(job?.getMetadata()).rejects.toMatchObject({ code: 404, message: expect.stringContaining('Not found: Job bm-local:') });
  const [cancelled] = await jobs[1]!.cancel();
  expect((cancelled as any).job.status.state).toBe('DONE');
});

test('A job is found in its location only', async () => {
  const [job] = await service.client.createQueryJob('SELECT 1');
  await job.promise();
  await expect(service.client.job(job.id ?? '', { location: 'US' }).getMetadata()).rejects.toMatchObject({ code: 404 });
  await expect(service.client.createQueryJob({ query: 'SELECT * FROM shop.t', location: 'US' }).then(([wrong]) => wrong.getQueryResults())).rejects.toMatchObject({ errors: [{ reason: 'notFound', message: expect.stringContaining('was not found in location US') }] });
});

test('Making a table answers with its columns, and dates in parameters may be short', async () => {
  const [job] = await service.client.createQueryJob({ query: 'CREATE OR REPLACE TABLE shop.answered (foo STRING, bar INT64)' });
  const answer = (await (await fetch(`${service.client.apiEndpoint as string}/bigquery/v2/projects/bm-local/queries/${job.id}?location=EU`)).json()) as { schema: { fields: { name: string }[] }; totalRows: string };
  expect([answer.schema.fields.map(({ name }) => name), answer.totalRows]).toEqual([['foo', 'bar'], '0']);
  expect((await job.getQueryResults())[0]).toEqual([]);
  await shop().table('answered').delete();
  const date = async (value: string) => {
    const queryParameters = [{ name: 'day', parameterType: { type: 'DATE' }, parameterValue: { value } }];
    const body = JSON.stringify({ query: 'SELECT CAST(@day AS STRING) AS day', useLegacySql: false, parameterMode: 'NAMED', queryParameters });
    return (await (await fetch(`${service.client.apiEndpoint as string}/bigquery/v2/projects/bm-local/queries`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()) as object;
  };
  expect(await date('2016-3-7')).toMatchObject({ rows: [{ f: [{ v: '2016-03-07' }] }] });
  expect(await date('2016-13-7')).toMatchObject({ error: { code: 400 } });
});

test('A column is added wherever it stands, at the end; an empty schema changes nothing; the basic view has no statistics', async () => {
  const table = shop().table('patched');
  await table.create({ schema: { fields: schema }, timePartitioning: { type: 'DAY', requirePartitionFilter: true } } as never);
  const names = (metadata: { schema: { fields: { name: string }[] } }) => metadata.schema.fields.map(({ name }) => name);
  const patch = async (fields: object[]) => names(((await table.setMetadata({ schema: { fields } } as never)) as unknown as [Parameters<typeof names>[0]])[0]);
  expect(await patch([schema[0]!, { name: 'middle', type: 'STRING' }, ...schema.slice(1)])).toEqual(['id', 'name', 'd', 'middle']);
  expect(await patch([])).toEqual(['id', 'name', 'd', 'middle']);
  const view = async (name: string) => (await (await fetch(`${service.client.apiEndpoint as string}/bigquery/v2/projects/bm-local/datasets/shop/tables/patched?view=${name}`)).json()) as Record<string, unknown>;
  expect(await view('BASIC')).toMatchObject({ schema: {}, timePartitioning: { requirePartitionFilter: true }, requirePartitionFilter: true });
  expect(Object.keys(await view('BASIC')).filter((key) => key.startsWith('num') || key === 'lastModifiedTime')).toEqual([]);
  expect(await view('FULL')).toMatchObject({ numRows: '0', numBytes: '0' });
  expect(await view('SOME')).toMatchObject({ error: { code: 400 } });
  await table.delete();
});

test('A query that names no location runs where what it names is', async () => {
  const nowhere = new BigQuery({ projectId: 'bm-local', apiEndpoint: service.client.apiEndpoint as string, authClient: new PassThroughClient() as never });
  await nowhere.createDataset('overseas', { location: 'us-east7' });
  const ran = async (query: string) => {
    const [job] = await nowhere.createQueryJob({ query });
    const [rows] = await job.getQueryResults();
    return [job.location, rows];
  };
  expect(await ran('CREATE TABLE overseas.t (a INT64)')).toEqual(['us-east7', []]);
  expect(await ran('INSERT overseas.t (a) VALUES (1)')).toEqual(['us-east7', []]);
  expect(await ran('WITH t AS (SELECT a FROM `bm-local.overseas.t`) SELECT a FROM t')).toEqual(['us-east7', [{ a: 1 }]]);
  expect(await ran('SELECT table_name FROM overseas.INFORMATION_SCHEMA.TABLES')).toEqual(['us-east7', [{ table_name: 't' }]]);
  expect(await ran('SELECT schema_name FROM `region-us-east7`.INFORMATION_SCHEMA.SCHEMATA')).toEqual(['us-east7', [{ schema_name: 'overseas' }]]);
  expect(await ran('SELECT 1 AS one')).toEqual(['EU', [{ one: 1 }]]);
  const [dry] = await nowhere.createQueryJob({ query: 'SELECT a FROM overseas.t', dryRun: true });
  expect(dry.metadata.jobReference.location).toBe('us-east7');
  await expect(ran('SELECT * FROM overseas.t, shop.t')).rejects.toThrow('was not found in location us-east7');
  await nowhere.dataset('overseas').delete({ force: true });
});

test('A failed query names its reason, and where', async () => {
  const error: any = await service.client.query('SELECT nope FROM shop.t').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 400, errors: [{ reason: 'invalidQuery', location: 'query' }] });
});

test('What nobody makes here is listed as nothing', async () => {
  expect([(await shop().getModels())[0], (await shop().getRoutines())[0]]).toEqual([[], []]);
  expect(await shop().routine('r').exists()).toEqual([false]);
  await expect(service.client.dataset('nope').table('t').getMetadata()).rejects.toMatchObject({ code: 404, message: expect.stringContaining('Not found: Dataset bm-local:nope') });
});

test('Datasets are listed by their labels', async () => {
  await service.client.createDataset('labelled', { labels: { team: 'a', env: 'dev' } } as never);
  const ids = async (filter: string) => (await service.client.getDatasets({ filter } as never))[0].map((dataset) => dataset.id);
  expect([await ids('labels.team:a labels.env'), await ids('labels.team:b'), await ids('labels.team')]).toEqual([['labelled'], [], ['labelled']]);
  await expect(ids('team=a')).rejects.toMatchObject({ code: 400 });
});

test('Tables are listed in pages', async () => {
  const [tables, next] = (await shop().getTables({ maxResults: 1, autoPaginate: false })) as any;
  expect(tables.map((table: { id: string }) => table.id)).toEqual(['kept']);
  expect(((await shop().getTables({ ...next, maxResults: 2, autoPaginate: false })) as any)[0].map((table: { id: string }) => table.id)).toEqual(['made', 't']);
});
