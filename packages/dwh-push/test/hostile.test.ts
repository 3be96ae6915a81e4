import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { column, defineDataset, listPartitions, pushDataset, type DwhPushError, type PushOptions } from '@bm/dwh-push';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

import { writeParquet } from './rows/support/write-parquet.js';
import { watchReads } from './support/reads.js';
import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const DAY = '2021-04-03';
const schema = z.object({ id: z.int(), name: z.string() });
const to = (table: string, source: PushOptions['source'], more: Partial<PushOptions> = {}): PushOptions => ({ source, table: `hostile.${table}`, partitionDate: DAY, schema, ...more });
const rowsOf = async (table: string, columns = 'id, name') => (await warehouse.query(`SELECT ${columns} FROM hostile.${table} ORDER BY 1`)).map((row) => Object.values(row).join('|'));
const letters = (table: string) => warehouse.query(`SELECT format, raw FROM hostile.${table}_rejects ORDER BY record`);

describe('rows of a program', () => {
  it('may all be one object, which is used again and again', async () => {
    function* reused() {
      const row = { id: 0, name: '' };
      for (let id = 1; id <= 200; id += 1) yield Object.assign(row, { id, name: `n${id}` });
    }
    async function* later() {
      yield* reused();
    }
    await warehouse.push(to('reused', reused()));
    expect(await rowsOf('reused', 'COUNT(DISTINCT id), COUNT(DISTINCT name)')).toEqual(['200|200']);
    await warehouse.push(to('reused_later', later()));
    expect(await rowsOf('reused_later', 'COUNT(DISTINCT id), COUNT(DISTINCT name)')).toEqual(['200|200']);
  });

  it.each<[string, () => unknown]>([
    ['a getter that throws', () => [{ id: 1, get name() { throw new Error('hidden'); } }]],
    ['a proxy that throws', () => [new Proxy({}, { ownKeys() { throw new Error('hidden'); }, get() { throw new Error('hidden'); } })]],
    ['an iterator that cannot be made', () => ({ [Symbol.iterator]() { throw new Error('hidden'); } })],
    ['an iterator that returns nothing', () => ({ [Symbol.iterator]: () => ({ next: () => undefined }) })],
  ])('that fail are the calling code\'s: %s', async (_, make) => {
    const error = await warehouse.failure(to('failing', make() as PushOptions['source']));
    expect(error).toMatchObject({ code: 'SOURCE_FAILED', fault: 'caller', committed: 'no' });
    expect(error.message).not.toContain('hidden');
  });

  it('that were rejected for their type are no better as dead letters', async () => {
    const typed = z.object({ k: z.int(), s: z.string(), j: column.json() });
    const rows = [{ k: 1, s: 'x', j: 1 }, ...[5n, new Date(0), Buffer.from('hi'), Number.NaN, Object('s'), undefined, () => 1].map((s, index) => ({ k: index + 2, s, j: { a: 9007199254740993n, b: -0 } }))];
    expect(await warehouse.push(to('typed', rows as never, { schema: typed, rejects: { max: 10 } }))).toMatchObject({ rowsLoaded: 1, rowsRejected: 7 });
    expect(await warehouse.client.replayRejects({ table: 'hostile.typed', partitionDate: DAY, schema: typed, logger: 'silent' })).toMatchObject({ outcome: 'unchanged', rowsRejected: 7 });
  });

  it('come back from their dead letters as they were', async () => {
    const contract = { k: z.int(), f: column.float64(), b: column.bytes(), big: z.bigint(), at: z.date(), j: column.json(), o: z.string().optional() };
    const row = { k: 1, f: Number.NaN, b: Buffer.from([1, 2]), big: 9007199254740993n, at: new Date('2021-04-03T10:00:00.123Z'), j: { a: 9007199254740993n, $type: 'mine' }, s: 'too long', o: undefined };
    await warehouse.push(to('back', [{ ...row, s: 'x' }, { ...row, k: 2 }] as never, { schema: z.object({ ...contract, s: z.string().max(1) }), rejects: { max: 1 } }));
    const replay = { table: 'hostile.back', partitionDate: DAY, schema: z.object({ ...contract, s: z.string() }), logger: 'silent' } as const;
    expect(await warehouse.client.replayRejects(replay)).toMatchObject({ outcome: 'published', rowsLoaded: 1 });
    const values = 'k, IS_NAN(f), TO_HEX(b), CAST(big AS STRING), CAST(`at` AS STRING), TO_JSON_STRING(j)';
    const [first, second] = await rowsOf('back', values);
    expect(second?.slice(1)).toBe(first?.slice(1));
    expect(first).toContain('9007199254740993');
  });
});

