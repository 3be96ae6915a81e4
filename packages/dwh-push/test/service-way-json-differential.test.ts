import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';

import { column, defineDataset, DwhPushError, type PushOptions } from '@bm/dwh-push';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
beforeAll(async () => void (await (await warehouse.client.storage()).createBucket('lake', { location: 'EU' })));

/** JSON texts, valid and not. */
const token = fc.oneof(
  fc.constantFrom('null', 'true', 'false', '0', '-0', '-0.0', '1', '1.0', '1e3', '1E400', '-17', '007', '+1', '.5', '1.', '9007199254740991', '9007199254740992', '9223372036854775807', '-9223372036854775808', '0.1', '0.30000000000000004', '123456789.123456789123'),
  fc.constantFrom('""', '"1"', '"-0"', '"007"', '"1.50"', '"9223372036854775807"', '"9223372036854775808"', '"true"', '"NaN"', '"ab"', '"a\\"b"', '"\\u0061b"', '"\\ud83d\\ude00"', '"\\ud800"', '"\\u0000"', '"\\/"', '"\\x"', '"\\n"', '"YQ=="', '"Y-=="', '"null"', '"😀"', '"\ufffd"'),
  fc.constantFrom('"2021-04-03"', '"2021-04-04"', '"2021-4-3"', '"2021-02-29"', '"2021-04-03T10:00:00Z"', '"2021-04-03 23:30:00-01:00"', '"2021-04-03T00:30+01:00"', '"2021\\u002d04-03"', '"10:00:00"', '"2021-04-03T10:00:00"'),
  fc.constantFrom('{}', '[]', '[1]', '{"f0":1}', 'nul', "'a'", 'NaN', '"a', 'TRUE'),
  fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', 'é', '😀', ',', ':', '{', '"', '\\', "'", '\t', '\u2028', '\u007f'), maxLength: 6 }).map((text) => JSON.stringify(text)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
);

/** Schemas, and JSON texts that they take: in a partition of 3 April 2021 too. */
const COLUMNS: readonly (readonly [z.ZodType, readonly string[]])[] = [
  [z.string(), ['"a"', '"b\\"\\\\"', '""', '"é😀"']],
  [z.string().nullable(), ['"a"', 'null', '"\\u0061"']],
  [z.string().min(2).max(3).optional(), ['"ab"', '"\\n\\t"', '"a\\"c"', '"é😀"']],
  [z.string().length(2).nullish(), ['"ab"', 'null', '"a\\\\"']],
  [z.string().regex(/^[A-Z]+-?\d*$/), ['"AB-12"', '"A"']],
  [z.string().startsWith('a"'), ['"a\\"b"', '"a\\""']],
  [z.enum(['ab', 'x', '']).nullable(), ['"ab"', '"x"', 'null']],
  [z.literal(['ab', null]), ['"ab"', 'null']],
  [z.literal(['ab', '1']), ['"ab"', '"1"']],
  [z.int(), ['0', '-17', '9007199254740991']],
  [z.int().min(-3).max(7).nullable(), ['-3', '7', 'null']],
  [z.int32().optional(), ['2147483647', '0']],
  [z.int64().gt(0n), ['"9223372036854775807"', '1', '"1"']],
  [z.bigint(), ['"-9223372036854775808"', '0', '-5']],
  [z.literal([1, 7]), ['1', '7']],
  [z.number(), ['1.5', '-0.0', '1e3', '0.1', '7']],
  [z.number().positive().lt(3).nullable(), ['0.1', 'null', '2.99']],
  [column.float64(), ['1.5', '-2']],
  [z.boolean(), ['true', 'false']],
  [z.literal(true).nullable(), ['true', 'null']],
  [column.numeric(), ['"1.50"', '12', '"-0"', '"12345678901234567890123456789.123456789"']],
  [column.bytes(), ['"YQ=="', '"YWJj"', '""']],
  [z.iso.date(), ['"2021-04-03"']],
  [z.iso.datetime().nullable(), ['"2021-04-03T10:00:00Z"', 'null']],
  [column.datetime(), ['"2021-04-03T10:00:00"', '"2021-04-03 23:59:59.5"']],
  [column.time().optional(), ['"10:00:00"', '"10:00:00.123456"']],
  [column.timestamp(), ['"2021-04-03T10:00:00Z"', '"2021-04-03 22:30:00-01:00"', '"2021-04-03T00:00:00.000001Z"']],
];
const PARTITIONING = new Set([22, 24, 26]);

const example = fc.uniqueArray(fc.nat(COLUMNS.length - 1), { minLength: 1, maxLength: 4 }).chain((chosen) => {
  const kept = chosen.map((index) => fc.constantFrom(...(COLUMNS[index] as (typeof COLUMNS)[number])[1]));
  const near = kept.map((values) => fc.oneof({ weight: 6, arbitrary: values as fc.Arbitrary<string | undefined> }, { weight: 1, arbitrary: token }, { weight: 1, arbitrary: fc.constant(undefined) }));
  return fc.record({
    chosen: fc.constant(chosen),
    rows: fc.oneof({ weight: 2, arbitrary: fc.array(fc.tuple(...kept), { minLength: 1, maxLength: 6 }) }, { weight: 3, arbitrary: fc.array(fc.tuple(...near), { maxLength: 4 }) }),
    space: fc.constantFrom('', '', ' ', '\t'),
    ending: fc.constantFrom('\n', '\r\n'),
    last: fc.boolean(),
    reversed: fc.boolean(),
    damage: fc.oneof({ weight: 10, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom('', '{}', '[]', 'x', '{"f0":1,"F0":1}', '{"f0":1,"f0":1}', '{"\\u0066 0":1}', '{"f0":1} ', '{"f0":1,}', '\u0000', '"', '{"f0":"a\u0001b"}') }),
    damaged: fc.boolean(),
    gzip: fc.boolean(),
    byColumn: fc.boolean(),
  });
});

type Example = typeof example extends fc.Arbitrary<infer Value> ? Value : never;

function fileOf({ rows, space, ending, last, reversed, damage, damaged, gzip }: Example): Buffer {
  const lines = (rows as (string | undefined)[][]).map((row) => {
    const pairs = row.flatMap((value, index) => (value === undefined ? [] : [`"f${index}"${space}:${space}${value}`]));
    return `{${space}${(reversed ? pairs.toReversed() : pairs).join(`${space},`)}${space}}`;
  });
  if (damaged && damage !== '') lines.splice(Math.floor(lines.length / 2), 0, damage);
  const bytes = Buffer.from(lines.join(ending) + (last && lines.length > 0 ? ending : ''));
  return gzip ? gzipSync(bytes) : bytes;
}

let pushes = 0;
const taken: Record<string, number> = {};

/** What a push came to, in the same words for both ways. */
async function outcomeOf(options: PushOptions): Promise<unknown> {
  try {
    const { way, rowsRead, rowsLoaded } = await warehouse.push(options);
    if (options.way !== 'stream') taken[`${way} published`] = (taken[`${way} published`] ?? 0) + 1;
    const rows = (await warehouse.query(`SELECT * FROM ${options.table}`)).map((row) => inspect(row, { breakLength: Infinity })).sort();
    return { rowsRead, rowsLoaded, rows };
  } catch (error) {
    if (!DwhPushError.isInstance(error)) throw error;
    const { code, rejects, receipt } = error;
    if (options.way !== 'stream') taken[`${receipt?.way} ${code}`] = (taken[`${receipt?.way} ${code}`] ?? 0) + 1;
    const counted = rejects?.byRule?.flatMap((rule) => Array.from({ length: rule.records }, () => `${rule.column} ${rule.rule}`));
    return { code, rowsRead: receipt?.rowsRead, total: rejects?.total, rules: (counted ?? rejects?.listed.map((reject) => `${reject.column} ${reject.rule}`))?.sort() };
  }
}

it('both ways end in the same outcome and the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(example, async (value) => {
      const { chosen, gzip, byColumn } = value;
      const names = chosen.map((_, index) => `f${index}`);
      const shape = z.object(Object.fromEntries(chosen.map((index, at) => [names[at] as string, (COLUMNS[index] as (typeof COLUMNS)[number])[0]])));
      const time = byColumn ? chosen.findIndex((index) => PARTITIONING.has(index)) : -1;
      const schema = time === -1 ? shape : defineDataset({ schema: shape, partitioning: { type: 'day', column: names[time] as string } });
      pushes += 1;
      const name = `${pushes}.ndjson${gzip ? '.gz' : ''}`;
      await (await warehouse.client.storage()).bucket('lake').file(name).save(fileOf(value), { resumable: false, validation: false });
      const options = { source: `gs://lake/${name}`, partitionDate: '2021-04-03', schema };
      const streamed = await outcomeOf({ ...options, table: `both.s${pushes}`, way: 'stream' });
      const served = await outcomeOf({ ...options, table: `both.w${pushes}` });
      expect(served).toEqual(streamed);
    }),
    { numRuns: Number(process.env['DWH_TEST_RUNS'] ?? 20) },
  );
  // The service must be no exception, or nothing was compared.
  expect(Object.keys(taken).filter((end) => end.startsWith('service'))).not.toEqual([]);
}, 600_000);
