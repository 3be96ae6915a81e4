import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';

import { column, defineDataset, DwhPushError, type PushOptions } from '@bm/dwh-push';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
beforeAll(async () => void (await (await warehouse.client.storage()).createBucket('lake', { location: 'EU' })));

const text = fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1', ' ', '-', 'é', '😀', ',', '"', '\u00a0', "'", '\t'), maxLength: 5 }), fc.constantFrom('ab', 'AB-12', 'x', 'true', '\\N'));
const number = fc.oneof(fc.integer({ min: -20, max: 20 }).map(String), fc.constantFrom('0', '-0', '007', '1.5', '1e3', '1e400', '9223372036854775807', '9223372036854775808', '9007199254740992', '-1.50', '+1', ' 1', 'NaN'));
const time = fc.constantFrom('2021-04-03', '2021-04-03', '2021-04-04', '2021-02-29', '0001-01-01', '2021-4-3', '2021-04-03T10:00:00Z', '2021-04-03 23:30:00-01:00', '2021-04-03T00:30+01:00', '2021-04-03T10:00', '2021-04-03 24:00:00', '10:00:00', '10:00:00.1234567', '2021-04-02T23:30:00.5-01:00');

/** Schemas, texts near what they take, and texts that they take: in a partition of 3 April 2021 too. */
const COLUMNS: readonly (readonly [z.ZodType, fc.Arbitrary<string>, readonly string[]])[] = [
  [z.string(), text, ['a', 'b,b']],
  [z.string().nullable(), text, ['a', '', '\'x\'']],
  [z.string().min(2).max(3), text, ['ab', 'é😀', 'abc']],
  [z.string().length(2).optional(), text, ['ab', '', 'a😀']],
  [z.string().regex(/^[A-Z]+-?\d*$/), text, ['AB-12', 'A']],
  [z.string().regex(/^[^,]*$/).nullable(), text, ['a;b', '😀']],
  [z.string().startsWith('a'), text, ['a', 'a\u00a0']],
  [z.string().endsWith('b').nullable(), text, ['b', '', 'a b']],
  [z.enum(['ab', 'x', '']), text, ['ab', 'x']],
  [z.literal(['ab', '1']), text, ['ab', '1']],
  [z.int(), number, ['0', '-17', '9007199254740991']],
  [z.int().min(-3).max(7).nullable(), number, ['-3', '7', '']],
  [z.int32(), number, ['2147483647', '0']],
  [z.int64().gt(0n), number, ['9223372036854775807', '1']],
  [z.bigint(), number, ['-9223372036854775808', '0']],
  [z.number(), number, ['1.5', '-0', '1e3']],
  [z.number().positive().lt(3).nullable(), number, ['0.1', '', '2.99']],
  [z.literal([1, 7]), number, ['1', '7']],
  [z.boolean(), fc.constantFrom('true', 'FALSE', 'tRue', '1', 'yes', ''), ['true', 'FALSE']],
  [z.literal(true).nullable(), fc.constantFrom('true', 'FALSE', 'TRUE', ''), ['TRUE', '']],
  [column.numeric(), number, ['1.50', '-0', '12345678901234567890123456789.123456789']],
  [column.bytes(), fc.constantFrom('', 'YQ==', 'YWI=', 'YWJj', 'YQ', 'Y-=='), ['YQ==', 'YWJj']],
  [z.iso.date(), time, ['2021-04-03']],
  [z.iso.datetime().nullable(), time, ['2021-04-03T10:00:00Z', '']],
  [column.datetime(), time, ['2021-04-03T10:00:00', '2021-04-03 23:59:59.5']],
  [column.time().nullable(), time, ['10:00:00', '10:00:00.123456', '']],
  [column.timestamp(), time, ['2021-04-03T10:00:00Z', '2021-04-03 22:30:00-01:00', '2021-04-03T00:00:00.000001Z']],
];

