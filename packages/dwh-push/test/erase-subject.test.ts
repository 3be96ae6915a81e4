import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ id: z.int(), mail: z.string().nullable() });

describe('a data subject', () => {
  it('is erased from every partition and from the dead letters, and the receipt does not tell who it was', async () => {
    const csv = (day: string) => Buffer.from(`id,mail\n1,ann@b.c\n2,bob@b.c\nx,ann@b.c\ny,eve@b.c\n${day.slice(-1)}9,\n`);
    for (const partitionDate of ['2021-04-03', '2021-04-04']) await warehouse.push({ source: csv(partitionDate), format: 'csv', table: 'erase.t', partitionDate, schema, rejects: { max: 5 } });
    const receipt = await warehouse.client.eraseSubject({ table: 'erase.t', column: 'mail', values: ['ann@b.c', "o'neil \\ ` @values"] });
    expect(receipt).toMatchObject({ table: 'bm-local.erase.t', column: 'mail', subjects: 2, rowsErased: 2, lettersErased: 2, location: 'EU', jobIds: [expect.any(String), expect.any(String)] });
    expect(JSON.stringify(receipt)).not.toContain('ann');
    expect((await warehouse.query('SELECT mail FROM erase.t WHERE mail IS NOT NULL')).map(({ mail }) => mail)).toEqual(['bob@b.c', 'bob@b.c']);
    expect((await warehouse.query('SELECT raw FROM erase.t_rejects')).map(({ raw }) => raw)).toEqual(['y,eve@b.c', 'y,eve@b.c']);
    expect(await warehouse.client.eraseSubject({ table: 'erase.t', column: 'mail', values: ['ann@b.c'] })).toMatchObject({ rowsErased: 0, lettersErased: 0 });
  });

  it.each([
    ['error-after-effect', { kind: 'error-after-effect', status: 503 }],
    ['lost-answer', { kind: 'lost-answer' }],
  ] as const)('is erased once, and counted, where the answer is lost: %s', async (name, fault) => {
    const table = `erase.${name.replaceAll('-', '_')}`;
    await warehouse.push({ source: Buffer.from('id,mail\n1,ann@b.c\n2,bob@b.c\n'), format: 'csv', table, partitionDate: '2021-04-03', schema });
    const met = warehouse.local.faults.add({ method: 'bigquery.jobs.insert', ...fault });
    expect(await warehouse.client.eraseSubject({ table, column: 'mail', values: ['ann@b.c'] })).toMatchObject({ rowsErased: 1 });
    expect(met.hits).toBe(1);
  });

  it('is not looked for where that makes no sense', async () => {
    const refused = (options: object) => warehouse.client.eraseSubject(options as never).then(() => 'erased', ({ code }: { code: string }) => code);
    expect(await refused({ table: 'erase.nothing', column: 'mail', values: ['x'] })).toBe('OPTIONS_INVALID');
    await warehouse.push({ source: [{ id: 1, mail: 'x' }], table: 'erase.other', partitionDate: '2021-04-03', schema });
    for (const wrong of [{ column: 'id' }, { column: 'nobody' }, { values: [] }, { values: [''] }, { values: [1] }, { column: 'mail` OR TRUE --' }, { more: 1 }]) {
      expect(await refused({ table: 'erase.other', column: 'mail', values: ['x'], ...wrong }), JSON.stringify(wrong)).toBe('OPTIONS_INVALID');
    }
    const denied = warehouse.local.faults.add({ method: 'bigquery.jobs.insert', kind: 'error', status: 403, reason: 'accessDenied', message: 'Permission bigquery.tables.getData denied' });
    expect(await refused({ table: 'erase.other', column: 'mail', values: ['x'] })).toBe('ERASE_FORBIDDEN');
    denied.remove();
  });
});
