import { gzipSync } from 'node:zlib';

import { column, type PushOptions } from '@bm/dwh-push';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string() });
const to = (source: string, table: string, more: Partial<PushOptions> = {}): PushOptions => ({ source, table, partitionDate: '2021-04-03', schema, ...more });

beforeAll(async () => {
  await (await warehouse.client.storage()).createBucket('lake', { location: 'EU' });
});

async function put(name: string, content: string | Buffer, contentEncoding?: string): Promise<string> {
  await (await warehouse.client.storage()).bucket('lake').file(name).save(content, { resumable: false, validation: false, ...(contentEncoding === undefined ? {} : { metadata: { contentEncoding } }) });
  return `gs://lake/${name}`;
}

async function rows(table: string) {
  return (await warehouse.query(`SELECT a, b FROM ${table} ORDER BY a`)).map(({ a, b }) => [a, b]);
}

describe('gzip in Cloud Storage', () => {
  it.each([
    ['csv', 'a,b\n1,x\n2,"y ""2"", z"\n'],
    ['csv', 'a,b\r\n1,x\r\n2,"y ""2"", z"'],
    ['tsv', 'a\tb\n1\tx\n2\ty "2", z\n'],
    ['ndjson', '{"a":1,"b":"x"}\n{"a":2,"b":"y \\"2\\", z"}\n'],
    ['jsonl', '{"b":"x","a":1}\r\n{ "a" : 2 , "b" : "y \\u00222\\", z" }'],
  ])('is unpacked by the services: %s %j', async (format, text) => {
    const table = `gz.t${Buffer.from(text).toString('hex').slice(-24)}_${format}`;
    const source = await put(`${table}.${format}.gz`, gzipSync(text));
    const csv = format === 'tsv' ? { csv: { quote: '' } } : {};
    expect(await warehouse.push(to(source, table, csv))).toMatchObject({ way: 'service', rowsRead: 2, rowsLoaded: 2, stagedBytes: gzipSync(text).length });
    expect(await rows(table)).toEqual([[1, 'x'], [2, 'y "2", z']]);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('may be several objects, of which some end without a line ending', async () => {
    await put('many/1.csv.gz', gzipSync('a,b\n1,x'));
    await put('many/2.csv.gz', gzipSync('a,b\n2,y\n'));
    await put('many/3.csv.gz', gzipSync('a,b'));
    expect(await warehouse.push(to('gs://lake/many/*', 'gz.many'))).toMatchObject({ way: 'service', rowsLoaded: 2 });
    await put('many/4.csv', 'a,b\n3,z\n');
    expect(await warehouse.push(to('gs://lake/many/*', 'gz.many'))).toMatchObject({ way: 'stream', rowsLoaded: 3, wayReason: expect.stringContaining('some of its objects are compressed') });
  });

  it('that Cloud Storage itself unpacks is read by this process', async () => {
    const source = await put('encoded.csv', gzipSync('a,b\n1,x\n'), 'gzip');
    expect(await warehouse.push(to(source, 'gz.encoded'))).toMatchObject({ way: 'stream', wayReason: expect.stringContaining('Content-Encoding'), rowsLoaded: 1 });
  });

  it.each([
    ['has lost its end', (bytes: Buffer) => bytes.subarray(0, -5), 'SOURCE_INTERRUPTED'],
    ['has something behind its end', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('behind')]), 'DECODE_CORRUPT'],
    ['is padded', (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(16)]), 'DECODE_CORRUPT'],
    ['is none', () => Buffer.from('a,b\n1,x\n'), 'DECODE_UNSUPPORTED'],
  ])('that %s is refused as the stream refuses it', async (name, damage, code) => {
    const source = await put(`damaged ${name}.csv.gz`, damage(gzipSync('a,b\n1,x\n')));
    expect(await warehouse.failure(to(source, 'gz.never'))).toMatchObject({ code, committed: 'no', receipt: { way: 'stream' } });
    expect(await warehouse.staged()).toEqual([]);
  });
});