const columns = fc.uniqueArray(fc.nat(COLUMNS.length - 1), { minLength: 2, maxLength: 4 }).map((indexes) => indexes.map((index) => COLUMNS[index] as (typeof COLUMNS)[number]));

/** How the file is written, and what is wrong with it as a file. */
const writing = fc.record({
  quoting: fc.constantFrom('needed', 'needed', 'some', 'all'),
  ending: fc.constantFrom('\n', '\r\n'),
  last: fc.boolean(),
  damage: fc.oneof({ weight: 12, arbitrary: fc.constant('') }, { weight: 2, arbitrary: fc.constantFrom('blank', 'field', 'newline', 'utf8', 'quote') }),
  delimiter: fc.constantFrom(',', ',', ';'),
});

const example = columns.chain((chosen) =>
  fc.record({
    chosen: fc.constant(chosen),
    rows: fc.oneof(
      { weight: 2, arbitrary: fc.array(fc.tuple(...chosen.map(([, , kept]) => fc.constantFrom(...kept))), { maxLength: 6 }) },
      { weight: 1, arbitrary: fc.array(fc.tuple(...chosen.map(([, texts, kept]) => fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...kept) }, { weight: 1, arbitrary: texts }))), { maxLength: 6 }) },
    ),
    writing,
    byColumn: fc.boolean(),
    gzip: fc.boolean(),
  }),
);

function fileOf(names: readonly string[], rows: readonly (readonly string[])[], { quoting, ending, last, damage, delimiter }: typeof writing extends fc.Arbitrary<infer Writing> ? Writing : never): Buffer {
  const field = (value: string, index: number) => (quoting === 'all' || (quoting === 'some' && index === 0) || new RegExp(`["\r\n${delimiter}]`).test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = [names.join(delimiter), ...rows.map((row) => row.map(field).join(delimiter))];
  const damages: Record<string, string> = { blank: '', field: 'x', newline: `"a\nb"${delimiter}1`, utf8: `\u0000utf8${delimiter}1`, quote: `a"b${delimiter}1` };
  if (damage !== '') lines.splice(1 + Math.floor(rows.length / 2), 0, damages[damage] as string);
  const bytes = Buffer.from(lines.join(ending) + (last ? ending : ''));
  const marker = bytes.indexOf('\u0000utf8');
  if (marker !== -1) bytes[marker] = 0xff;
  return bytes;
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
    fc.asyncProperty(example, async ({ chosen, rows, writing: how, byColumn, gzip }) => {
      const names = chosen.map((_, index) => `f${index}`);
      const shape = z.object(Object.fromEntries(chosen.map(([type], index) => [names[index] as string, type])));
      const time = byColumn ? chosen.findIndex(([type]) => type === COLUMNS[22]?.[0] || type === COLUMNS[24]?.[0] || type === COLUMNS[26]?.[0]) : -1;
      const schema = time === -1 ? shape : defineDataset({ schema: shape, partitioning: { type: 'day', column: names[time] as string } });
      pushes += 1;
      const name = `${pushes}.csv${gzip ? '.gz' : ''}`;
      const bytes = fileOf(names, rows as string[][], how);
      await (await warehouse.client.storage()).bucket('lake').file(name).save(gzip ? gzipSync(bytes) : bytes, { resumable: false, validation: false });
      const options = { source: `gs://lake/${name}`, partitionDate: '2021-04-03', schema, csv: { delimiter: how.delimiter } };
      const streamed = await outcomeOf({ ...options, table: `both.s${pushes}`, way: 'stream' });
      const served = await outcomeOf({ ...options, table: `both.w${pushes}` });
      expect(served).toEqual(streamed);
    }),
    { numRuns: Number(process.env['DWH_TEST_RUNS'] ?? 20) },
  );
  // The service must be no exception, or nothing was compared.
  expect(Object.keys(taken).filter((end) => end.startsWith('service'))).not.toEqual([]);
}, 600_000);
