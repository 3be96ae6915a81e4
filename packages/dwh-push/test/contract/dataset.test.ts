import { column, defineDataset, DwhPushError } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

function refusal(define: () => unknown): DwhPushError {
  try {
    define();
  } catch (error) {
    if (DwhPushError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('defineDataset', () => {
  it('derives columns from a zod object', () => {
    const { contract } = defineDataset({
      schema: z.object({
        sku: z.string().min(1).meta({ description: 'Stock keeping unit' }),
        stock: z.int(),
        big: z.int64().nullable(),
        rate: z.number().optional(),
        live: z.boolean().nullish(),
        kind: z.enum(['a', 'b']),
        day: z.iso.date(),
        at: z.iso.datetime({ offset: true }),
        price: column.numeric().nullable().describe('In euro'),
        raw: column.bytes(),
        extra: column.json().readonly(),
        local: column.datetime(),
        moment: column.timestamp(),
        hour: column.time(),
      }),
    });
    expect(contract.columns.map(({ name, type, mode, description }) => [name, type, mode, description])).toEqual([
      ['sku', 'STRING', 'REQUIRED', 'Stock keeping unit'],
      ['stock', 'INT64', 'REQUIRED', undefined],
      ['big', 'INT64', 'NULLABLE', undefined],
      ['rate', 'FLOAT64', 'NULLABLE', undefined],
      ['live', 'BOOL', 'NULLABLE', undefined],
      ['kind', 'STRING', 'REQUIRED', undefined],
      ['day', 'DATE', 'REQUIRED', undefined],
      ['at', 'TIMESTAMP', 'REQUIRED', undefined],
      ['price', 'NUMERIC', 'NULLABLE', 'In euro'],
      ['raw', 'BYTES', 'REQUIRED', undefined],
      ['extra', 'JSON', 'REQUIRED', undefined],
      ['local', 'DATETIME', 'REQUIRED', undefined],
      ['moment', 'TIMESTAMP', 'REQUIRED', undefined],
      ['hour', 'TIME', 'REQUIRED', undefined],
    ]);
  });

  it.each([
    ['a transform without a type behind it', z.string().transform((text) => text.length)],
    ['an asynchronous check', z.string().refine(async (text) => text !== '')],
    ['an asynchronous transform', z.string().transform(async (text) => text).pipe(z.string())],
    ['a union of different types', z.union([z.string(), z.number()])],
    ['an array of arrays', z.array(z.array(z.string()))],
    ['an array that may be absent', z.array(z.string()).optional()],
    ['an array of what may be absent', z.array(z.string().nullable())],
    ['an object without fields', z.object({})],
    ['an object with a catchall', z.object({ a: z.string() }).catchall(z.string())],
    ['a time with or without zone', z.iso.datetime({ local: true })],
    ['unsigned 64 bits', z.uint64()],
    ['an enum of numbers', z.enum({ a: 1 })],
    ['a literal of several types', z.literal(['a', 1])],
    ['a literal that is no whole number', z.literal(1.5)],
    ['a record', z.record(z.string(), z.string())],
    ['a map', z.map(z.string(), z.string())],
    ['a set', z.set(z.string())],
    ['a tuple', z.tuple([z.string()])],
    ['a function', z.custom<() => void>()],
    ['a promise', z.promise(z.string())],
    ['anything', z.any()],
    ['something unknown', z.unknown()],
    ['an intersection', z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() }))],
    ['nothing but NULL', z.null()],
    ['NaN', z.nan()],
  ])('refuses %s, naming the column', (_, schema) => {
    const error = refusal(() => defineDataset({ schema: z.object({ fine: z.string(), odd: schema }) }));
    expect(error.code).toBe('CONTRACT_UNSUPPORTED');
    expect(error.message).toContain('"odd"');
    expect(error.message).not.toContain('"fine"');
  });

  it('derives nested and repeated columns, and types from what schemas give rather than take', () => {
    const { contract } = defineDataset({
      schema: z.object({
        address: z.object({ city: z.string().meta({ description: 'A town' }), geo: z.object({ lat: z.number() }).nullable() }),
        lines: z.array(z.object({ sku: z.string(), tags: z.array(z.string()).default([]) })),
        length: z.string().transform((text) => text.length).pipe(z.int()),
        cleaned: z.preprocess((value) => value, z.iso.date()),
        count: z.coerce.number().int(),
        flag: z.stringbool(),
        at: z.date().nullable(),
        fallback: z.string().nullable().default('x'),
        caught: z.int().catch(0),
        present: z.string().optional().default('x'),
        either: z.union([z.literal('a'), z.literal('b'), z.null()]),
        one: z.literal([1, 2]),
        yes: z.literal(true),
        template: z.templateLiteral(['a-', z.int()]),
        document: column.json(z.object({ a: z.int() })).optional(),
        wide: column.bignumeric(),
        any_float: column.float64(),
        trimmed: z.string().trim().brand('trimmed').readonly(),
      }),
    });
    const text = ({ name, type, mode, fields }: (typeof contract.columns)[number]): string => `${name} ${mode} ${type}${fields === undefined ? '' : `(${fields.map(text).join(', ')})`}`;
    expect(contract.columns.map(text)).toEqual([
      'address REQUIRED STRUCT(city REQUIRED STRING, geo NULLABLE STRUCT(lat REQUIRED FLOAT64))',
      'lines REPEATED STRUCT(sku REQUIRED STRING, tags REPEATED STRING)',
      'length REQUIRED INT64',
      'cleaned REQUIRED DATE',
      'count REQUIRED INT64',
      'flag REQUIRED BOOL',
      'at NULLABLE TIMESTAMP',
      'fallback NULLABLE STRING',
      'caught REQUIRED INT64',
      'present REQUIRED STRING',
      'either NULLABLE STRING',
      'one REQUIRED INT64',
      'yes REQUIRED BOOL',
      'template REQUIRED STRING',
      'document NULLABLE JSON',
      'wide REQUIRED BIGNUMERIC',
      'any_float REQUIRED FLOAT64',
      'trimmed REQUIRED STRING',
    ]);
    expect(contract.columns.filter(({ way }) => way === 'bytes').map(({ name }) => name)).toEqual(['one', 'yes', 'template', 'wide']);
  });

  it.each([
    ['that zod passes over', z.object({ ['__proto__']: z.string() }), '"odd.__proto__"'],
    ['whose name the warehouse does not take', z.array(z.object({ 'a-b': z.string() })), '"odd.a-b"'],
    ['whose type it does not have', z.object({ deep: z.object({ a: z.any() }) }), '"odd.deep.a"'],
  ])('refuses a nested field %s, naming it', (_, schema, name) => {
    expect(refusal(() => defineDataset({ schema: z.object({ odd: schema }) })).message).toContain(name);
  });

  it('refuses a type that holds itself', () => {
    const Category = z.object({
      name: z.string(),
      get children() {
        return z.array(Category);
      },
    });
    expect(refusal(() => defineDataset({ schema: z.object({ root: Category }) })).message).toContain('"root.children" holds itself');
  });

  it.each(['1st', 'a-b', 'a b', '', '_PARTITIONTIME', '_table_x', 'x'.repeat(301), 'é'])('refuses the column name %j', (name) => {
    expect(refusal(() => defineDataset({ schema: z.object({ [name]: z.string() }) })).code).toBe('CONTRACT_UNSUPPORTED');
  });

  it('refuses names that differ by case only', () => {
    expect(refusal(() => defineDataset({ schema: z.object({ a: z.string(), A: z.string() }) })).message).toContain('"A"');
  });

  it('says everything that is wrong with the rest at once', () => {
    const error = refusal(() =>
      defineDataset({
        schema: z.object({ a: z.string(), b: z.number() }),
        labels: { Upper: 'x', ok: 'Not Ok' },
        partitioning: { type: 'day', column: 'a' },
        clustering: ['b', 'c'],
        expirationDays: 0,
        retention: 3,
      } as never),
    );
    expect(error.code).toBe('OPTIONS_INVALID');
    for (const part of ['"Upper"', '"ok"', '"a" is STRING', '"b" is FLOAT64', '"c" is not in the schema', 'expirationDays', '"retention"']) expect(error.message).toContain(part);
  });

  it('is not partitioned by an array', () => {
    expect(refusal(() => defineDataset({ schema: z.object({ days: z.array(z.iso.date()) }), partitioning: { type: 'day', column: 'days' } })).message).toContain('"days" is an array');
  });

  it('has a fingerprint of what decides how rows are stored, and of nothing else', () => {
    const of = (schema: z.ZodObject, more = {}) => defineDataset({ schema, ...more }).contract.fingerprint;
    const plain = of(z.object({ a: z.string(), b: z.int() }));
    expect(of(z.object({ a: z.string().min(3).describe('x'), b: z.int() }), { description: 'y' })).toBe(plain);
    expect(of(z.object({ b: z.int(), a: z.string() }))).not.toBe(plain);
    expect(of(z.object({ a: z.string().nullable(), b: z.int() }))).not.toBe(plain);
    expect(of(z.object({ a: z.string(), b: z.int() }), { partitioning: 'none' })).not.toBe(plain);
  });
});
