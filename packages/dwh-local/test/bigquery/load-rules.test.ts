import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad, settled } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

const TWO = { fields: [{ name: 'a', type: 'STRING' }, { name: 'b', type: 'INTEGER' }] };
let count = 0;
async function loadText(text: string | Buffer, options: Record<string, unknown> = {}, schema: object = TWO) {
  count += 1;
  const table = `t${count}`;
  const job = await runLoad(service, table, [await service.put(`${table}.csv`, text)], { schema, ...options });
  return { job, table, rows: job.status.errorResult === undefined ? await rawRows(service, table) : [], messages: (job.status.errors ?? []).map((error) => error.message).join('\n') };
}

test('NULL is an unquoted empty field, or the marker; a quoted one is a text', async () => {
  expect((await loadText(',1\n"",2\n')).rows).toEqual([[null, '1'], ['', '2']]);
  expect((await loadText('\\N,1\n,2\n"\\N",\\N\n', { nullMarker: '\\N' })).rows).toEqual([[null, '1'], ['', '2'], ['\\N', null]]);
  expect((await loadText('x,\n', { nullMarker: '\\N' })).messages).toContain('Could not parse value as INT64 for field b (position 1) in row starting at position: 0');
  const required = { fields: [{ name: 'a', type: 'STRING', mode: 'REQUIRED' }, { name: 'b', type: 'INTEGER', mode: 'REQUIRED' }] };
  expect((await loadText(',1\n', {}, required)).rows).toEqual([['', '1']]);
  expect((await loadText('x,\n', {}, required)).messages).toContain('Missing required value for field b');
});

test('What a row lacks is NULL, also where an empty text is kept; so is what another marker marks', async () => {
  const required = { fields: [{ name: 'b', type: 'INTEGER' }, { name: 'a', type: 'STRING', mode: 'REQUIRED' }] };
  const short = await loadText('1,x\n2\n3,\n4,""\n', { allowJaggedRows: true, maxBadRecords: 1 }, required);
  expect(short.rows).toEqual([['1', 'x'], ['3', ''], ['4', '']]);
  expect(short.messages).toContain('Missing required value for field a (position 1)');
  const marked = await loadText('1,NULL\n2,\n', { nullMarkers: ['', 'NULL'], maxBadRecords: 1 }, required);
  expect(marked.rows).toEqual([['2', '']]);
  expect(marked.messages).toContain('Missing required value for field a (position 1)');
});

test('A JSON column keeps what the type keeps, in CSV and in NDJSON; a number beyond FLOAT64 is bad in both', async () => {
  const schema = { fields: [{ name: 'j', type: 'JSON' }] };
  const document = '{"b": 1.10, "a": {"2": 1, "10": [1e2, 12345678901234567890]}, "b": 2}';
  const kept = '{"a":{"10":[100.0,12345678901234567890],"2":1},"b":1.1}';
  expect((await loadText(`"${document.replaceAll('"', '""')}"\n`, {}, schema)).rows).toEqual([[kept]]);
  expect((await loadText(`{"j": ${document}}\n`, { sourceFormat: 'NEWLINE_DELIMITED_JSON' }, schema)).rows).toEqual([[kept]]);
  expect((await loadText('"[1,]"\n', {}, schema)).messages).toContain('Could not parse value as JSON');
  expect((await loadText(`{"j": ${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`, { sourceFormat: 'NEWLINE_DELIMITED_JSON' }, schema)).messages).toContain('nested too deep');
  const float = { fields: [{ name: 'f', type: 'FLOAT64' }] };
  expect((await loadText('1e308\n-inf\n', {}, float)).rows).toEqual([['1.0E308'], ['-Infinity']]);
  expect((await loadText('1e400\n', {}, float)).messages).toContain('Could not parse value as DOUBLE');
  expect((await loadText('{"f": 1e400}\n', { sourceFormat: 'NEWLINE_DELIMITED_JSON' }, float)).job.status.errorResult).toMatchObject({ reason: 'invalid' });
});

