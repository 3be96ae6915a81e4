import type { Readable } from 'node:stream';

import { column, defineDataset, pushDataset, type PushOptions } from '@bm/dwh-push';
import { describe, expectTypeOf, it } from 'vitest';
import * as z from 'zod';

const schema = z.object({ id: z.int(), at: z.date(), big: z.int64(), name: z.string().default('x'), raw: column.bytes(), extra: column.json().nullable(), lines: z.array(z.object({ sku: z.string() })) });
const dataset = defineDataset({ schema });
const row = { id: 1, at: new Date(), big: 1n, raw: new Uint8Array(), extra: { a: [1, null] }, lines: [{ sku: 'x' }] };
const push = { table: 'shop.t', partitionDate: '2021-04-03', schema } as const;

/** Compiled by `npm run check`, and called by nobody. */
const compiled = {
  rightRows: [
    () => pushDataset({ ...push, source: [row] }),
    () => pushDataset({ ...push, schema: dataset, source: new Set([row]) }),
    () => pushDataset({ ...push, source: (async function* () { yield { ...row, name: 'y', raw: 'AA==' }; })() }),
    () => pushDataset({ ...push, source: 'rows.ndjson', format: 'ndjson' }),
  ],
  wrongRows: [
    // @ts-expect-error a column is missing
    () => pushDataset({ ...push, source: [{ ...row, id: undefined }] }),
    // @ts-expect-error a number where the schema takes a bigint
    () => pushDataset({ ...push, source: [{ ...row, big: 1 }] }),
    // @ts-expect-error a nested value of another type
    () => pushDataset({ ...push, schema: dataset, source: [{ ...row, lines: [{ sku: 1 }] }] }),
    // @ts-expect-error a function is no JSON
    () => pushDataset({ ...push, source: [{ ...row, extra: () => 1 }] }),
    // @ts-expect-error a column that is not in the contract
    () => pushDataset({ ...push, source: [{ id: 1, at: new Date(), big: 1n, raw: '', extra: null, lines: [], other: 1 }] }),
    // @ts-expect-error one row is not many
    () => pushDataset({ ...push, source: row }),
    // @ts-expect-error asynchronous rows are held to the contract too
    () => pushDataset({ ...push, source: (async function* () { yield { id: 'x' }; })() }),
    // @ts-expect-error there is no such format
    () => pushDataset({ ...push, source: 'x', format: 'xml' }),
  ],
};

describe('types of rows', () => {
  it('are what the schema takes', () => {
    expectTypeOf<PushOptions<typeof schema>['source']>().toEqualTypeOf<string | URL | Readable | ReadableStream<Uint8Array> | Uint8Array | readonly z.input<typeof schema>[] | Iterable<z.input<typeof schema>> | AsyncIterable<z.input<typeof schema>>>();
    expectTypeOf(compiled.rightRows).items.returns.resolves.toHaveProperty('rowsLoaded');
  });
});
