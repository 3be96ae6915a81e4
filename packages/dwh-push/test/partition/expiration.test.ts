import { defineDataset, type PushOptions } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from '../support/warehouse.js';

const warehouse = useWarehouse();
const HOUR_MS = 3_600_000;
const today = new Date().toISOString().slice(0, 10);
const long = new Date(Date.now() - 40 * 24 * HOUR_MS).toISOString().slice(0, 10);

const push = async (table: string, partitionDate: string, expirationDays?: number): Promise<PushOptions> => ({
  source: await warehouse.file('id\n1\n'),
  table,
  partitionDate,
  schema: defineDataset({ schema: z.object({ id: z.int() }), ...(expirationDays === undefined ? {} : { expirationDays }) }),
});
const idsOf = async (table: string) => (await warehouse.query(`SELECT partition_id AS id FROM expiring.INFORMATION_SCHEMA.PARTITIONS WHERE table_name = '${table}' ORDER BY 1`)).map(({ id }) => id);
const expirationOf = async (table: string) => (await (await warehouse.client.bigQuery()).dataset('expiring').table(table).getMetadata())[0].timePartitioning.expirationMs as string | undefined;

describe('the expiration of partitions', () => {
  it('refuses a partition that the contract would have the table drop, where the table keeps it so far', async () => {
    await warehouse.push(await push('expiring.shortened', long));
    const refused = await push('expiring.shortened', long, 30);
    expect(await warehouse.failure(refused)).toMatchObject({ code: 'LOAD_PARTITION_EXPIRED', committed: 'no' });
    expect(await idsOf('shortened')).toEqual([long.replaceAll('-', '')]);
    expect(await expirationOf('shortened')).toBeUndefined();
  });

  it('refuses a partition that the table would drop, where the contract would keep it from now on', async () => {
    await warehouse.push(await push('expiring.lengthened', today, 30));
    expect(await warehouse.failure(await push('expiring.lengthened', long, 60))).toMatchObject({ code: 'LOAD_PARTITION_EXPIRED', committed: 'no' });
    expect(await warehouse.push(await push('expiring.lengthened', today, 60))).toMatchObject({ committed: 'yes' });
    expect(await warehouse.push(await push('expiring.lengthened', long, 60))).toMatchObject({ rowsLoaded: 1 });
    expect(await idsOf('lengthened')).toEqual([long.replaceAll('-', ''), today.replaceAll('-', '')]);
  });

  it('is in whole milliseconds, whatever part of a day is asked for', async () => {
    await warehouse.push(await push('expiring.sevenths', today, 1 / 7));
    expect(await expirationOf('sevenths')).toBe('12342857');
  });

  it.each([0, -1, 1e-12, 1e300, Number.NaN, Infinity])('is not of %s days', (expirationDays) => {
    expect(() => defineDataset({ schema: z.object({ id: z.int() }), expirationDays })).toThrow(expect.objectContaining({ code: 'OPTIONS_INVALID' }));
  });
});
