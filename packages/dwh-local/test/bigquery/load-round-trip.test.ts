import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { rawRows, runLoad } from './load-jobs.js';
import { startTestService, type TestService } from './test-service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  await service.client.createDataset('shop');
});
afterAll(() => service.close());

/** What a loaded row answers, each value as the API writes it. */
interface Row {
  readonly s: string | null;
  readonly i: bigint | null;
  readonly f: number | null;
  readonly n: string | null;
  readonly b: boolean | null;
  readonly y: Buffer | null;
  readonly d: string | null;
  readonly t: bigint | null;
}

const SCALARS = [
  { name: 's', type: 'STRING' },
  { name: 'i', type: 'INT64' },
  { name: 'f', type: 'FLOAT64' },
  { name: 'n', type: 'NUMERIC' },
  { name: 'b', type: 'BOOL' },
  { name: 'y', type: 'BYTES' },
  { name: 'd', type: 'DATE' },
  { name: 't', type: 'TIMESTAMP' },
];

const hostile = fc.constantFrom('', ' ', '"', '""', ',', '\n', '\r\n', '\r', 'NULL', '\\N', 'N', "'", '\\', '\t', '\u0001', 'é', '😀', '\ufeff', '#x', ' "q" ', 'a\nb"c",d', '{}', '0x1');
const text = fc.oneof(hostile, fc.string({ unit: 'grapheme', maxLength: 20 })).filter((value) => !value.includes('\0') && Buffer.from(value).toString() === value);
const date = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
const numeric = fc.tuple(fc.bigInt({ min: -(10n ** 29n) + 1n, max: 10n ** 29n - 1n }), fc.integer({ min: 0, max: 999_999_999 })).map(([whole, fraction]) => {
  const digits = String(fraction).padStart(9, '0').replace(/0+$/, '');
  return digits === '' ? String(whole) : `${whole}.${digits}`;
});
const row: fc.Arbitrary<Row> = fc.record({
  s: fc.option(text),
  i: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  f: fc.option(fc.oneof(fc.double(), fc.constantFrom(Infinity, -Infinity, NaN))),
  n: fc.option(numeric),
  b: fc.option(fc.boolean()),
  y: fc.option(fc.uint8Array({ maxLength: 12, minLength: 1 }).map((bytes) => Buffer.from(bytes))),
  d: fc.option(date.map((value) => value.toISOString().slice(0, 10))),
  t: fc.option(date.map((value) => BigInt(value.getTime()) * 1000n + 123n)),
});

function timestamp(micros: bigint): string {
  const iso = new Date(Number((micros - 123n) / 1000n)).toISOString();
  return `${iso.slice(0, -1)}123Z`;
}

function texts(value: Row): (string | null)[] {
  return [
    value.s,
    value.i === null ? null : String(value.i),
    value.f === null ? null : Object.is(value.f, -0) ? '-0.0' : String(value.f),
    value.n,
    value.b === null ? null : String(value.b),
    value.y === null ? null : value.y.toString('base64'),
    value.d,
    value.t === null ? null : timestamp(value.t),
  ];
}

function comparable(answered: unknown[]): unknown[] {
  return answered.map((value, index) => (index === 2 && value !== null ? Number(value) : value));
}

function expected(value: Row): unknown[] {
  const [s, i, , n, b, y, d] = texts(value);
  return [s, i, value.f, n === '-0' ? '0' : n, b, y, d, value.t === null ? null : String(value.t)];
}

let count = 0;
function freshTable(): string {
  count += 1;
  return `t${count}`;
}

test('What a CSV file holds is what the table answers, whatever the values', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), async (rows, lineEnd, quoteAll) => {
      const field = (value: string | null) => (value === null ? '' : quoteAll || value === '' || /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
      const file = rows.map((value) => texts(value).map(field).join(',') + lineEnd).join('');
      const table = freshTable();
      const job = await runLoad(service, table, [await service.put(`${table}.csv`, file)], { schema: { fields: SCALARS }, allowQuotedNewlines: true });
      expect(job.status).toEqual({ state: 'DONE' });
      expect((await rawRows(service, table)).map(comparable)).toEqual(rows.map(expected));
    }),
    { numRuns: 40 },
  );
});

const NESTED = [...SCALARS, { name: 'list', type: 'STRING', mode: 'REPEATED' }, { name: 'r', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 's', type: 'STRING' }, { name: 'i', type: 'INT64' }, { name: 'ys', type: 'BYTES', mode: 'REPEATED' }] }];

test('What an NDJSON file holds is what the table answers, lists and records included', async () => {
  const nested = fc.record({ base: row, list: fc.array(text, { maxLength: 3 }), r: fc.array(fc.record({ s: fc.option(text), i: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), ys: fc.array(fc.constantFrom('AAEC', '/w=='), { maxLength: 2 }) }), { maxLength: 2 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(nested, { maxLength: 8 }), async (rows) => {
      const file = rows
        .map(({ base, list, r }) => {
          const values = Object.fromEntries(texts(base).map((value, index) => [SCALARS[index]?.name ?? '', value]));
          return JSON.stringify({ ...values, list, r: r.map((item) => ({ ...item, i: item.i === null ? null : String(item.i) })) });
        })
        .join('\n');
      const table = freshTable();
      const job = await runLoad(service, table, [await service.put(`${table}.json`, file)], { schema: { fields: NESTED }, sourceFormat: 'NEWLINE_DELIMITED_JSON' });
      expect(job.status).toEqual({ state: 'DONE' });
      const wanted = rows.map(({ base, list, r }) => [
        ...expected(base),
        list.map((v) => ({ v })),
        r.map((item) => ({ v: { f: [{ v: item.s }, { v: item.i === null ? null : String(item.i) }, { v: item.ys.map((v) => ({ v })) }] } })),
      ]);
      expect((await rawRows(service, table)).map(comparable)).toEqual(wanted);
    }),
    { numRuns: 30 },
  );
});