describe('newline-delimited JSON of Cloud Storage', () => {
  const kinds = z.object({
    s: z.string(),
    e: z.enum(['x', 'y']).nullable(),
    i: z.int(),
    l: z.int64(),
    f: z.number(),
    b: z.boolean(),
    n: column.numeric(),
    d: z.iso.date(),
    t: z.iso.datetime(),
    o: z.string().min(2).optional(),
  });
  it('is copied, checked and loaded by the services, type by type', async () => {
    const lines = [
      { s: 'é "😀"\n\t\\', e: null, i: -17, l: '9223372036854775807', f: 0.1, b: true, n: '1.50', d: '2021-04-03', t: '2021-04-03T10:00:00.5Z' },
      { s: '', e: 'x', i: 9007199254740991, l: 5, f: 30000000000000004, b: false, n: 12, d: '0001-01-01', t: '2021-04-03T10:00:00Z', o: 'ab' },
    ];
    const source = await put('kinds.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
    expect(await warehouse.push(to(source, 'json.kinds', { schema: kinds }))).toMatchObject({ way: 'service', rowsLoaded: 2, wayReason: expect.stringContaining('SQL says all') });
    expect(await warehouse.push(to(source, 'json.kinds_stream', { schema: kinds, way: 'stream' }))).toMatchObject({ way: 'stream', rowsLoaded: 2 });
    const [served, streamed] = await Promise.all(['kinds', 'kinds_stream'].map((table) => warehouse.query(`SELECT * FROM json.${table} ORDER BY i`)));
    expect(served).toEqual(streamed);
  });

  it('that breaks the contract is refused with the number of records per rule', async () => {
    const strict = z.object({ a: z.int().max(9), b: z.string().max(5).nullable() });
    const source = await put('bad.ndjson', '{"a":1,"b":"x"}\n{"a":null,"b":"x"}\n{"b":null}\n{"a":"7","b":"x"}\n{"a":10,"b":"hidden!"}\n{"a":3,"b":"hidden!"}\n{"a":4}\n{"a":5,"b":true}\n');
    const error = await warehouse.failure(to(source, 'json.never', { schema: strict }));
    expect(error).toMatchObject({ code: 'DATA_REJECTED', step: 'validate', committed: 'no', receipt: { way: 'service', rowsRead: 8, rowsRejected: 7 } });
    expect(error.rejects?.byRule).toEqual([
      { column: 'a', rule: 'required', records: 2 },
      { column: 'a', rule: 'invalid_type', records: 1 },
      { column: 'a', rule: 'too_big', records: 1 },
      { column: 'b', rule: 'invalid_type', records: 2 },
      { column: 'b', rule: 'too_big', records: 1 },
    ]);
    expect(error.message).not.toContain('hidden');
  });

  it('whose keys differ in case, or that has others, is refused by the stream', async () => {
    expect(await warehouse.failure(to(await put('case.ndjson', '{"A":1,"b":"x"}\n'), 'json.never'))).toMatchObject({ code: 'DATA_REJECTED', receipt: { way: 'stream' } });
    expect(await warehouse.failure(to(await put('more.ndjson', '{"a":1,"b":"x","c":null}\n'), 'json.never'))).toMatchObject({ code: 'DATA_REJECTED', receipt: { way: 'stream' } });
  });

  it('without records is empty', async () => {
    expect(await warehouse.failure(to(await put('none.ndjson', ''), 'json.never'))).toMatchObject({ code: 'DATA_EMPTY', receipt: { way: 'service' } });
  });
});

describe('a call of the services about gzip and JSON', () => {
  const FAULTS = [{ kind: 'error', status: 503, reason: 'backendError' }, { kind: 'lost-answer' }] as const;
  const CALLS = [['storage.objects.get', 2], ['storage.objects.get', 3], ['storage.objects.rewrite', 1], ['bigquery.jobs.insert', 1]] as const;
  it.each(CALLS.flatMap(([method, nth]) => FAULTS.map((fault) => [method, nth, fault] as const)))('%s (%i.) that meets %o is made good', async (method, nth, fault) => {
    const table = `json.f_${method.replaceAll('.', '_')}_${nth}_${fault.kind.replaceAll('-', '_')}`;
    const source = await put('fault.ndjson.gz', gzipSync(Array.from({ length: 50 }, (_, row) => `{"a":${row},"b":"x"}\n`).join('')));
    const met = warehouse.local.faults.add({ method, nth, ...fault });
    try {
      expect(await warehouse.push(to(source, table))).toMatchObject({ way: 'service', rowsLoaded: 50 });
      expect(met.hits).toBe(1);
    } finally {
      met.remove();
    }
    expect((await rows(table)).length).toBe(50);
    expect(await warehouse.staged()).toEqual([]);
  });
});