describe('rejects', () => {
  it('are kept where the accepted rows are there already', async () => {
    await warehouse.push(to('kept', [{ id: 1, name: 'a' }]));
    const again = to('kept', Buffer.from('id,name\n1,a\nx,b\n'), { format: 'csv', rejects: { max: 1 } });
    expect(await warehouse.push(again)).toMatchObject({ rowsRejected: 1, rejectsTable: 'bm-local.hostile.kept_rejects' });
    expect(await letters('kept')).toEqual([{ format: 'csv', raw: 'x,b' }]);
  });

  it.each([['29%', 29, 100], ['57%', 57, 100], ['0.7%', 7, 1000], ['100%', 3, 3]] as const)('of %s may be %i of %i', async (max, bad, all) => {
    const text = `id,name\n${Array.from({ length: all }, (_, index) => (index < bad ? 'x,b\n' : `${index},a\n`)).join('')}`;
    const pushed = to('share', Buffer.from(text), { format: 'csv', rejects: { max }, allowEmpty: true });
    expect(await warehouse.push(pushed)).toMatchObject({ rowsRejected: bad });
    expect(await warehouse.failure({ ...pushed, source: Buffer.from(`${text}x,b\n`), rejects: { max: max === '100%' ? 3 : max } })).toMatchObject({ code: 'DATA_REJECTED' });
  });
});

describe('Parquet', () => {
  it('has its rejected records in the dead letters as the warehouse would have them', async () => {
    const file = await writeParquet("SELECT i::INT AS id, 'Zoé ' || i AS name, (i + 0.45)::DECIMAL(9, 2) AS price, DATE '2021-04-03' AS d, TIMESTAMPTZ '2021-04-03 10:00:00Z' AS ts, CASE WHEN i = 2 THEN -5 ELSE 5 END::INT AS qty FROM range(3) r(i)");
    const base = { id: z.int(), name: z.string(), price: column.numeric(), d: z.iso.date(), ts: column.timestamp() };
    expect(await warehouse.push(to('parquet', file, { format: 'parquet', schema: z.object({ ...base, qty: z.int().min(0) }), rejects: { max: 1 } }))).toMatchObject({ rowsRejected: 1 });
    expect(await warehouse.client.replayRejects({ table: 'hostile.parquet', partitionDate: DAY, schema: z.object({ ...base, qty: z.int() }), logger: 'silent' })).toMatchObject({ outcome: 'published', rowsLoaded: 1 });
    expect(await rowsOf('parquet', 'id, name, CAST(price AS STRING), CAST(d AS STRING), CAST(ts AS STRING)')).toEqual([0, 1, 2].map((id) => `${id}|Zoé ${id}|${id}.45|2021-04-03|2021-04-03 10:00:00+00`));
  });

  it('with a time of day beyond the day is rejected', async () => {
    const file = await writeParquet("SELECT 1::INT AS id, TIME '24:00:00' AS t");
    expect(await warehouse.failure(to('time', file, { format: 'parquet', schema: z.object({ id: z.int(), t: column.time() }) }))).toMatchObject({ code: 'DATA_REJECTED', rejects: { listed: [{ column: 't', rule: 'time' }] } });
  });
});

describe('numbers and JSON', () => {
  it.each([
    ['a double beyond its range', 'f', column.float64(), '1e400', 'number'],
    ['a fraction that would be rounded away', 'i', z.int(), '9007199254740991.4', 'integer'],
    ['a smaller one', 'i', z.int(), '4503599627370497.1', 'integer'],
    ['a number in JSON beyond a double', 'j', column.json(), '{"a":1e400}', 'json'],
    ['half of a character in JSON', 'j', column.json(), '"\\ud800"', 'json'],
    ['JSON nested without end', 'j', column.json(), `${'['.repeat(600)}${']'.repeat(600)}`, 'json'],
  ] as const)('%s is rejected, in NDJSON and in CSV', async (_, name, type, text, rule) => {
    const contract = z.object({ [name]: type });
    const rejected = { code: 'DATA_REJECTED', rejects: { total: 1, listed: [{ column: name, rule }] } };
    expect(await warehouse.failure(to(`numbers_${name}`, Buffer.from(`{"${name}":${text}}\n`), { format: 'ndjson', schema: contract }))).toMatchObject(rejected);
    expect(await warehouse.failure(to(`numbers_${name}`, Buffer.from(`${name}\n"${text.replaceAll('"', '""')}"\n`), { format: 'csv', schema: contract }))).toMatchObject(rejected);
  });
});

