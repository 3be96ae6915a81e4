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
    ['a transform', z.string().transform((text) => text.length)],
    ['a default', z.string().default('x')],
    ['trim', z.string().trim()],
    ['coercion', z.coerce.number()],
    ['a union', z.union([z.string(), z.number()])],
    ['an array', z.array(z.string())],
    ['an object', z.object({ a: z.string() })],
    ['a JavaScript date', z.date()],
    ['a time with or without zone', z.iso.datetime({ local: true })],
    ['unsigned 64 bits', z.uint64()],
    ['an enum of numbers', z.enum({ a: 1 })],
  ])('refuses %s, naming the column', (_, schema) => {
    const error = refusal(() => defineDataset({ schema: z.object({ fine: z.string(), odd: schema }) }));
    expect(error.code).toBe('CONTRACT_UNSUPPORTED');
    expect(error.message).toContain('"odd"');
    expect(error.message).not.toContain('"fine"');
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

  it('has a fingerprint of what decides how rows are stored, and of nothing else', () => {
    const of = (schema: z.ZodObject, more = {}) => defineDataset({ schema, ...more }).contract.fingerprint;
    const plain = of(z.object({ a: z.string(), b: z.int() }));
    expect(of(z.object({ a: z.string().min(3).describe('x'), b: z.int() }), { description: 'y' })).toBe(plain);
    expect(of(z.object({ b: z.int(), a: z.string() }))).not.toBe(plain);
    expect(of(z.object({ a: z.string().nullable(), b: z.int() }))).not.toBe(plain);
    expect(of(z.object({ a: z.string(), b: z.int() }), { partitioning: 'none' })).not.toBe(plain);
  });
});
