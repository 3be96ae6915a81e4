import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import type { Column } from '../../src/contract/column.js';
import { columnsOf } from '../../src/contract/columns-of.js';
import { sureCheckOf } from '../../src/steps/validate/sure/sure-check.js';
import { typeCheck } from '../../src/steps/validate/type-checks.js';
import { utcText } from '../../src/steps/validate/values/times.js';

function columnOf(schema: z.ZodType): Column {
  return columnsOf({ value: schema })[0] as Column;
}

/** Whether the bytes alone say yes; undefined where the schema always takes zod, or the text is no value of the column's type. */
function surely(schema: z.ZodType, text: string): boolean | undefined {
  const column = columnOf(schema);
  const around = Buffer.concat([Buffer.from('9.'), Buffer.from(text), Buffer.from('9')]);
  const [start, end] = [2, around.length - 1];
  if (typeCheck(column)?.(around, start, end) === false) return undefined;
  return sureCheckOf(column)?.(around, start, end);
}

function accepts(schema: z.ZodType, text: string): boolean {
  const { input } = columnOf(schema);
  return schema.safeParse(input === 'number' ? Number(text) : input === 'bigint' ? BigInt(text) : text).success;
}

/** Asks both, and where the bytes say yes, so must zod. Says how often they did. */
function yesesOf(cases: fc.Arbitrary<readonly [z.ZodType, string]>): number {
  let yeses = 0;
  fc.assert(
    fc.property(cases, ([schema, text]) => {
      if (surely(schema, text) !== true) return;
      yeses += 1;
      expect([text, accepts(schema, text)]).toEqual([text, true]);
    }),
    { numRuns: 20_000 },
  );
  return yeses;
}

const characters = fc.string({ unit: fc.constantFrom('a', 'Z', '0', ' ', 'é', '\u0000', '漢', '😀', 'e\u0301', '\u{10ffff}'), maxLength: 9 });
const size = fc.integer({ min: 0, max: 9 });
const texts = fc.tuple(
  fc.oneof(
    size.map((max) => z.string().max(max)),
    size.map((min) => z.string().min(min)),
    size.map((length) => z.string().length(length)),
    fc.tuple(size, size).map(([min, max]) => z.string().min(min).max(max)),
    fc.array(characters, { minLength: 1, maxLength: 5 }).map((values) => z.enum(values as [string, ...string[]])),
    fc.array(characters, { minLength: 1, maxLength: 5 }).map((values) => z.literal(values as [string, ...string[]])),
    characters.map((value) => z.literal(value).refine(() => false)),
    fc.tuple(size, fc.constantFrom(/^a/, /A/i, /^.{2}$/, /^.{2}$/u, /\d/g, /^(?!.*\u00e9)/, /Z/y)).map(([max, pattern]) => z.string().max(max).regex(pattern)),
  ),
  characters,
);

const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,17})$/);
const decimals = fc.oneof(digits, fc.stringMatching(/^-?(0|[1-9]\d{0,8})\.\d{1,9}$/), fc.stringMatching(/^-?[1-9]e-?\d{1,2}$/), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), fc.integer({ min: -20, max: 20 }).map(String));
const bound = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(0.1, -0.1, 1e15, -1e15, 2 ** 53, 4_294_967_295, 0.5, Number.NaN), fc.double());
const numbers = fc.tuple(
  fc.tuple(fc.constantFrom(z.number(), z.int(), z.int32(), z.uint32(), z.float32(), z.float64()), fc.constantFrom('gt', 'gte', 'lt', 'lte', 'none'), bound, fc.constantFrom('gt', 'lte', 'none'), bound, fc.constantFrom(0, 1, 3, 0.1, -2)).map(
    ([schema, first, one, second, other, step]) => {
      const withFirst = first === 'none' ? schema : schema[first](one);
      const withSecond = second === 'none' ? withFirst : withFirst[second](other);
      return step === 0 ? withSecond.min(-1e300) : withSecond.multipleOf(step);
    },
  ),
  decimals,
);

const bigBound = fc.oneof(fc.bigInt({ min: -20n, max: 20n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }));
const bigints = fc.tuple(
  fc.tuple(fc.constantFrom(z.int64(), z.bigint()), fc.constantFrom('gt', 'gte', 'lt', 'lte'), bigBound, fc.constantFrom(1n, 3n, 2n ** 60n)).map(([schema, comparison, value, step]) => schema[comparison](value).multipleOf(step)),
  fc.oneof(digits, fc.integer({ min: -20, max: 20 }).map(String)),
);

