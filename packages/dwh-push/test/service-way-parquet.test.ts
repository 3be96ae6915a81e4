import { createHash } from 'node:crypto';

import { column, createDwhClient, defineDataset, DwhPushError, type PushOptions } from '@bm/dwh-push';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { writeParquet } from './rows/support/write-parquet.js';
import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string().nullable() });
const to = (source: string, table: string, more: Partial<PushOptions> = {}): PushOptions => ({ source, table, partitionDate: '2021-04-03', schema, ...more });

beforeAll(async () => {
  await (await warehouse.client.storage()).createBucket('lake', { location: 'EU' });
});

async function put(name: string, content: Buffer): Promise<string> {
  await (await warehouse.client.storage()).bucket('lake').file(name).save(content, { resumable: false, validation: false });
  return `gs://lake/${name}`;
}

const kinds = z.object({
  i: z.int(),
  l: z.int64().nullable(),
  f: z.number().nullable(),
  b: z.boolean().nullable(),
  s: z.string().min(1).max(3).nullable(),
  n: column.numeric().nullable(),
  d: z.iso.date().nullable(),
  t: z.iso.datetime().nullable(),
  u: column.timestamp().nullable(),
});
const KINDS = `SELECT 1::INTEGER AS i, 9223372036854775807 AS l, 0.1::DOUBLE AS f, true AS b, 'é😀' AS s, -0.010::DECIMAL(18,3) AS n, DATE '0001-01-01' AS d,
  TIMESTAMPTZ '2038-01-19 03:14:08.000001+00' AS t, TIMESTAMPTZ '1969-12-31 23:59:59.9+00' AS u
  UNION ALL SELECT -2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL UNION ALL SELECT 3, 0, '-0.0'::DOUBLE, false, ',', 0, DATE '2024-02-29', TIMESTAMPTZ '0001-01-01 00:00:00+00', TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'`;