test.each([
  ['too few columns', 'a,1\nb\n', 'CSV table references column position 1, but line starting at position:4 contains only 1 columns.'],
  ['too many columns', 'a,1\nb,2,3\n', 'Too many values in row starting at position: 4. Found 3 column(s) while expected 2.'],
  ['data after a quote', 'a,1\n"b"x,2\n', 'Error detected while parsing row starting at position: 4. Error: Data between close quote character (") and field separator.'],
  ['an open quote', 'a,1\n"b,2\n', 'Error detected while parsing row starting at position: 4. Error: Missing close quote character (").'],
  ['a bare quote', 'a,1\nb"c,2\n', 'Error: Bare quote character (")'],
  ['a line break in quotes', 'a,1\n"b\nc",2\n', 'Error detected while parsing row starting at position: 4. Error: Missing close quote character (").'],
  ['a NUL', 'a,1\nb\0,2\n', 'Bad character (ASCII 0) encountered.'],
  ['an integer out of range', 'a,9223372036854775808\n', 'Could not parse value as INT64'],
  ['an integer with a fraction', 'a,1.0\n', 'Could not parse value as INT64'],
  ['an integer with a space', 'a, 1\n', 'Could not parse value as INT64'],
])('%s fails the load and says where', async (_name, text, message) => {
  const { job, messages } = await loadText(text);
  expect(job.status.errorResult).toMatchObject({ reason: 'invalid' });
  expect(messages).toContain(message);
});

test('Bad records within the allowance are left out, counted and reported', async () => {
  const { job, rows, messages } = await loadText('a,1\nb\nc,x\nd,4\n', { maxBadRecords: 2 });
  expect(job.statistics.load).toMatchObject({ badRecords: '2', outputRows: '2' });
  expect(rows).toEqual([['a', '1'], ['d', '4']]);
  expect(messages).toContain('position:4');
  expect(messages).toContain('position: 6');
  expect((await loadText('a,1\nb\nc,x\nd,4\n', { maxBadRecords: 1 })).job.status.errorResult).toMatchObject({ message: expect.stringContaining('errors: 2; max bad: 1') });
});

test('Jagged rows, unknown values, other delimiters, headers by name, ISO-8859-1, gzip', async () => {
  expect((await loadText('a\nb,2\n', { allowJaggedRows: true })).rows).toEqual([['a', null], ['b', '2']]);
  expect((await loadText('a,1,z\n', { ignoreUnknownValues: true })).rows).toEqual([['a', '1']]);
  expect((await loadText('a\t1\n', { fieldDelimiter: '\t' })).rows).toEqual([['a', '1']]);
  expect((await loadText('"a";1\n', { fieldDelimiter: ';', quote: '' })).rows).toEqual([['"a"', '1']]);
  expect((await loadText('B,A\n1,x\n', { skipLeadingRows: 1, sourceColumnMatch: 'NAME' })).rows).toEqual([['x', '1']]);
  expect((await loadText(Buffer.from('caf\u00e9,1\n', 'latin1'), { encoding: 'ISO-8859-1' })).rows).toEqual([['café', '1']]);
  expect((await loadText(Buffer.concat([Buffer.from('a'), Buffer.from([0xff]), Buffer.from(',1\n')]))).rows).toEqual([['a\ufffd', '1']]);
  expect((await loadText(gzipSync('a,1\nb,2'))).rows).toEqual([['a', '1'], ['b', '2']]);
  expect((await loadText('a,1\rb,2\r')).rows).toEqual([['a', '1'], ['b', '2']]);
  expect((await loadText('')).rows).toEqual([]);
});

