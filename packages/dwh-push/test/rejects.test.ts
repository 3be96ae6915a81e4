import { defineDataset, type PushOptions } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string().nullable() });
const DAY = '2021-04-03';

const to = (table: string, more: Partial<PushOptions> = {}) => ({ table: `rejects.${table}`, partitionDate: DAY, schema, format: 'csv', rejects: { max: 100 }, ...more }) as const;
const push = (table: string, source: string | Buffer, more: Partial<PushOptions> = {}) => warehouse.push({ ...to(table, more), source: Buffer.from(source) });
const rowsOf = async (table: string) => (await warehouse.query(`SELECT a FROM rejects.${table} WHERE _PARTITIONDATE = '${DAY}' ORDER BY a`)).map(({ a }) => a);
const lettersOf = (table: string, day = DAY) => warehouse.query(`SELECT * FROM rejects.${table}_rejects WHERE _PARTITIONDATE = '${day}' ORDER BY record`);

const BROKEN = 'a,b\n1,x\nnone,"one, two"\n2,y\n3,too,many\n\n4,\n1.5,z\n5,last\n';

describe('records that break the contract, where some may', () => {
  it('go to the dead letters as they are, with their reasons, and the rest is published', async () => {
    const receipt = await push('t', BROKEN);
    expect(receipt).toMatchObject({ outcome: 'published', rowsRead: 7, rowsLoaded: 4, rowsRejected: 3, rejectsTable: 'bm-local.rejects.t_rejects' });
    expect(await rowsOf('t')).toEqual([1, 2, 4, 5]);
    const where = { source: 'bytes', format: 'csv', columns: ['a', 'b'], raw_base64: null, run: expect.any(String), replay: null };
    expect(await lettersOf('t')).toEqual([
      { ...where, record: 2, byte_offset: 8, reasons: [{ column: 'a', rule: 'integer' }], raw: 'none,"one, two"' },
      { ...where, columns: [], record: 4, byte_offset: 28, reasons: [{ column: null, rule: 'field_count' }], raw: '3,too,many' },
      { ...where, record: 6, byte_offset: 43, reasons: [{ column: 'a', rule: 'integer' }], raw: '1.5,z' },
    ]);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('are replaced by the next push of the partition, also by one without rejects, and only there', async () => {
    await push('next', BROKEN);
    await push('next', BROKEN, { partitionDate: '2021-04-04' });
    expect(await push('next', 'a,b\nx,y\n1,z\n')).toMatchObject({ rowsRejected: 1 });
    expect(await lettersOf('next')).toMatchObject([{ record: 1, raw: 'x,y' }]);
    expect(await warehouse.push({ ...to('next'), rejects: undefined as never, source: Buffer.from('a,b\n1,z\n2,z\n') })).toMatchObject({ outcome: 'published', rowsRejected: 0 });
    expect(await lettersOf('next')).toEqual([]);
    expect(await lettersOf('next', '2021-04-04')).toHaveLength(3);
    expect(await push('next', 'a,b\n1,z\n2,z\n')).toMatchObject({ outcome: 'unchanged' });
  });

  it('are kept in base64 where they are no text', async () => {
    expect(await push('binary', Buffer.from('a,b\n1,\xff\n2,a\0b\n3,x\n', 'latin1'))).toMatchObject({ rowsRejected: 1, rowsLoaded: 2 });
    expect(await lettersOf('binary')).toMatchObject([{ record: 1, reasons: [{ column: 'b', rule: 'utf8' }], raw: null, raw_base64: Buffer.from('1,\xff', 'latin1').toString('base64') }]);
  });

  it.each<[string, PushOptions['source'], Partial<PushOptions>, string]>([
    ['newline-delimited JSON', Buffer.from('{"a":1,"b":"x"}\n{"a":"1","b":"x"}\n{"a":2\n{"a":3,"b":null}\n'), { format: 'ndjson' }, '{"a":"1","b":"x"}'],
    ['tab-separated text', Buffer.from("a\tb\n1\tx\nnone\t'quoted'\n3\tz\n2\t\n"), { format: 'tsv', csv: { quote: "'" } }, 'none,"quoted"'],
  ])('of %s too', async (_, source, more, raw) => {
    const table = `format_${more.format}`;
    const { rowsLoaded, rowsRejected } = await warehouse.push({ ...to(table, more), source });
    expect(rowsLoaded + rowsRejected).toBe(4);
    expect((await lettersOf(table))[0]).toMatchObject({ raw });
  });

  it('of a program are kept as JSON', async () => {
    const { format: _, ...options } = to('rows');
    expect(await warehouse.push({ ...options, source: [{ a: 1, b: 'x' }, { a: 1.5, b: 'y' }] as never })).toMatchObject({ rowsLoaded: 1, rowsRejected: 1 });
    expect(await lettersOf('rows')).toMatchObject([{ source: 'rows', record: 2, byte_offset: null, raw: '{"a":1.5,"b":"y"}', reasons: [{ column: 'a' }] }]);
  });

  it('of another partition have a rule of their own', async () => {
    const dated = defineDataset({ schema: z.object({ day: z.iso.date(), a: z.int() }), partitioning: { type: 'day', column: 'day' } });
    const source = Buffer.from('day,a\n2021-04-03,1\n2021-04-04,2\n');
    expect(await warehouse.push({ ...to('dated', { schema: dated }), source })).toMatchObject({ rowsLoaded: 1, rowsRejected: 1 });
    expect(await lettersOf('dated')).toMatchObject([{ reasons: [{ column: 'day', rule: 'partition' }] }]);
  });

  it('of a whole table go to a whole table', async () => {
    const { partitionDate: _, ...whole } = to('whole', { schema: defineDataset({ schema, partitioning: 'none' }) });
    expect(await warehouse.push({ ...whole, source: Buffer.from(BROKEN) })).toMatchObject({ rowsRejected: 3 });
    expect(await warehouse.query('SELECT COUNT(*) AS n FROM rejects.whole_rejects')).toEqual([{ n: 3 }]);
    await warehouse.push({ ...whole, source: Buffer.from('a,b\n1,x\n') });
    expect(await warehouse.query('SELECT COUNT(*) AS n FROM rejects.whole_rejects')).toEqual([{ n: 0 }]);
  });
});

describe('too many of them', () => {
  it.each([
    [{ max: 2 }, false],
    [{ max: 3 }, true],
    [{ max: '42%' }, false],
    [{ max: '43%' }, true],
    [{ max: 0 }, false],
  ] as const)('fail the push: %j', async (rejects, published) => {
    const table = `many_${String(rejects.max).replace('%', '_percent')}`;
    const options = { ...to(table), rejects, source: Buffer.from(BROKEN) };
    if (published) expect(await warehouse.push(options)).toMatchObject({ rowsRejected: 3 });
    else {
      expect(await warehouse.failure(options)).toMatchObject({ code: 'DATA_REJECTED', committed: 'no', rejects: { total: 3, listed: [{ record: 2 }, { record: 4 }, { record: 6 }] } });
      expect(await warehouse.staged()).toEqual([]);
      expect(await warehouse.snapshot('rejects')).not.toContainEqual(expect.objectContaining({ id: table }));
    }
  });

  it('are all of them, where no record is left', async () => {
    expect(await warehouse.failure({ ...to('none_left'), source: Buffer.from('a,b\nx,y\n') })).toMatchObject({ code: 'DATA_EMPTY', committed: 'no' });
    expect(await push('none_left', 'a,b\nx,y\n', { allowEmpty: true })).toMatchObject({ outcome: 'published', rowsLoaded: 0, rowsRejected: 1 });
  });

  it('is one, where what follows cannot be told apart any more', async () => {
    expect(await warehouse.failure({ ...to('fatal'), source: Buffer.from('a,b\n1,x\n2,"open\n3,y\n') })).toMatchObject({ code: 'DATA_REJECTED', step: 'decode', rejects: { total: 1 } });
  });

  it.each([[{ max: -1 }], [{ max: 1.5 }], [{ max: '1' }], [{ max: '101%' }], [{ max: '1 %' }], [{}], [3], [{ max: 1, more: 2 }]])('cannot be said as %j', async (rejects) => {
    const error = await warehouse.failure({ ...to('options'), rejects: rejects as never, source: Buffer.from(BROKEN) });
    expect(error).toMatchObject({ code: 'OPTIONS_INVALID', message: expect.stringContaining('rejects: ') });
  });
});

describe('a push that fails on its way', () => {
  it('loses no dead letter: they are written first', async () => {
    await push('order', 'a,b\n1,x\n');
    const met = warehouse.local.faults.add({ method: 'bigquery.jobs.insert', nth: 2, kind: 'error', status: 400, reason: 'invalid' });
    expect(await warehouse.failure({ ...to('order'), source: Buffer.from(BROKEN) })).toMatchObject({ code: 'LOAD_REFUSED', committed: 'no' });
    met.remove();
    expect(await rowsOf('order')).toEqual([1]);
    expect(await lettersOf('order')).toHaveLength(3);
    // They belong to rows that were never published: a push without any removes them.
    expect(await push('order', 'a,b\n1,x\n')).toMatchObject({ outcome: 'published', rowsRejected: 0 });
    expect(await lettersOf('order')).toEqual([]);
    expect(await push('order', BROKEN)).toMatchObject({ outcome: 'published', rowsRejected: 3 });
    expect(await lettersOf('order')).toHaveLength(3);
  });

  it('says that the rows are in place where only old dead letters could not be removed, and the next one removes them', async () => {
    await push('clear', BROKEN);
    const met = warehouse.local.faults.add({ method: 'bigquery.jobs.insert', nth: 2, kind: 'error', status: 403, reason: 'accessDenied' });
    expect(await warehouse.failure({ ...to('clear'), source: Buffer.from('a,b\n7,x\n') })).toMatchObject({ code: 'LOAD_FORBIDDEN', committed: 'yes' });
    met.remove();
    expect(await rowsOf('clear')).toEqual([7]);
    expect(await push('clear', 'a,b\n7,x\n')).toMatchObject({ outcome: 'published' });
    expect(await lettersOf('clear')).toEqual([]);
  });
});