const instants = fc.tuple(fc.constantFrom('2024-02-29', '0001-01-02', '9998-12-31', '1900-02-28'), fc.constantFrom('T', ' '), fc.constantFrom('00:00', '23:59:59', '23:30', '10:20:30.1', '10:20:30.123', '10:20:30.123456'), fc.constantFrom('Z', '+02:00', '-14:59', '')).map((parts) => parts.join(''));
const formats = fc.tuple(
  fc.oneof(
    fc.record({ precision: fc.constantFrom(null, -1, 0, 3, 6), offset: fc.boolean() }).map((options) => z.iso.datetime(options)),
    fc.constantFrom(null, -1, 0, 3, 6).map((precision) => z.iso.time({ precision })),
    fc.constantFrom(z.iso.date().min(10), z.iso.date().max(9), z.iso.datetime().max(20), z.iso.datetime().regex(/^2/)),
  ),
  fc.oneof(instants, instants.map((text) => text.slice(11)), instants.map((text) => text.slice(0, 10))),
);

describe('a yes of the bytes', () => {
  it('is said of a partition only for what is in it', () => {
    fc.assert(
      fc.property(fc.constantFrom('DATE', 'DATETIME', 'TIMESTAMP'), fc.constantFrom('2024', '2024-02', '2024-02-29', '2024-02-29T23'), instants, (type, partition, instant) => {
        const text = type === 'DATE' ? instant.slice(0, 10) : instant;
        const bytes = Buffer.from(text);
        fc.pre(typeCheck({ type, input: 'string' })?.(bytes, 0, bytes.length) === true);
        if (sureCheckOf({ type, check: undefined }, partition)?.(bytes, 0, bytes.length) === true) expect(utcText(text).startsWith(partition)).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(sureCheckOf({ type: 'DATE', check: undefined }, '2024-02')?.(Buffer.from('2024-02-29'), 0, 10)).toBe(true);
  });

  it.each([
    ['texts', texts],
    ['numbers', numbers],
    ['integers of 64 bits', bigints],
    ['dates and times', formats],
  ] as const)('is a yes of zod: %s', (_, cases) => {
    expect(yesesOf(cases)).toBeGreaterThan(200);
  });

  it.each([
    ['z.string().max()', z.string().max(3), 'a😀'],
    ['z.string().min()', z.string().min(2), 'aé'],
    ['z.string().length()', z.string().length(3), 'EUR'],
    ['z.string().regex()', z.string().regex(/^[A-Z]{3}$/g), 'EUR'],
    ['z.enum()', z.enum(['new', 'café']), 'café'],
    ['z.literal()', z.literal('a'), 'a'],
    ['z.int().min().max()', z.int().min(0).max(20), '20'],
    ['z.number().positive()', z.number().positive(), '0.000001'],
    ['z.int64().nonnegative()', z.int64().nonnegative(), '123456789012345'],
    ['z.number().gte().lt()', z.number().gte(0).lt(1), '0.999999'],
    ['z.int32()', z.int32(), '-2147483648'],
    ['z.iso.datetime()', z.iso.datetime(), '2021-04-03T10:00:00.123Z'],
    ['z.iso.time()', z.iso.time({ precision: 0 }), '10:00:00'],
    ['.nullable()', z.string().max(3).nullable(), 'a'],
  ])('is said for %s', (_, schema, text) => {
    expect(surely(schema, text)).toBe(true);
  });

  it('counts characters, which may be of four bytes each', () => {
    expect(surely(z.string().min(4), '\u{1f600}'.repeat(3))).toBe(false);
    expect(surely(z.string().min(4), '\u{1f600}'.repeat(4))).toBe(true);
  });

  it.each([
    ['a refinement', z.string().max(3).refine((text) => text !== 'a')],
    ['a pattern that remembers where it was', z.string().regex(/^a/y)],
    ['a format of many rules', z.ipv6()],
    ['a pattern of its own kind', z.stringFormat('regex', () => false)],
    ['a format of its own', z.stringFormat('date', () => false)],
    ['checks that see NULL too', z.string().nullable().refine(() => true)],
  ])('is never said for %s', (_, schema) => {
    expect(sureCheckOf(columnOf(schema))).toBeUndefined();
  });
});
