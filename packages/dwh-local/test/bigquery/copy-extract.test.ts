import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { rows } from '../../src/engine/engine.js';
import { quoteLiteral } from '../../src/engine/quote.js';
import { rawRows, runLoad, settled } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
const shop = () => service.client.dataset('shop');

beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
  await service.client.createDataset('far', { location: 'US' });
  await shop().createTable('daily', { schema: { fields: [{ name: 'd', type: 'DATE', description: 'Day' }, { name: 'n', type: 'INTEGER' }] }, timePartitioning: { type: 'DAY', field: 'd' }, clustering: { fields: ['n'] } } as never);
  await runLoad(service, 'daily', [await service.put('d.csv', '2021-04-03,1\n2021-04-03,2\n2021-04-04,3\n,4\n')]);
  await shop().createTable('arrived', { schema: { fields: [{ name: 'n', type: 'INTEGER' }] }, timePartitioning: { type: 'DAY' } } as never);
  for (const day of ['20210403', '20210404']) await runLoad(service, `arrived$${day}`, [await service.put('n.csv', `${day}\n`)]);
});
afterAll(() => service.close());

async function run(configuration: object) {
  const [job] = await service.client.createJob({ configuration } as never);
  return settled(service, job.id ?? '');
}
const ref = (tableId: string, datasetId = 'shop') => ({ projectId: 'bm-local', datasetId, tableId });
const copy = (sources: string[], target: string, more: object = {}) => run({ copy: { sourceTables: sources.map((id) => ref(id)), destinationTable: ref(target), ...more } });

test('A copy has the columns, the layout and the partitions of its source', async () => {
  const [job] = await shop().table('daily').copy(shop().table('daily_copy'));
  expect(job.status?.state).toBe('DONE');
  const [metadata] = await shop().table('daily_copy').getMetadata();
  expect(metadata).toMatchObject({ numRows: '4', numPartitions: '3', timePartitioning: { type: 'DAY', field: 'd' }, clustering: { fields: ['n'] }, schema: { fields: [{ name: 'd', description: 'Day' }, {}] } });
  await copy(['arrived'], 'arrived_copy');
  expect(await rawRows(service, 'arrived_copy$20210404')).toEqual([['20210404']]);
});

test('A copy into a table with rows is refused, appended or put in their place', async () => {
  await copy(['daily'], 'target');
  expect((await copy(['daily'], 'target')).status.errorResult).toEqual({ reason: 'duplicate', message: 'Already Exists: Table bm-local:shop.target' });
  expect((await copy(['daily', 'daily'], 'target', { writeDisposition: 'WRITE_APPEND' })).statistics).toMatchObject({ copy: { copiedRows: '8' } });
  expect(await rawRows(service, 'target')).toHaveLength(12);
  await copy(['daily'], 'target', { writeDisposition: 'WRITE_TRUNCATE' });
  expect(await rawRows(service, 'target')).toHaveLength(4);
});

test('Partitions are copied by their decorators, and nothing beside them changes', async () => {
  await copy(['daily'], 'parts');
  await copy(['daily$20210403'], 'parts$20210403', { writeDisposition: 'WRITE_APPEND' });
  expect([(await rawRows(service, 'parts$20210403')).length, (await rawRows(service, 'parts$20210404')).length]).toEqual([4, 1]);
  expect((await copy(['daily$20210403'], 'parts$20210404', { writeDisposition: 'WRITE_TRUNCATE' })).status.errorResult?.message).toContain('Some rows belong to different partitions');
  await copy(['arrived$20210403'], 'arrived_to$20220101', { createDisposition: 'CREATE_IF_NEEDED' });
  expect(await rawRows(service, 'arrived_to$20220101')).toEqual([['20210403']]);
  await copy(['daily$__NULL__'], 'nulls', {});
  expect(await rawRows(service, 'nulls')).toEqual([[null, '4']]);
});

