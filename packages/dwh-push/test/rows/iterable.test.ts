import { Readable } from 'node:stream';

import { column, defineDataset } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from '../support/warehouse.js';

const warehouse = useWarehouse();

const Everything = z.object({
  id: z.int(),
  text: z.string().nullable(),
  big: z.int64().optional(),
  rate: z.number().nullable(),
  any_rate: column.float64().nullable(),
  live: z.boolean().nullish(),
  price: column.numeric().nullable(),
  raw: column.bytes().nullable(),
  day: z.iso.date().nullable(),
  local: column.datetime().nullable(),
  moment: column.timestamp().nullable(),
  at: z.date().nullable(),
  hour: column.time().nullable(),
  extra: column.json().nullable(),
});

const nothing = { text: null, rate: null, any_rate: null, price: null, raw: null, day: null, local: null, moment: null, at: null, hour: null, extra: null };
const { at: _at, ...others } = nothing;
const absent = { ...others, instant: null };

describe('rows of a program', () => {
  it('land as they are, every type, in a partition of their own', async () => {
    const rows: z.input<typeof Everything>[] = [
      {
        id: 1,
        text: 'a "quoted"\nline\u0000 \u2028 😀 =1+1',
        big: 9223372036854775807n,
        rate: 5e-324,
        any_rate: -0,
        live: false,
        price: '99999999999999999999999999999.999999999',
        raw: Buffer.from([0, 255, 10]),
        day: '0001-01-01',
        local: '9999-12-31T23:59:00',
        moment: '2038-01-19T03:14:08.000001+01:00',
        at: new Date('1969-12-31T23:59:59.999Z'),
        hour: '23:59:59.999999',
        extra: { a: [1, null, 'x'], b: { c: 0.1 }, toString: true },
      },
      { id: 2, ...nothing, text: '', any_rate: Number.NaN, raw: 'AP8K' },
      { id: 3, ...nothing, any_rate: Number.NEGATIVE_INFINITY, big: -9223372036854775808n, extra: 'text' },
    ];
    const receipt = await warehouse.push({ source: rows, table: 'feed.everything', partitionDate: '2021-04-03', schema: Everything });
    expect(receipt).toMatchObject({ outcome: 'published', rowsRead: 3, rowsLoaded: 3, source: 'rows', partition: '20210403' });
    const read = await warehouse.query(
      'SELECT id, text, CAST(big AS STRING) AS big, rate, any_rate, live, CAST(price AS STRING) AS price, TO_HEX(raw) AS raw, CAST(day AS STRING) AS day, CAST(local AS STRING) AS local,' +
        " FORMAT_TIMESTAMP('%F %H:%M:%E6S', moment) AS moment, FORMAT_TIMESTAMP('%F %H:%M:%E6S', `at`) AS instant, CAST(hour AS STRING) AS hour, TO_JSON_STRING(extra) AS extra FROM feed.everything ORDER BY id",
    );
    expect(read).toEqual([
      {
        id: 1,
        text: 'a "quoted"\nline\u0000 \u2028 😀 =1+1',
        big: '9223372036854775807',
        rate: 5e-324,
        any_rate: -0,
        live: false,
        price: '99999999999999999999999999999.999999999',
        raw: '00ff0a',
        day: '0001-01-01',
        local: '9999-12-31 23:59:00',
        moment: '2038-01-19 02:14:08.000001',
        instant: '1969-12-31 23:59:59.999000',
        hour: '23:59:59.999999',
        extra: '{"a":[1,null,"x"],"b":{"c":0.1},"toString":true}',
      },
      { id: 2, ...absent, big: null, live: null, text: '', any_rate: Number.NaN, raw: '00ff0a', extra: 'null' },
      { id: 3, ...absent, big: '-9223372036854775808', live: null, any_rate: Number.NEGATIVE_INFINITY, extra: '"text"' },
    ]);
    expect(await warehouse.staged()).toEqual([]);
  });

  it.each([
    ['an array', () => [{ a: 1 }, { a: 2 }]],
    ['a set', () => new Set([{ a: 1 }, { a: 2 }])],
    ['a generator', function* () { yield { a: 1 }; yield { a: 2 }; }],
    ['an asynchronous generator', async function* () { yield { a: 1 }; yield { a: 2 }; }],
    ['a Readable of objects', () => Readable.from([{ a: 1 }, { a: 2 }])],
    ['instances of a class', () => [1, 2].map((a) => new (class { get a() { return a; } })())],
  ])('come from %s', async (_, source) => {
    await warehouse.push({ source: source() as Iterable<{ a: number }>, table: 'feed.kinds', schema: z.object({ a: z.int() }) });
    expect(await warehouse.query('SELECT a FROM feed.kinds ORDER BY a')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('become nested columns, to any depth', async () => {
    const schema = z.object({
      id: z.string(),
      address: z.object({ city: z.string(), geo: z.object({ lat: z.number(), lon: z.number() }).optional() }).nullable(),
      lines: z.array(z.object({ sku: z.string(), price: column.numeric().nullable(), tags: z.array(z.string()) })),
      days: z.array(z.iso.date()).default([]),
    });
    await warehouse.push({
      source: [
        { id: 'a', address: { city: 'Lyon', geo: { lat: 45.75, lon: 4.85 } }, lines: [{ sku: 'x', price: '1.10', tags: ['t', ''] }, { sku: 'y', price: null, tags: [] }], days: ['2024-02-29'] },
        { id: 'b', address: null, lines: [] },
      ],
      table: 'feed.nested',
      schema,
    });
    expect(await warehouse.query('SELECT id, address.city, address.geo.lat, ARRAY_LENGTH(lines) AS lines, ARRAY_LENGTH(days) AS days FROM feed.nested ORDER BY id')).toEqual([
      { id: 'a', city: 'Lyon', lat: 45.75, lines: 2, days: 1 },
      { id: 'b', city: null, lat: null, lines: 0, days: 0 },
    ]);
    const [rows] = await (await warehouse.client.bigQuery()).dataset('feed').table('nested').getRows();
    const first = (rows as Record<string, any>[]).find(({ id }) => id === 'a');
    expect(first?.['lines'].map(({ sku, price, tags }: Record<string, unknown>) => [sku, price === null ? null : String(price), tags])).toEqual([['x', '1.1', ['t', '']], ['y', null, []]]);
    expect(first?.['days'].map(({ value }: { value: string }) => value)).toEqual(['2024-02-29']);
  });

  it('name columns as they like', async () => {
    const schema = z.object({ ['__proto__']: z.string().nullable(), constructor: z.string().optional(), toString: z.string().optional(), nested: z.object({ hasOwnProperty: z.string().optional(), valueOf: z.int() }) });
    const rows = [JSON.parse('{"__proto__": "p", "constructor": "c", "nested": {"valueOf": 1}}'), JSON.parse('{"__proto__": null, "toString": "t", "nested": {"valueOf": 2, "hasOwnProperty": "h"}}')];
    const read = 'SELECT `__proto__` AS p, `constructor` AS c, `toString` AS t, nested.`valueOf` AS v, nested.`hasOwnProperty` AS h FROM feed.names ORDER BY v';
    const expected = [{ p: 'p', c: 'c', t: null, v: 1, h: null }, { p: null, c: null, t: 't', v: 2, h: 'h' }];
    await warehouse.push({ source: rows, table: 'feed.names', schema });
    expect(await warehouse.query(read)).toEqual(expected);
    const file = await warehouse.file(rows.map((row) => JSON.stringify(row)).join('\n'), 'names.ndjson');
    await warehouse.push({ source: file, table: 'feed.names', schema });
    expect(await warehouse.query(read)).toEqual(expected);
  });

  it('land as what their schema makes of them', async () => {
    const schema = z
      .object({
        id: z.coerce.number().int(),
        name: z.string().trim().toLowerCase().normalize('NFC'),
        length: z.string().transform((text) => text.length).pipe(z.int()),
        pre: z.preprocess((value) => (value === '' ? null : value), z.string().nullable()),
        fallback: z.string().default('none'),
        pre_fallback: z.string().trim().prefault(' filled '),
        caught: z.int().catch(-1),
        flag: z.stringbool(),
        at: z.coerce.date(),
        kind: z.union([z.literal('a'), z.literal('b')]).readonly(),
      })
      .refine(({ id, length }) => id !== length, { path: ['length'] });
    await warehouse.push({
      source: [
        { id: '7', name: '  E\u0301TE\u0301 ', length: 'four', pre: '', caught: 'x' as never, flag: 'yes', at: 0, kind: 'a' as const },
        { id: 8, name: 'B', length: '', pre: 'p', fallback: 'given', pre_fallback: ' x', caught: 3, flag: 'off', at: '2024-02-29T00:00:00Z', kind: 'b' as const },
      ],
      table: 'feed.made',
      schema,
    });
    expect(await warehouse.query("SELECT id, name, length, pre, fallback, pre_fallback, caught, flag, FORMAT_TIMESTAMP('%F', `at`) AS instant, kind FROM feed.made ORDER BY id")).toEqual([
      { id: 7, name: 'été', length: 4, pre: null, fallback: 'none', pre_fallback: 'filled', caught: -1, flag: true, instant: '1970-01-01', kind: 'a' },
      { id: 8, name: 'b', length: 0, pre: 'p', fallback: 'given', pre_fallback: 'x', caught: 3, flag: false, instant: '2024-02-29', kind: 'b' },
    ]);
    const error = await warehouse.failure({ source: [{ id: 1, name: '', length: 'x', pre: '', flag: 'on', at: 0, kind: 'a', caught: 1 }], table: 'feed.made', schema });
    expect(error.rejects?.listed).toEqual([{ record: 1, column: 'length', rule: 'custom' }]);
  });

  it('lose only the keys that their own schema takes away', async () => {
    const schema = z.object({ a: z.object({ b: z.int() }).transform((value): { b: number } => Object.assign({ c: 1 }, value)).pipe(z.object({ b: z.int() })) });
    await warehouse.push({ source: [{ a: { b: 1 } }], table: 'feed.taken', schema });
    expect(await warehouse.query('SELECT a.b FROM feed.taken')).toEqual([{ b: 1 }]);
  });

  it('run each transform once', async () => {
    let calls = 0;
    const schema = z.object({ n: z.string().transform(() => (calls += 1)).pipe(z.int()) }).refine(({ n }) => n > 0);
    await warehouse.push({ source: [{ n: 'x' }, { n: 'y' }], table: 'feed.once', schema });
    expect(calls).toBe(2);
    expect(await warehouse.query('SELECT n FROM feed.once ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it.each<[string, z.ZodObject, unknown, string | undefined, string]>([
    ['a value of another type', z.object({ a: z.int() }), { a: '1' }, 'a', 'invalid_type'],
    ['nothing where something is required', z.object({ a: z.int() }), {}, 'a', 'required'],
    ['NULL where something is required', z.object({ a: column.json() }), { a: null }, 'a', 'required'],
    ['an unknown key', z.object({ a: z.int() }), { a: 1, b: undefined }, undefined, 'unrecognized_keys'],
    ['an unknown nested key', z.object({ a: z.object({ b: z.int() }) }), { a: { b: 1, c: 2 } }, 'a', 'unrecognized_keys'],
    ['an unknown key behind a default in an array', z.object({ a: z.array(z.object({ b: z.int() })).default([]) }), { a: [{ b: 1, c: 2 }] }, 'a', 'unrecognized_keys'],
    ['an unknown key in front of a preprocess', z.object({ a: z.preprocess((value) => value, z.object({ b: z.int() })) }), { a: { b: 1, c: 2 } }, 'a', 'unrecognized_keys'],
    ['half a character', z.object({ a: z.string() }), { a: 'x\ud800' }, 'a', 'surrogate'],
    ['half a character in JSON', z.object({ a: column.json() }), { a: { b: ['\udc00'] } }, 'a', 'json'],
    ['a date in JSON', z.object({ a: column.json() }), { a: { b: new Date(0) } }, 'a', 'json'],
    ['a number beyond 64 bits', z.object({ a: z.bigint() }), { a: 2n ** 63n }, 'a', 'integer'],
    ['a decimal with too many digits', z.object({ a: column.numeric() }), { a: '1.0000000001' }, 'a', 'numeric'],
    ['no day', z.object({ a: z.object({ b: z.string() }).transform(({ b }) => b).pipe(column.datetime()) }), { a: { b: '2021-02-29T00:00:00' } }, 'a', 'datetime'],
    ['an invalid date', z.object({ a: z.preprocess(() => new Date(8.64e15), z.date()) }), { a: 1 }, 'a', 'timestamp'],
    ['a nested value', z.object({ a: z.array(z.object({ b: column.time() })) }), { a: [{ b: '00:00:00' }, { b: '24:00:00' }] }, 'a.b', 'time'],
    ['a nested check', z.object({ a: z.object({ b: z.string().min(2) }) }), { a: { b: 'x' } }, 'a.b', 'too_small'],
    ['no object', z.object({ a: z.int() }), [1], undefined, 'object'],
    ['no object at all', z.object({ a: z.int() }), null, undefined, 'object'],
    ['text that is no base64', z.object({ a: column.bytes() }), { a: 'A' }, 'a', 'base64'],
  ])('are refused for %s', async (_, schema, row, name, rule) => {
    const before = await warehouse.snapshot('refusals');
    const error = await warehouse.failure({ source: [row] as never, table: 'refusals.t', schema });
    expect(error).toMatchObject({ code: 'DATA_REJECTED', committed: 'no', rejects: { total: 1, listed: [{ record: 1, ...(name === undefined ? {} : { column: name }), rule }] } });
    expect(await warehouse.snapshot('refusals')).toEqual(before);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('may hold keys that z.looseObject() leaves out', async () => {
    await warehouse.push({ source: [{ a: 1, b: 2 }], table: 'feed.loose', schema: z.looseObject({ a: z.int() }) });
    expect(await warehouse.query('SELECT * FROM feed.loose')).toEqual([{ a: 1 }]);
  });

  it('belong to the partition, and are counted where they do not', async () => {
    const dataset = defineDataset({ schema: z.object({ at: z.date().nullable(), n: z.int() }), partitioning: { type: 'day', column: 'at' } });
    const rows = [{ at: new Date('2021-04-03T23:59:59.999Z'), n: 1 }, { at: new Date('2021-04-04T00:00:00Z'), n: 2 }, { at: null, n: 3 }];
    const error = await warehouse.failure({ source: rows, table: 'feed.days', partitionDate: '2021-04-03', schema: dataset });
    expect(error.rejects).toEqual({ total: 2, listed: [{ record: 2, column: 'at', rule: 'partition' }, { record: 3, column: 'at', rule: 'partition' }] });
    await warehouse.push({ source: rows.slice(0, 1), table: 'feed.days', partitionDate: '2021-04-03', schema: dataset });
    expect(await warehouse.query('SELECT n FROM feed.days')).toEqual([{ n: 1 }]);
  });

  it('are none: an error unless that is allowed', async () => {
    const schema = z.object({ a: z.int() });
    expect((await warehouse.failure({ source: [], table: 'feed.empty', schema })).code).toBe('DATA_EMPTY');
    expect((await warehouse.push({ source: [], table: 'feed.empty', schema, allowEmpty: true })).rowsLoaded).toBe(0);
  });

  it('end with an error of the calling code: it is the cause, and nothing has changed', async () => {
    const broken = new Error('the database went away');
    async function* rows() {
      yield { a: 1 };
      throw broken;
    }
    const error = await warehouse.failure({ source: rows(), table: 'feed.never', schema: z.object({ a: z.int() }) });
    expect(error).toMatchObject({ code: 'SOURCE_FAILED', step: 'source', committed: 'no', cause: broken });
    expect(error.message).not.toContain('database');
    expect(await warehouse.staged()).toEqual([]);
  });

  it('are asked no further when the push is aborted, even where they hang', async () => {
    const abort = new AbortController();
    let closed = false;
    const rows: AsyncIterable<{ a: number }> = {
      [Symbol.asyncIterator]: () => ({ next: () => (queueMicrotask(() => abort.abort()), new Promise(() => undefined)), return: async () => ((closed = true), { done: true, value: undefined }) }),
    };
    const error = await warehouse.failure({ source: rows, table: 'feed.aborted', schema: z.object({ a: z.int() }), signal: abort.signal });
    expect(error).toMatchObject({ code: 'ABORTED', committed: 'no' });
    expect(closed).toBe(true);
  });

  it('are aborted where they never end and are all rejected, so that nothing is ever waited for', async () => {
    function* endless() {
      for (;;) yield { a: 'x' as never };
    }
    const error = await warehouse.failure({ source: endless(), table: 'feed.endless', schema: z.object({ a: z.int() }), signal: AbortSignal.timeout(100) });
    expect(error).toMatchObject({ code: 'ABORTED', committed: 'no' });
  });

  it('close their generator when a push fails', async () => {
    let closed = false;
    async function* rows() {
      try {
        for (let a = 0; ; a += 1) yield { a };
      } finally {
        closed = true;
      }
    }
    const error = await warehouse.failure({ source: rows(), table: 'feed.failing', schema: z.object({ a: z.int().refine((a) => { if (a > 100) throw new Error('x'); return true; }) }) });
    expect(error.code).toBe('CONTRACT_UNSUPPORTED');
    expect(closed).toBe(true);
  });

  it('are not the bytes of a file, in pieces', async () => {
    const schema = z.object({ a: z.int() });
    for (const source of [Readable.from([Buffer.from('a\n1\n')]), [Buffer.from('a\n1\n')]]) {
      expect(await warehouse.failure({ source: source as never, table: 'feed.t', schema })).toMatchObject({ code: 'SOURCE_UNREADABLE', message: expect.stringContaining('yields bytes') });
    }
  });

  it('are pushed whatever becomes of an asynchronous listener', async () => {
    const onProgress = async () => Promise.reject(new Error('mine'));
    expect(await warehouse.push({ source: [{ a: 1 }], table: 'feed.listened', schema: z.object({ a: z.int() }), onProgress })).toMatchObject({ rowsLoaded: 1 });
  });

  it('have no format', async () => {
    const schema = z.object({ a: z.int() });
    for (const [option, value] of Object.entries({ format: 'csv', compression: 'gzip', csv: {} })) {
      expect((await warehouse.failure({ source: [], [option]: value, table: 'feed.t', schema })).message).toContain(`${option}: rows have none`);
    }
  });

  it('nest 15 levels deep, and no deeper', async () => {
    const nested = (levels: number): z.ZodObject => z.object(levels === 0 ? { leaf: z.string() } : { r: nested(levels - 1) });
    const row = (levels: number): Record<string, unknown> => (levels === 0 ? { leaf: 'x' } : { r: row(levels - 1) });
    await warehouse.push({ source: [row(15)], table: 'nesting.records', schema: nested(15) });
    expect(await warehouse.query('SELECT TO_JSON_STRING(t) AS row FROM nesting.records AS t')).toEqual([{ row: JSON.stringify(row(15)) }]);
    const error = await warehouse.failure({ source: [row(16)], table: 'nesting.records', schema: nested(16) });
    expect(error).toMatchObject({ code: 'CONTRACT_UNSUPPORTED', message: expect.stringContaining('is nested deeper than 15 levels') });
  });
});