describe('Parquet of Cloud Storage', () => {
  it('is copied, checked and loaded by the services, type by type', async () => {
    const source = await put('kinds.parquet', await writeParquet(KINDS));
    expect(await warehouse.push(to(source, 'pq.kinds', { schema: kinds }))).toMatchObject({ way: 'service', rowsRead: 3, rowsLoaded: 3, wayReason: expect.stringContaining('SQL says all') });
    expect(await warehouse.push(to(source, 'pq.kinds_stream', { schema: kinds, way: 'stream' }))).toMatchObject({ way: 'stream', rowsLoaded: 3 });
    const [served, streamed] = await Promise.all(['kinds', 'kinds_stream'].map((table) => warehouse.query(`SELECT * FROM pq.${table} ORDER BY i`)));
    expect(served).toEqual(streamed);
    expect(await warehouse.staged()).toEqual([]);
  });

  it.each([
    ['an instant before the year 1', "make_timestamptz(-62135596800000001)"],
    ['an instant long before it', "make_timestamptz(-77914137600000000)"],
    ['an instant after the year 9999', "make_timestamptz(253402300800000000)"],
    ['a day before the year 1', "(DATE '0001-01-01' - 1)"],
    ['a day after the year 9999', "DATE '10000-01-01'"],
  ])('is read where BigQuery may have no such value: %s', async (name, value) => {
    const type = name.startsWith('a day') ? z.iso.date().nullable() : column.timestamp().nullable();
    const source = await put('out.parquet', await writeParquet(`SELECT ${value} AS a`));
    for (const way of ['auto', 'stream'] as const) {
      expect(await warehouse.failure(to(source, 'pq.out', { schema: z.object({ a: type }), way })), way).toMatchObject({ code: 'DATA_REJECTED', committed: 'no', receipt: { way: 'stream' } });
    }
  });

  it('may be several objects, and replaces the schema where the job does', async () => {
    await put('many/1.parquet', await writeParquet(`SELECT 1::BIGINT AS a, 'x' AS b`));
    await put('many/2.parquet', await writeParquet(`SELECT 2::BIGINT AS a, NULL::VARCHAR AS b`));
    expect(await warehouse.push(to('gs://lake/many/*', 'pq.many'))).toMatchObject({ way: 'service', rowsLoaded: 2 });
    await using client = createDwhClient({ target: 'local', endpoint: warehouse.local.endpoint, overwrite: 'WRITE_TRUNCATE' });
    expect(await client.pushDataset({ ...to('gs://lake/many/1*', 'pq.many'), logger: 'silent' })).toMatchObject({ way: 'service', rowsLoaded: 1 });
    expect(await warehouse.query('SELECT a, b FROM pq.many')).toEqual([{ a: 1, b: 'x' }]);
  });

  it('that breaks the contract is refused with the number of records per rule', async () => {
    const source = await put('bad.parquet', await writeParquet(`SELECT 1 AS a, 'x' AS b UNION ALL SELECT NULL, 'x' UNION ALL SELECT 11, 'hidden!' UNION ALL SELECT 3, 'hidden!'`));
    const error = await warehouse.failure(to(source, 'pq.never', { schema: z.object({ a: z.int().max(9), b: z.string().max(5) }) }));
    expect(error).toMatchObject({ code: 'DATA_REJECTED', step: 'validate', committed: 'no', receipt: { way: 'service', rowsRead: 4, rowsRejected: 3 } });
    expect(error.rejects?.byRule).toEqual([{ column: 'a', rule: 'required', records: 1 }, { column: 'a', rule: 'too_big', records: 1 }, { column: 'b', rule: 'too_big', records: 1 }]);
  });

  it('has its records in the partition', async () => {
    const dated = (t: z.ZodType) => defineDataset({ schema: z.object({ a: z.int(), t }), partitioning: { type: 'day', column: 't' } });
    const instants = await put('instants.parquet', await writeParquet(`SELECT 1 AS a, TIMESTAMPTZ '2021-04-03 23:59:59.999999+00' AS t UNION ALL SELECT 2, TIMESTAMPTZ '2021-04-03 00:00:00+00'`));
    expect(await warehouse.push(to(instants, 'pq.instants', { schema: dated(column.timestamp()) }))).toMatchObject({ way: 'service', rowsLoaded: 2 });
    const out = await put('out.parquet', await writeParquet(`SELECT 1 AS a, DATE '2021-04-04' AS t UNION ALL SELECT 2, DATE '2021-04-03' UNION ALL SELECT 3, NULL`));
    expect((await warehouse.failure(to(out, 'pq.never', { schema: dated(z.iso.date().nullable()) }))).rejects?.byRule).toEqual([{ column: 't', rule: 'partition', records: 2 }]);
  });

  it.each([
    ['nested', `SELECT 1 AS a, ['x'] AS b`, z.object({ a: z.int(), b: z.array(z.string()) })],
    ['order of the table', `SELECT 'x' AS b, 1 AS a`, schema],
    ['another than INT64', `SELECT 1::UINTEGER AS a, 'x' AS b`, schema],
    ['another than INT64', `SELECT 1::UBIGINT AS a, 'x' AS b`, schema],
    ['another than TIMESTAMP', `SELECT 1 AS a, TIMESTAMP '2021-04-03 10:00:00' AS b`, z.object({ a: z.int(), b: column.timestamp() })],
    ['another than TIMESTAMP', `SELECT 1 AS a, TIMESTAMP_NS '2021-04-03 10:00:00' AS b`, z.object({ a: z.int(), b: column.timestamp() })],
    ['type DATETIME', `SELECT 1 AS a, TIMESTAMP '2021-04-03 10:00:00' AS b`, z.object({ a: z.int(), b: column.datetime() })],
    ['type BYTES', `SELECT 1 AS a, 'x'::BLOB AS b`, z.object({ a: z.int(), b: column.bytes() })],
    ['changes values', `SELECT 1 AS a, 'nan'::DOUBLE AS b`, z.object({ a: z.int(), b: column.float64() })],
    ['another than NUMERIC', `SELECT 1 AS a, 1.5::DECIMAL(38,10) AS b`, z.object({ a: z.int(), b: column.numeric() })],
    ['check of the text', `SELECT 1 AS a, TIMESTAMPTZ '2021-04-03 10:00:00.5+00' AS b`, z.object({ a: z.int(), b: z.iso.datetime({ precision: 1 }) })],
    ['replacement character', `SELECT 1 AS a, '\ufffd' AS b`, schema],
  ])('is read by this process because of what is certain only then: %s, %s', async (why, select, contract) => {
    const name = createHash('sha256').update(`${why} ${select}`).digest('hex').slice(0, 16);
    const receipt = await warehouse.push(to(await put(`${name}.parquet`, await writeParquet(select)), `pq.stream_${name}`, { schema: contract }));
    expect(receipt).toMatchObject({ way: 'stream', rowsLoaded: 1 });
    expect(receipt.wayReason).toContain(why);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('that is damaged is refused as the stream refuses it', async () => {
    const whole = await writeParquet(`SELECT 1 AS a, 'x' AS b`);
    for (const [index, bytes] of [whole.subarray(0, -6), Buffer.concat([Buffer.from('XXXX'), whole.subarray(4)]), whole.subarray(0, 6), Buffer.alloc(0)].entries()) {
      const source = await put(`damaged${index}.parquet`, bytes);
      expect(await warehouse.failure(to(source, 'pq.never'))).toMatchObject({ code: 'DECODE_UNSUPPORTED', committed: 'no', receipt: { way: 'stream' } });
    }
  });

  it.each(['storage.objects.get', 'storage.objects.rewrite', 'bigquery.jobs.insert'])('meets faults of %s, and is loaded all the same', async (method) => {
    const source = await put('fault.parquet', await writeParquet('SELECT range AS a, NULL::VARCHAR AS b FROM range(50)'));
    for (const nth of method === 'storage.objects.get' ? [2, 3] : [1]) {
      const met = warehouse.local.faults.add({ method, nth, kind: 'error', status: 503, reason: 'backendError' });
      try {
        const table = `pq.f_${method.replaceAll('.', '_')}_${nth}`;
        expect(await warehouse.push(to(source, table))).toMatchObject({ way: 'service', rowsLoaded: 50 });
        expect(met.hits).toBe(1);
      } finally {
        met.remove();
      }
    }
  });
});

/** Schemas, the type that DuckDB writes, and SQL for values near what the schema takes. */
const COLUMNS: readonly (readonly [z.ZodType, string, readonly string[]])[] = [
  [z.string(), 'VARCHAR', ["'a'", "''", "'é😀'", "chr(0)", 'NULL']],
  [z.string().min(2).max(3).nullable(), 'VARCHAR', ["'ab'", "'abcd'", "'é😀'", 'NULL', "chr(10) || chr(9)"]],
  [z.string().regex(/^[A-Z]+$/).optional(), 'VARCHAR', ["'AB'", "'ab'", 'NULL']],
  [z.enum(['ab', 'x']).nullable(), 'VARCHAR', ["'ab'", "'y'", 'NULL']],
  [z.int(), 'BIGINT', ['1', '9007199254740991', '9007199254740992', 'NULL']],
  [z.int().min(-3).max(7).nullable(), 'SMALLINT', ['-3', '7', '8', 'NULL']],
  [z.literal([1, 7]), 'INTEGER', ['1', '7', '8']],
  [z.int64().gt(0n), 'BIGINT', ['9223372036854775807', '1', '0']],
  [z.number().lt(3).nullable(), 'DOUBLE', ['0.1', "'-0.0'", '3', "'nan'", "'inf'", '1e300', 'NULL']],
  [z.number(), 'FLOAT', ['0.1', '1e38', '-0.5']],
  [column.float64().nullable(), 'DOUBLE', ["'nan'", "'-inf'", '1', 'NULL']],
  [z.literal(true).nullable(), 'BOOLEAN', ['true', 'false', 'NULL']],
  [column.numeric().nullable(), 'DECIMAL(38,9)', ['0.000000001', '-12345678901234567890123456789.5', 'NULL']],
  [z.iso.date().nullable(), 'DATE', ["'2021-04-03'", "'2021-04-04'", "'0001-01-01'", "'0001-01-01 (BC)'", "'infinity'", 'NULL']],
  [z.iso.datetime(), 'TIMESTAMPTZ', ["'2021-04-03 10:00:00+00'", "'2021-04-03 23:59:59.999999+00'", "'2021-04-02 23:59:59.999999+00'"]],
  [column.timestamp().nullable(), 'TIMESTAMPTZ', ["'2021-04-03 10:00:00.1+00'", "'9999-12-31 23:59:59.999999+00'", 'NULL']],
];
const PARTITIONING = new Set([13, 14, 15]);

let pushes = 0;
const taken = new Set<string>();

async function outcomeOf(options: PushOptions): Promise<unknown> {
  try {
    const { way, rowsRead, rowsLoaded } = await warehouse.push(options);
    if (options.way !== 'stream') taken.add(`${way}`);
    return { rowsRead, rowsLoaded, rows: await warehouse.query(`SELECT * FROM ${options.table} ORDER BY row_number`) };
  } catch (error) {
    if (!DwhPushError.isInstance(error)) throw error;
    const { code, rejects, receipt } = error;
    const counted = rejects?.byRule?.flatMap((rule) => Array.from({ length: rule.records }, () => `${rule.column} ${rule.rule}`));
    return { code, rowsRead: receipt?.rowsRead, total: rejects?.total, rules: (counted ?? rejects?.listed.map((reject) => `${reject.column} ${reject.rule}`))?.sort() };
  }
}

it('both ways of Parquet end in the same outcome and the same rows', async () => {
  const example = fc.uniqueArray(fc.nat(COLUMNS.length - 1), { minLength: 1, maxLength: 4 }).chain((chosen) => {
    const row = fc.tuple(...chosen.map((index) => { const [first, ...others] = (COLUMNS[index] as (typeof COLUMNS)[number])[2]; return fc.oneof({ weight: 4, arbitrary: fc.constant(first as string) }, { weight: 1, arbitrary: fc.constantFrom(...others) }); }));
    return fc.record({ chosen: fc.constant(chosen), rows: fc.array(row, { maxLength: 5 }), byColumn: fc.boolean() });
  });
  await fc.assert(
    fc.asyncProperty(example, async ({ chosen, rows, byColumn }) => {
      const columns = chosen.map((index) => COLUMNS[index] as (typeof COLUMNS)[number]);
      const shape = z.object({ row_number: z.int(), ...Object.fromEntries(columns.map(([type], at) => [`f${at}`, type])) });
      const time = byColumn ? chosen.findIndex((index) => PARTITIONING.has(index)) : -1;
      pushes += 1;
      const select = (values: readonly string[], number: number) => `SELECT ${number}::INTEGER AS row_number, ${values.map((value, at) => `${value}::${columns[at]?.[1]} AS f${at}`).join(', ')}`;
      const all = rows.map((row, number) => select(row as string[], number));
      const none = `${select(columns.map(() => 'NULL'), 0)} LIMIT 0`;
      const source = await put(`${pushes}.parquet`, await writeParquet(all.length === 0 ? none : all.join(' UNION ALL ')));
      const options = { source, partitionDate: '2021-04-03', schema: time === -1 ? shape : defineDataset({ schema: shape, partitioning: { type: 'day', column: `f${time}` } }) };
      expect(await outcomeOf({ ...options, table: `both.w${pushes}` })).toEqual(await outcomeOf({ ...options, table: `both.s${pushes}`, way: 'stream' }));
    }),
    { numRuns: Number(process.env['DWH_TEST_RUNS'] ?? 15) },
  );
  expect(taken).toContain('service');
}, 600_000);
