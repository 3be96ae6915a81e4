import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { column } from '../../src/index.js';
import { defineDataset } from '../../src/dataset.js';
import { decodeCsv } from '../../src/steps/decode/decode-csv.js';
import { compileRecordCheck } from '../../src/steps/validate/record-check.js';
import { compileSuspects } from '../../src/steps/validate/suspects.js';

/** Mostly nothing: few rules at a time, so that each gets to decide. */
const seldom = <T>(rule: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: rule });
const limit = fc.integer({ min: 0, max: 6 });
const near = fc.oneof(fc.integer({ min: -12, max: 12 }), fc.constantFrom(2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53 - 1, 1e15));
const patterns = [/^[a-z]+$/, /a/i, /^.{2}$/, /^.{2}$/u, /\d/g, /b/y, /^(?!.*\u00e9)/];

const strings: fc.Arbitrary<z.ZodType> = fc
  .record({ min: seldom(limit), max: seldom(limit), length: seldom(limit), pattern: seldom(fc.constantFrom(...patterns)), refined: seldom(fc.constant(true)), start: seldom(fc.constantFrom('a', '\u00e9')) })
  .map(({ min, max, length, pattern, refined, start }) => {
    let schema = z.string();
    if (min !== null) schema = schema.min(min);
    if (max !== null) schema = schema.max(max);
    if (length !== null) schema = schema.length(length);
    if (pattern !== null) schema = schema.regex(pattern);
    if (start !== null) schema = schema.startsWith(start);
    return refined !== null ? schema.refine((text) => !text.includes('b')) : schema;
  });

const bounded = (base: z.ZodNumber): fc.Arbitrary<z.ZodType> =>
  fc.record({ above: seldom(near), below: seldom(near), least: seldom(near), most: seldom(near), step: seldom(fc.constantFrom(2, 5)) }).map(({ above, below, least, most, step }) => {
    let schema = base;
    if (above !== null) schema = schema.gt(above);
    if (below !== null) schema = schema.lt(below);
    if (least !== null) schema = schema.min(least);
    if (most !== null) schema = schema.max(most);
    return step === null ? schema : schema.multipleOf(step);
  });

const bare: fc.Arbitrary<z.ZodType> = fc.oneof(
  strings,
  fc.uniqueArray(fc.constantFrom('a', 'ab', 'b', '', '\u00e9', '7'), { minLength: 1 }).map((values) => z.enum(values as [string])),
  fc.constantFrom<z.ZodType>(z.literal(['a', '7']), z.iso.datetime(), z.iso.datetime({ offset: true, precision: 3 }), z.iso.date(), z.iso.time(), z.email(), z.uuid(), column.timestamp(), column.datetime(), column.numeric(), z.boolean(), z.int32(), z.uint32(), z.literal(7)),
  bounded(z.int()),
  bounded(z.number()),
  fc.tuple(near, near).map(([least, most]) => z.int64().min(BigInt(least)).max(BigInt(most))),
);
const schemas = fc.tuple(bare, fc.constantFrom('', 'nullable', 'optional')).map(([schema, absent]) => (absent === 'nullable' ? schema.nullable() : absent === 'optional' ? schema.optional() : schema));

const MARKER = '\\N:abcdefg';
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', '\u00e9', '\u{1f600}', '7', '"', 'A', ' '), maxLength: 7 }) },
  { weight: 3, arbitrary: near.map(String) },
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', '7'), maxLength: 7 }) },
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('', MARKER, `${MARKER}x`, '\\N:abcdefh', '2021-04-03', '2021-04-03T05:06:07Z', '2021-04-03T05:06:07.123Z', '2021-04-03 05:06:07Z', '2021-04-03T23:30:00.000-02:00', '2021-04-02T23:30:00Z', '05:06:07', '2021-04-03T05:06', 'true', 'FALSE', 'a@b.cc', '9007199254740993', '-9223372036854775808', '9223372036854775808', '-0', '01'),
);
const cell = fc.tuple(fc.option(text, { nil: null, freq: 8 }), fc.boolean());
const written = ([value, quoted]: [string | null, boolean]): string => (value === null ? '' : quoted || value === '' || value.includes('"') ? `"${value.replaceAll('"', '""')}"` : value);

describe('looking at columns for suspects', () => {
  it('passes over no record that the contract rejects, whatever is asked of values', async () => {
    let sure = 0;
    await fc.assert(
      fc.asyncProperty(schemas, fc.array(cell, { minLength: 1, maxLength: 30 }), fc.constantFrom(undefined, '2021', '2021-04', '2021-04-03', '2021-04-03T05'), async (schema, cells, partition) => {
        const shape = z.object({ row: z.int(), value: schema });
        const plain = defineDataset({ schema: shape, partitioning: 'none' }).contract;
        const type = plain.columns[1]?.type ?? '';
        const partitionDate = type === 'DATE' || type === 'DATETIME' || type === 'TIMESTAMP' ? partition : undefined;
        const contract = partitionDate === undefined ? plain : defineDataset({ schema: shape, partitioning: { type: 'day', column: 'value' } }).contract;
        if (contract.way === 'rows') return;
        const options = { contract, fieldOfColumn: [0, 1], partitionDate, nullMarker: MARKER };
        const [check, suspects] = [compileRecordCheck(options), compileSuspects(options)];
        const { batches } = await decodeCsv(csv(cells.map((one, row) => `${row},${written(one)}\n`)), ['row', 'value'], 'test.csv', { header: false });
        for await (const batch of batches) {
          const marks = suspects(batch);
          for (let record = 0; record < batch.records; record += 1) {
            if (marks[record] === 0) expect([written(cells[record] as [string | null, boolean]), check(batch, record)]).toEqual([written(cells[record] as [string | null, boolean]), undefined]);
            if (marks[record] === 0) sure += 1;
          }
        }
      }),
      { numRuns: 4000 },
    );
    expect(sure).toBeGreaterThan(1000);
  });
});

async function* csv(lines: readonly string[]): AsyncGenerator<Buffer> {
  yield Buffer.from(lines.join(''));
}
