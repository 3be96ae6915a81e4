import { inspect } from 'node:util';

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

  it('is known by a number, too, whole and not as a part of another', async () => {
    const numbered = z.object({ id: z.int(), day: z.string() });
    await warehouse.push({ source: Buffer.from('id,day\n42,a\n142,b\n42,b,1\nx,42\n142,c,1\n-42,c,1\nx,42\xff\n', 'latin1'), format: 'csv', table: 'erase.numbers', partitionDate: '2021-04-03', schema: numbered, rejects: { max: 9 } });
    const before = (await warehouse.query('SELECT COUNT(*) AS n FROM erase.numbers_rejects'))[0]?.['n'];
    const receipt = await warehouse.client.eraseSubject({ table: 'erase.numbers', column: 'ID', values: [42, 7n, '9007199254740993'] });
    expect({ ...receipt, before }).toMatchObject({ column: 'id', subjects: 3, rowsErased: 1, before: 5 });
    expect((await warehouse.query('SELECT id FROM erase.numbers')).map(({ id }) => id)).toEqual([142]);
    expect((await warehouse.query('SELECT raw FROM erase.numbers_rejects ORDER BY raw')).map(({ raw }) => raw)).toEqual(['142,c,1']);
  });

  it('is found inside of records and lists', async () => {
    const nested = z.object({ order: z.int(), people: z.array(z.object({ mail: z.string(), ids: z.array(z.int()) })), owner: z.object({ mail: z.string().nullable() }) });
    const row = (order: number, mail: string, ids: number[], owner: string | null) => ({ order, people: [{ mail, ids }, { mail: 'x@y.z', ids: [] }], owner: { mail: owner } });
    const push = (table: string) => warehouse.push({ source: [row(1, 'ann@b.c', [1], null), row(2, 'bob@b.c', [2, 3], 'ann@b.c'), row(3, 'eve@b.c', [], 'eve@b.c')], table, partitionDate: '2021-04-03', schema: nested });
    for (const [column, values, left] of [['people.mail', ['ann@b.c'], [2, 3]], ['Owner.Mail', ['ann@b.c'], [1, 3]], ['people.ids', [3], [1, 3]]] as const) {
      const table = `erase.nested_${column.replace('.', '_').toLowerCase()}`;
      await push(table);
      expect(await warehouse.client.eraseSubject({ table, column, values }), column).toMatchObject({ rowsErased: 1, column: column.toLowerCase() });
      expect((await warehouse.query(`SELECT \`order\` FROM ${table} ORDER BY 1`)).map(({ order }) => order), column).toEqual(left);
    }
  });

  it('is found however a record writes them: with escapes, in another encoding, as a number or a text', async () => {
    const people = z.object({ id: z.int(), name: z.string(), amount: z.int() });
    const push = (table: string, source: Buffer, format: 'csv' | 'ndjson') => warehouse.push({ source, format, table, partitionDate: '2021-04-03', schema: people, rejects: { max: 9 } });
    await push('erase.escaped', Buffer.from('{"id": 1, "name": "J\\u00FCrgen", "amount": "x"}\n{"id": 3, "name": "a\\/b", "amount": "x"}\n{"id": 4, "name": "J\\u0075rgen", "amount": "x"}\n{"id": 5, "name": "ok", "amount": 1}\n'), 'ndjson');
    expect(await warehouse.client.eraseSubject({ table: 'erase.escaped', column: 'name', values: ['Jürgen', 'a/b'] })).toMatchObject({ lettersErased: 2, letters: 'searched', pushesUnderWay: 0 });
    await push('erase.latin', Buffer.from('id,name,amount\n1,J\xfcrgen,1\n2,ok,1\n3,M\xfcller,1\n', 'latin1'), 'csv');
    expect(await warehouse.client.eraseSubject({ table: 'erase.latin', column: 'name', values: ['Jürgen'] })).toMatchObject({ lettersErased: 1 });
    await push('erase.forms', Buffer.from('{"id": 42.0, "name": "A", "amount": "x"}\n{"id": "042", "name": "B", "amount": "x"}\n{"id": 4.2e1, "name": "C", "amount": "x"}\n{"id": "\\u00342", "name": "D", "amount": "x"}\n{"id": 420, "name": "E", "amount": "x"}\n{"id": 7, "name": "ok", "amount": 1}\n'), 'ndjson');
    expect(await warehouse.client.eraseSubject({ table: 'erase.forms', column: 'id', values: [42] })).toMatchObject({ lettersErased: 4 });
  });

  it('goes from a table that has to be asked for partitions, and a table of others beside it stays', async () => {
    await warehouse.push({ source: [{ id: 1, mail: 'ann@b.c' }, { id: 2, mail: null }], table: 'erase.filtered', partitionDate: '2021-04-03', schema });
    await warehouse.query('CREATE TABLE erase.filtered_rejects AS SELECT "ann@b.c" AS raw');
    await (await warehouse.client.bigQuery()).dataset('erase').table('filtered').setMetadata({ requirePartitionFilter: true });
    expect(await warehouse.client.eraseSubject({ table: 'erase.filtered', column: 'mail', values: ['ann@b.c'] })).toMatchObject({ rowsErased: 1, lettersErased: 0, letters: 'foreign' });
    expect(await warehouse.query('SELECT raw FROM erase.filtered_rejects')).toHaveLength(1);
  });

  it('may come back by a push that is under way, and the receipt says how many are', async () => {
    let during: unknown;
    async function* rows() {
      yield { id: 1, mail: 'ann@b.c' };
      during = await warehouse.client.eraseSubject({ table: 'erase.busy', column: 'mail', values: ['ann@b.c'] });
    }
    await warehouse.push({ source: [{ id: 1, mail: 'ann@b.c' }], table: 'erase.busy', partitionDate: '2021-04-03', schema });
    await warehouse.push({ source: rows(), table: 'erase.busy', partitionDate: '2021-04-03', schema });
    expect(during).toMatchObject({ rowsErased: 1, pushesUnderWay: 1 });
    expect(await warehouse.client.eraseSubject({ table: 'erase.busy', column: 'mail', values: ['ann@b.c'] })).toMatchObject({ rowsErased: 1, pushesUnderWay: 0 });
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
    for (const wrong of [{ column: 'id' }, { column: 'id', values: [1.5] }, { column: 'id', values: ['9223372036854775808'] }, { column: 'id.mail', values: [1] }, { values: [1n] }, { column: 'nobody' }, { values: [] }, { values: [''] }, { values: [1] }, { column: 'mail` OR TRUE --' }, { more: 1 }]) {
      expect(await refused({ table: 'erase.other', column: 'mail', values: ['x'], ...wrong }), inspect(wrong)).toBe('OPTIONS_INVALID');
    }
    const denied = warehouse.local.faults.add({ method: 'bigquery.jobs.insert', kind: 'error', status: 403, reason: 'accessDenied', message: 'Permission bigquery.tables.getData denied' });
    expect(await refused({ table: 'erase.other', column: 'mail', values: ['x'] })).toBe('ERASE_FORBIDDEN');
    denied.remove();
  });
});