test('Values are read as the documentation writes them', async () => {
  const fields = [['t', 'TIMESTAMP'], ['d', 'DATETIME'], ['m', 'TIME'], ['b', 'BOOL'], ['n', 'NUMERIC'], ['j', 'JSON']].map(([name, type]) => ({ name, type }));
  const text = [
    '2021-04-03 10:11:12,2021-04-03 10:11:12.5,10:11:12,yes,1e3,"{""a"": 1}"',
    '2021-04-03T10:11:12.123456Z,2021-04-03T10:11:12,1:02:03.000001,F,-0.000000001,null',
    '2021/04/03 10:11 UTC,,,1,+5.10,[]',
    '2021-04-03 10:11:12 -05:00,,,n,,',
    '2021-04-03 10:11:12+5,,,T,,',
    '1617444672,,,0,,',
    '2021-04-03 10:11:12 Europe/Paris,,,,,',
  ].join('\n');
  const at = (iso: string) => String(Date.parse(iso) * 1000);
  expect((await loadText(text, {}, { fields })).rows).toEqual([
    [at('2021-04-03T10:11:12Z'), '2021-04-03T10:11:12.500000', '10:11:12', 'true', '1000', '{"a":1}'],
    [String(Date.parse('2021-04-03T10:11:12Z') * 1000 + 123456), '2021-04-03T10:11:12', '01:02:03.000001', 'false', '-0.000000001', 'null'],
    [at('2021-04-03T10:11:00Z'), null, null, 'true', '5.1', '[]'],
    [at('2021-04-03T15:11:12Z'), null, null, 'false', null, null],
    [at('2021-04-03T05:11:12Z'), null, null, 'true', null, null],
    [at('2021-04-03T10:11:12Z'), null, null, 'false', null, null],
    [at('2021-04-03T08:11:12Z'), null, null, null, null, null],
  ]);
  const bad = ['2021-02-30,,,,,', ',2021-04-03 25:00:00,,,,', ',,24:00:00,,,', ',,,maybe,,', ',,,,1.0000000001,', ',,,,100000000000000000000000000000,', ',,,,,{a}', '2021-04-03 10:11:12 Nowhere/Land,,,,,', '2021-04-03 10:11:12+14:30,,,,,', '21-04-03,,,,,', '16174446721617444672,,,,,'];
  for (const line of bad) expect((await loadText(`${line}\n`, {}, { fields })).job.status.errorResult, line).toMatchObject({ reason: 'invalid' });
});

test('JSON: names in any case, unknown names, nulls in lists, numbers beyond 2^53', async () => {
  const schema = { fields: [{ name: 'a', type: 'STRING' }, { name: 'n', type: 'NUMERIC' }, { name: 'l', type: 'INTEGER', mode: 'REPEATED' }] };
  const json = { sourceFormat: 'NEWLINE_DELIMITED_JSON' };
  expect((await loadText('{"A":"x","n":12345678901234567890.123456789,"l":[1,"2"]}\n\n{"a":null}', json, schema)).rows).toEqual([['x', '12345678901234567890.123456789', [{ v: '1' }, { v: '2' }]], [null, null, []]]);
  expect((await loadText('{"a":"x"}\n{"z":1}\n', json, schema)).messages).toContain('position 10: No such field: z.');
  expect((await loadText('{"z":1}\n', { ...json, ignoreUnknownValues: true }, schema)).rows).toEqual([[null, null, []]]);
  expect((await loadText('{"l":[null]}\n', json, schema)).job.status.errorResult).toMatchObject({ reason: 'invalid' });
  expect((await loadText('{"l":[9007199254740993]}\n', json, schema)).job.status.errorResult).toMatchObject({ reason: 'invalid' });
  expect((await loadText('{"a":"secret"\n', json, schema)).messages).not.toContain('secret');
});

const DAYS = { schema: { fields: [{ name: 'id', type: 'INTEGER' }, { name: 'day', type: 'DATE' }] }, timePartitioning: { type: 'DAY', field: 'day' } };