test('What has partitions goes into what has none, but into no others', async () => {
  await shop().createTable('flat', { schema: { fields: [{ name: 'd', type: 'DATE' }, { name: 'n', type: 'INTEGER' }] } } as never);
  await copy(['daily'], 'flat');
  expect(await rawRows(service, 'flat')).toHaveLength(4);
  await shop().createTable('monthly', { schema: { fields: [{ name: 'd', type: 'DATE' }, { name: 'n', type: 'INTEGER' }] }, timePartitioning: { type: 'MONTH', field: 'd' } } as never);
  expect((await copy(['daily'], 'monthly')).status.errorResult?.message).toContain('Incompatible table partitioning specification');
  await shop().createTable('unsorted_days', { schema: { fields: [{ name: 'd', type: 'DATE' }, { name: 'n', type: 'INTEGER' }] }, timePartitioning: { type: 'DAY', field: 'd' } } as never);
  expect((await copy(['unsorted_days$20210403'], 'monthly$202104')).status.errorResult?.message).toContain('Expects partitioning specification interval(type:month,field:d), but input partitioning specification is interval(type:day,field:d)');
  const whole = 'Failed to copy Non partitioned table to Column partitioned table: not supported';
  for (const [target, writeDisposition] of [['monthly', 'WRITE_APPEND'], ['monthly', 'WRITE_TRUNCATE'], ['monthly$202104', 'WRITE_EMPTY']] as const) {
    expect((await copy(['flat'], target, { writeDisposition })).status.errorResult).toEqual({ reason: 'invalid', message: whole });
  }
  await shop().createTable('received', { schema: { fields: [{ name: 'd', type: 'DATE' }, { name: 'n', type: 'INTEGER' }] }, timePartitioning: { type: 'DAY' } } as never);
  await copy(['flat'], 'received');
  expect(await rawRows(service, 'received')).toHaveLength(4);
});

test('What is sorted otherwise is refused: files are copied, not rows', async () => {
  const fields = [{ name: 'd', type: 'DATE' }, { name: 'n', type: 'INTEGER' }];
  await shop().createTable('unsorted', { schema: { fields }, timePartitioning: { type: 'DAY', field: 'd' } } as never);
  await runLoad(service, 'unsorted', [await service.put('u.csv', '2021-04-03,1\n')]);
  const refused = (from: string, to: string) => ({ reason: 'invalid', message: `Failed to copy bm-local:shop.${from} to bm-local:shop.${to}: incompatible clustering fields.` });
  await copy(['daily'], 'sorted');
  expect((await copy(['unsorted'], 'sorted', { writeDisposition: 'WRITE_TRUNCATE' })).status.errorResult).toEqual(refused('unsorted', 'sorted'));
  expect((await copy(['unsorted$20210403'], 'sorted$20210403', { writeDisposition: 'WRITE_TRUNCATE' })).status.errorResult).toEqual(refused('unsorted', 'sorted'));
  expect((await copy(['daily$20210403'], 'unsorted$20210403', { writeDisposition: 'WRITE_APPEND' })).status.errorResult).toEqual(refused('daily', 'unsorted'));
  await shop().createTable('flat_sorted', { schema: { fields }, clustering: { fields: ['n'] } } as never);
  expect((await copy(['flat'], 'flat_sorted')).status.errorResult).toEqual(refused('flat', 'flat_sorted'));
});

test('What cannot be copied is refused', async () => {
  await shop().createTable('v', { view: { query: 'SELECT 1 AS n', useLegacySql: false } } as never);
  expect((await copy(['v'], 'w')).status.errorResult?.message).toBe('bm-local:shop.v is not allowed for this operation because it is currently a VIEW.');
  expect((await copy(['nope'], 'w')).status.errorResult).toEqual({ reason: 'notFound', message: 'Not found: Table bm-local:shop.nope' });
  expect((await copy(['daily', 'arrived'], 'w')).status.errorResult?.message).toContain('must have the same schema');
  await expect(copy(['daily'], 'w', { operationType: 'SNAPSHOT' })).rejects.toMatchObject({ code: 501, message: expect.stringContaining('SNAPSHOT') });
  await expect(copy(['daily@-3600000'], 'w')).rejects.toMatchObject({ code: 501 });
  await expect(run({ copy: { sourceTable: ref('daily'), destinationTable: ref('w', 'far') } })).rejects.toMatchObject({ code: 404 });
});

const FIELDS = [
  ...[{ name: 's', type: 'STRING' }, { name: 'i', type: 'INTEGER' }, { name: 'f', type: 'FLOAT' }, { name: 'b', type: 'BOOLEAN' }, { name: 'y', type: 'BYTES' }],
  ...[{ name: 'ts', type: 'TIMESTAMP' }, { name: 'dt', type: 'DATETIME' }, { name: 'num', type: 'NUMERIC' }],
];

test('CSV is extracted as it can be loaded again', async () => {
  await shop().createTable('values', { schema: { fields: FIELDS } } as never);
  await runLoad(service, 'values', [await service.put('v.csv', '"a ""q"", b",9007199254740993,1.5,true,aGk=,2021-04-03 10:00:00.5 UTC,2021-04-03T10:00:00,1.10\n,,,,,,,\n')]);
  await shop().table('values').insert([{ s: '' }]);
  const job = await run({ extract: { sourceTable: ref('values'), destinationUris: ['gs://files/out-*.csv'] } });
  expect(job).toMatchObject({ statistics: { extract: { destinationUriFileCounts: ['1'] } } });
  const text = await readFile(join(service.directory, 'out-000000000000.csv'), 'utf8');
  expect(text).toBe('s,i,f,b,y,ts,dt,num\n"a ""q"", b",9007199254740993,1.5,true,aGk=,2021-04-03 10:00:00.5 UTC,2021-04-03T10:00:00,1.1\n,,,,,,,\n"",,,,,,,\n');
  await run({ extract: { sourceTable: ref('values'), destinationUri: 'gs://files/out.tsv.gz', compression: 'GZIP', fieldDelimiter: '\t', printHeader: false } });
  expect(gunzipSync(await readFile(join(service.directory, 'out.tsv.gz'))).toString().split('\n')[0]).toContain('\t9007199254740993\t');
});

