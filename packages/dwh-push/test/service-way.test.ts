import { defineDataset, type PushOptions } from '@bm/dwh-push';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string() });
const to = (source: string, table: string, more: Partial<PushOptions> = {}): PushOptions => ({ source, table, partitionDate: '2021-04-03', schema, ...more });

beforeAll(async () => void (await (await warehouse.client.storage()).createBucket('lake', { location: 'EU' })));

async function put(name: string, content: string | Buffer, metadata: Record<string, string> = {}): Promise<string> {
  await (await warehouse.client.storage()).bucket('lake').file(name).save(content, { resumable: false, validation: false, metadata });
  return `gs://lake/${name}`;
}

async function rows(table: string) {
  return (await warehouse.query(`SELECT a, b FROM ${table} ORDER BY a`)).map(({ a, b }) => [a, b]);
}

describe('a gs:// source that BigQuery reads', () => {
  it('is copied, checked and loaded by the services', async () => {
    const receipt = await warehouse.push(to(await put('one.csv', 'a,b\n1,x\n2,"y ""2"", z"\n'), 'way.one'));
    expect(receipt).toMatchObject({ way: 'service', outcome: 'published', rowsRead: 2, rowsLoaded: 2, sourceBytes: 25, stagedBytes: 25 });
    expect(await rows('way.one')).toEqual([[1, 'x'], [2, 'y "2", z']]);
    expect(await warehouse.staged()).toEqual([]);
  });
});