test('Rows of another partition, or of none, fail a load into a partition and change nothing', async () => {
  await service.client.dataset('shop').createTable('days', DAYS);
  await runLoad(service, 'days$20210403', [await service.put('d1.csv', '1,2021-04-03\n')]);
  for (const text of ['2,2021-04-04\n', '2,\n']) {
    const job = await runLoad(service, 'days$20210403', [await service.put('d2.csv', text)], { writeDisposition: 'WRITE_TRUNCATE' });
    expect(job.status.errorResult).toMatchObject({ reason: 'invalid', message: 'Some rows belong to different partitions rather than destination partition bm-local:shop.days$20210403' });
  }
  expect(await rawRows(service, 'days')).toEqual([['1', '2021-04-03']]);
  expect((await runLoad(service, 'days$202104', [await service.put('d1.csv', '1,2021-04-03\n')])).status.errorResult).toMatchObject({ reason: 'invalid' });
});

test('Each disposition keeps and drops what the service keeps and drops', async () => {
  const fields = [{ name: 'a', type: 'STRING', description: 'kept?' }];
  await service.client.dataset('shop').createTable('disp', { schema: { fields } });
  const schemaOf = async () => (await service.client.dataset('shop').table('disp').getMetadata())[0].schema.fields;
  const uri = await service.put('disp.csv', 'x\n');
  expect((await runLoad(service, 'disp', [uri], { writeDisposition: 'WRITE_EMPTY' })).status.errorResult).toBeUndefined();
  expect((await runLoad(service, 'disp', [uri], { writeDisposition: 'WRITE_EMPTY' })).status.errorResult).toMatchObject({ reason: 'duplicate', message: 'Already Exists: Table bm-local:shop.disp' });
  await runLoad(service, 'disp', [uri]);
  expect(await rawRows(service, 'disp')).toEqual([['x'], ['x']]);
  await runLoad(service, 'disp', [uri], { writeDisposition: 'WRITE_TRUNCATE_DATA' });
  expect(await rawRows(service, 'disp')).toEqual([['x']]);
  expect(await schemaOf()).toMatchObject([{ description: 'kept?' }]);
  await runLoad(service, 'disp', [await service.put('n.csv', '7\n')], { writeDisposition: 'WRITE_TRUNCATE', schema: { fields: [{ name: 'n', type: 'INTEGER' }] } });
  expect(await schemaOf()).toEqual([{ name: 'n', type: 'INTEGER', mode: 'NULLABLE' }]);
  expect(await rawRows(service, 'disp')).toEqual([['7']]);
});

test('Columns are added only where the job says so, and never required ones', async () => {
  await service.client.dataset('shop').createTable('add', { ...DAYS });
  const uri = await service.put('add.csv', '1,2021-04-03,x\n');
  const schema = { fields: [...DAYS.schema.fields, { name: 'extra', type: 'STRING' }] };
  const into = (options: object) => runLoad(service, 'add$20210403', [uri], { schema, writeDisposition: 'WRITE_TRUNCATE', ...options });
  expect((await into({})).status.errorResult?.message).toContain('Cannot add fields (field: extra)');
  expect((await into({ schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] })).status.errorResult).toBeUndefined();
  expect(await rawRows(service, 'add')).toEqual([['1', '2021-04-03', 'x']]);
  await expect(runLoad(service, 'add', [uri], { schema, writeDisposition: 'WRITE_TRUNCATE', schemaUpdateOptions: ['ALLOW_FIELD_ADDITION'] })).rejects.toMatchObject({ code: 400, message: expect.stringContaining('Schema update options should only be specified') });
});

test('Rows of expired partitions vanish without a word', async () => {
  const expiring = { ...DAYS, timePartitioning: { ...DAYS.timePartitioning, expirationMs: String(30 * 86_400_000) } };
  await service.client.dataset('shop').createTable('old', expiring);
  const today = new Date().toISOString().slice(0, 10);
  const job = await runLoad(service, 'old', [await service.put('old.csv', `1,${today}\n2,1971-01-01\n`)]);
  expect(job.status).toEqual({ state: 'DONE' });
  expect(await rawRows(service, 'old')).toEqual([['1', today]]);
});

