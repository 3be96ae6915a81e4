import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from '../support/warehouse.js';

const warehouse = useWarehouse();

const shipped = z.object({ city: z.string().meta({ description: 'A town' }), zip: z.string() });
const before = z.object({ id: z.int(), to: shipped, lines: z.array(z.object({ sku: z.string() })) });
const row = { id: 1, to: { city: 'Lyon', zip: '69001' }, lines: [{ sku: 'x' }] };

async function fieldsOf(table: string): Promise<unknown> {
  const [metadata] = await (await warehouse.client.bigQuery()).dataset('evolving').table(table).getMetadata();
  return (metadata.schema as { fields: unknown }).fields;
}

describe('a table with nested columns', () => {
  it('takes new nullable and repeated fields, and fields that become nullable', async () => {
    await warehouse.push({ source: [row], table: 'evolving.grows', schema: before });
    const after = z.object({
      id: z.int(),
      to: shipped.extend({ zip: z.string().nullable(), country: z.string().optional().meta({ description: 'ISO 3166' }) }).nullable(),
      lines: z.array(z.object({ sku: z.string(), price: z.number().nullish(), tags: z.array(z.string()).default([]) })),
    });
    await warehouse.push({ source: [{ ...row, lines: [{ sku: 'y', price: 1, tags: ['t'] }] }, { id: 2, to: null, lines: [] }], table: 'evolving.grows', schema: after });
    expect(await fieldsOf('grows')).toMatchObject([
      { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
      { name: 'to', type: 'RECORD', mode: 'NULLABLE', fields: [{ name: 'city', mode: 'REQUIRED', description: 'A town' }, { name: 'zip', mode: 'NULLABLE' }, { name: 'country', mode: 'NULLABLE', description: 'ISO 3166' }] },
      { name: 'lines', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'sku', mode: 'REQUIRED' }, { name: 'price', mode: 'NULLABLE' }, { name: 'tags', mode: 'REPEATED' }] },
    ]);
    expect(await warehouse.query('SELECT COUNT(*) AS c FROM evolving.grows')).toEqual([{ c: 2 }]);
  });

  it('has the descriptions of its fields brought up to date, and keeps those of others', async () => {
    await warehouse.push({ source: [row], table: 'evolving.described', schema: before });
    const table = (await warehouse.client.bigQuery()).dataset('evolving').table('described');
    const [metadata] = await table.getMetadata();
    const fields = (metadata.schema as { fields: { fields?: { description?: string }[] }[] }).fields;
    (fields[1]?.fields?.[1] as { description?: string }).description = 'written by hand';
    await table.setMetadata({ schema: metadata.schema });
    const described = z.object({ id: z.int(), to: shipped.extend({ city: z.string().meta({ description: 'A city' }) }), lines: z.array(z.object({ sku: z.string() })) });
    await warehouse.push({ source: [row], table: 'evolving.described', schema: described });
    expect(await fieldsOf('described')).toMatchObject([{}, { fields: [{ name: 'city', description: 'A city' }, { name: 'zip', description: 'written by hand' }] }, {}]);
  });

  it('is refused any other change, each spelled out', async () => {
    await warehouse.push({ source: [row], table: 'evolving.stays', schema: before });
    const seen = await warehouse.snapshot('evolving');
    const other = z.object({
      id: z.array(z.int()),
      to: z.object({ city: z.int(), street: z.string() }),
      lines: z.object({ sku: z.string() }),
    });
    const error = await warehouse.failure({ source: [{ id: [1], to: { city: 1, street: 'x' }, lines: { sku: 'x' } }], table: 'evolving.stays', schema: other });
    expect(error).toMatchObject({ code: 'LOAD_SCHEMA_CONFLICT', committed: 'no' });
    for (const difference of [
      'id: REQUIRED -> REPEATED',
      'to.city: STRING -> INT64',
      'to.zip: missing in the contract',
      'to.street: missing in the table, and a new column cannot be REQUIRED',
      'lines: REPEATED -> REQUIRED',
    ]) {
      expect(error.message).toContain(difference);
    }
    expect(await warehouse.snapshot('evolving')).toEqual(seen);
  });
});