test('JSON and Parquet are extracted with all that is nested', async () => {
  await shop().createTable('nested', { schema: { fields: [{ name: 'i', type: 'INTEGER' }, { name: 'r', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'a', type: 'NUMERIC' }, { name: 't', type: 'TIMESTAMP' }] }, { name: 'j', type: 'JSON' }, { name: 'x', type: 'FLOAT' }] } } as never);
  await runLoad(service, 'nested', [await service.put('n.json', '{"i":"9007199254740993","r":[{"a":"1.50","t":"1969-12-31T23:59:59.25Z"},{}],"j":{"k":1.5},"x":"NaN"}\n{}\n')], { sourceFormat: 'NEWLINE_DELIMITED_JSON' });
  await run({ extract: { sourceTable: ref('nested'), destinationUri: 'gs://files/nested.json', destinationFormat: 'NEWLINE_DELIMITED_JSON' } });
  expect(await readFile(join(service.directory, 'nested.json'), 'utf8')).toBe('{"i":"9007199254740993","r":[{"a":"1.5","t":"1969-12-31 23:59:59.25 UTC"},{}],"j":{"k":1.5},"x":"NaN"}\n{"r":[]}\n');
  expect((await run({ extract: { sourceTable: ref('nested'), destinationUri: 'gs://files/nested.csv' } })).status.errorResult?.message).toBe('Operation cannot be performed on a nested schema. Field: r');
  await run({ extract: { sourceTable: ref('daily$20210403'), destinationUri: 'gs://files/d.parquet', destinationFormat: 'PARQUET', compression: 'SNAPPY' } });
  await runLoad(service, 'from_parquet', ['gs://files/d.parquet'], { sourceFormat: 'PARQUET' });
  expect(await rawRows(service, 'from_parquet')).toEqual([['2021-04-03', '1'], ['2021-04-03', '2']]);
  // Nested ones too are without a zone in the file; without a schema they are read as TIMESTAMP.
  await runLoad(service, 'times', [await service.put('t.json', '{"t":"1969-12-31T23:59:59.25Z","r":[{"t":"2021-04-03T10:00:00Z"},{}],"ts":["2021-04-03T11:00:00Z"]}\n')], {
    sourceFormat: 'NEWLINE_DELIMITED_JSON',
    schema: { fields: [{ name: 't', type: 'TIMESTAMP' }, { name: 'r', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 't', type: 'TIMESTAMP' }] }, { name: 'ts', type: 'TIMESTAMP', mode: 'REPEATED' }] },
  });
  await run({ extract: { sourceTable: ref('times'), destinationUri: 'gs://files/times.parquet', destinationFormat: 'PARQUET' } });
  const file = quoteLiteral(join(service.directory, 'times.parquet'));
  const written = await service.engine.withConnection((connection) => rows<{ type: string }>(connection, `SELECT logical_type AS type FROM parquet_schema(${file}) WHERE logical_type LIKE 'Timestamp%'`));
  expect(written.map(({ type }) => /isAdjustedToUTC=(\w+)/.exec(type)?.[1])).toEqual(['0', '0', '0']);
  await runLoad(service, 'times_again', ['gs://files/times.parquet'], { sourceFormat: 'PARQUET', parquetOptions: { enableListInference: true } });
  expect(await rawRows(service, 'times_again')).toEqual(await rawRows(service, 'times'));
});

test('What cannot be extracted is refused', async () => {
  const extract = (more: object) => run({ extract: { sourceTable: ref('daily'), destinationUri: 'gs://files/x', ...more } });
  await expect(extract({ destinationFormat: 'AVRO' })).rejects.toMatchObject({ code: 501, message: expect.stringContaining('AVRO') });
  await expect(extract({ destinationUri: 'http://files/x' })).rejects.toMatchObject({ code: 400, message: expect.stringContaining('Must be a valid Google Storage path') });
  await expect(extract({ compression: 'SNAPPY' })).rejects.toMatchObject({ code: 400 });
  expect((await extract({ sourceTable: ref('v') })).status.errorResult?.message).toContain('currently a VIEW');
});