describe('bytes that go on and on', () => {
  it('are no header line', async () => {
    expect(await warehouse.failure(to('header', Buffer.alloc(16_000_000, 'x'), { format: 'csv' }))).toMatchObject({ code: 'DECODE_HEADER_MISMATCH' });
    expect(await warehouse.failure(to('header', Buffer.alloc(16_000_000, ','), { format: 'csv' }))).toMatchObject({ code: 'DECODE_HEADER_MISMATCH', message: expect.stringContaining('more than 10000 fields') });
  });

  it('are blank lines, and quickly so', async () => {
    expect(await warehouse.failure(to('blank', Buffer.alloc(4_000_000, '\n'), { format: 'ndjson', deadlineMs: 20_000 }))).toMatchObject({ code: 'DATA_EMPTY' });
  });

  it('follow what was compressed, and are something else', async () => {
    const compressed = gzipSync('id,name\n1,a\n');
    for (const behind of ['\0\0\0', 'something else behind it']) {
      expect(await warehouse.failure(to('behind', Buffer.concat([compressed, Buffer.from(behind)]), { format: 'csv', compression: 'gzip' }))).toMatchObject({ code: 'DECODE_CORRUPT' });
    }
    expect(await warehouse.push(to('behind', Buffer.concat([compressed, gzipSync('2,b\n')]), { format: 'csv', compression: 'gzip' }))).toMatchObject({ rowsLoaded: 2 });
  });

  it('stand behind a closing quote of the header', async () => {
    expect(await warehouse.failure(to('quote', Buffer.from('id,"name"x\n1,a\n'), { format: 'csv' }))).toMatchObject({ code: 'DECODE_HEADER_MISMATCH' });
  });
});

describe('a server that breaks off and then sends something else', () => {
  const whole = `id,name\n${Array.from({ length: 3000 }, (_, id) => `${id},aaaaaaaa\n`).join('')}`;
  const other = whole.replaceAll('aaaaaaaa', 'bbbbbbbb');

  /** Sends the first half of a file, breaks off, and answers the next request as `rest` says. */
  async function half(first: Record<string, string>, rest: Record<string, string>, content: string, end?: number) {
    const reads = watchReads();
    let asked = 0;
    const server = createServer((request, response) => {
      asked += 1;
      if (asked === 1) {
        response.writeHead(200, { 'content-type': 'text/csv', ...first });
        response.write(whole.slice(0, 20_000));
        void reads.reached(20_000).then(() => response.destroy());
        return;
      }
      const at = Number(/\d+/.exec(request.headers.range ?? '')?.[0]);
      const body = content.slice(at, end);
      response.writeHead(206, { 'content-length': String(body.length), 'content-range': `bytes ${at}-${at + body.length - 1}/${end === undefined ? content.length : '*'}`, ...rest });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const error: DwhPushError = await warehouse.failure(to('spliced', `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.csv`));
    vi.unstubAllGlobals();
    server.closeAllConnections();
    server.close();
    return error;
  }

  const length = { 'content-length': String(whole.length) };
  const modified = (minute: number) => ({ 'last-modified': new Date(Date.UTC(2021, 3, 3, 10, minute)).toUTCString() });
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['of another time', { ...length, ...modified(1) }, modified(2)],
    ['without the ETag that it had', { ...length, etag: '"a"' }, {}],
    ['with a weak ETag', { ...length, etag: '"a"' }, { etag: 'W/"a"' }],
  ])('%s is refused', async (_, first, rest) => {
    expect(await half(first, rest, other)).toMatchObject({ code: 'SOURCE_CHANGED', committed: 'no' });
  });

  it('whose end nobody knows is refused', async () => {
    expect(await half({ 'transfer-encoding': 'chunked', etag: '"a"' }, { etag: '"a"' }, whole, 30_000)).toMatchObject({ code: 'SOURCE_UNREADABLE', committed: 'no' });
  });
});

describe('calls that are wrong altogether', () => {
  it('have a code', async () => {
    for (const call of [pushDataset, listPartitions, warehouse.client.planPush, warehouse.client.replayRejects, warehouse.client.publishView]) {
      for (const nothing of [undefined, null]) {
        await expect((async () => (call as (options: unknown) => unknown)(nothing))()).rejects.toMatchObject({ code: expect.stringMatching(/OPTIONS_INVALID|TARGET_MISSING/) });
      }
    }
    expect(await warehouse.failure(to('x'.repeat(1000), []))).toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  it('of a logger whose methods fail later do not end the process', async () => {
    const logger = { info: async () => Promise.reject(new Error('late')), error: async () => Promise.reject(new Error('late')) };
    const unhandled: unknown[] = [];
    const listen = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', listen);
    expect(await warehouse.push({ ...to('logger', [{ id: 1, name: 'a' }]), schema: defineDataset({ schema }), logger })).toMatchObject({ outcome: 'published' });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});