test('A partition lives for its expiration after its end, not after its beginning', async () => {
  const expiring = { ...DAYS, timePartitioning: { ...DAYS.timePartitioning, expirationMs: String(30 * 86_400_000) } };
  await service.client.dataset('shop').createTable('ending', expiring);
  const [lives, gone] = [30, 31].map((days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10));
  await runLoad(service, 'ending', [await service.put('ending.csv', `1,${lives}\n2,${gone}\n`)]);
  expect(await rawRows(service, 'ending')).toEqual([['1', lives]]);
});

test('A layout that is not the table\'s, a missing table, a missing file and the wrong location are refused', async () => {
  const uri = await service.put('x.csv', '1,2021-04-03\n');
  expect((await runLoad(service, 'days', [uri], { timePartitioning: { type: 'HOUR', field: 'day' } })).status.errorResult?.message).toContain('Incompatible table partitioning specification. Expects partitioning specification interval(type:day,field:day)');
  expect((await runLoad(service, 'absent', [uri], { createDisposition: 'CREATE_NEVER' })).status.errorResult).toMatchObject({ reason: 'notFound', message: 'Not found: Table bm-local:shop.absent' });
  expect((await runLoad(service, 'days', ['gs://files/none.csv'])).status.errorResult).toMatchObject({ reason: 'notFound' });
  await expect(service.client.createJob({ location: 'US', configuration: { load: { sourceUris: [uri], destinationTable: { projectId: 'bm-local', datasetId: 'shop', tableId: 'days' } } } } as never)).rejects.toMatchObject({ code: 404 });
});

test('A job is found in its location only, and cancelled jobs do nothing', async () => {
  const uri = await service.put('y.csv', '1,2021-04-03\n');
  const [job] = await service.client.createJob({ jobId: 'fixed_1', configuration: { load: { sourceUris: [uri], destinationTable: { projectId: 'bm-local', datasetId: 'shop', tableId: 'days' } } } } as never);
  await settled(service, job.id ?? '');
  const get = (query: string) => fetch(`${service.endpoint}/bigquery/v2/projects/bm-local/jobs/fixed_1${query}`).then((response) => response.status);
  expect([await get('?location=EU'), await get(''), await get('?location=US')]).toEqual([200, 404, 404]);
});

test('JSON: a negative zero stays one', async () => {
  const fields = [{ name: 'f', type: 'FLOAT' }, { name: 'l', type: 'FLOAT', mode: 'REPEATED' }];
  expect((await loadText('{"f": -0.0, "l": [0, -0.0]}\n', { sourceFormat: 'NEWLINE_DELIMITED_JSON' }, { fields })).rows).toEqual([['-0.0', [{ v: '0.0' }, { v: '-0.0' }]]]);
});

test('Times of day that a clock shows twice, never, or that lead out of the calendar', async () => {
  const at = { fields: [{ name: 'at', type: 'TIMESTAMP' }] };
  const texts = ['2021-11-07 01:30:00 America/New_York', '2021-03-14 02:30 America/New_York', '2021-07-01T12:00:00 Europe/Paris', '2021-07-01 12:00:00 UTC', '9999-12-31 23:59:59.999999+00', '0001-01-01 00:00:00Z'];
  const expected = [['2021-11-07T05:30:00Z'], ['2021-03-14T07:30:00Z'], ['2021-07-01T10:00:00Z'], ['2021-07-01T12:00:00Z']].map(([text]) => String(Date.parse(text ?? '') * 1000));
  const micros = (rows: unknown[][]) => rows.map(([cell]) => String(cell));
  expect(micros((await loadText(`${texts.join('\n')}\n`, {}, at)).rows).slice(0, 4)).toEqual(expected);
  for (const text of ['2020-01-01 24:00:00', '9999-12-31 23:59:59-08', '0001-01-01 00:00:00+01', '2020-01-01 10:00:00 No/Where']) {
    expect((await loadText(`${text}\n`, {}, at)).messages).toContain('Could not parse value as TIMESTAMP');
  }
  for (const type of ['DATETIME', 'TIME']) expect((await loadText(`${type === 'TIME' ? '' : '2020-01-01 '}24:00:00\n`, {}, { fields: [{ name: 'at', type }] })).messages).toContain(`Could not parse value as ${type}`);
});
