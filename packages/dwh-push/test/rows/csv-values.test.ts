import { column, defineDataset } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from '../support/warehouse.js';

const warehouse = useWarehouse();

describe('CSV whose schema changes values', () => {
  it('lands as what the schema makes of it', async () => {
    const schema = z.object({
      id: z.int(),
      name: z.string().trim().toUpperCase(),
      length: z.string().transform((text) => text.length).pipe(z.int()),
      doubled: z.number().transform((number) => number * 2).pipe(z.number()),
      amount: z.coerce.number().nullable(),
      fallback: z.string().default('none'),
      zero: z.int().default(0),
      null_or: z.string().nullable().transform((text) => text ?? 'was null').pipe(z.string()),
      caught: z.int().catch(-1),
      at: z.date(),
      big: z.bigint().transform((big) => big + 1n).pipe(z.bigint()),
      flag: z.stringbool().nullable(),
      live: z.boolean().transform((live) => !live).pipe(z.boolean()),
      list: z.string().transform((text) => text.split('|').length).pipe(z.int()),
      pre: z.preprocess((text) => (text === '' ? null : text), z.string().nullable()),
      extra: column.json(z.object({ a: z.int() })).nullable(),
      price: column.numeric().nullable(),
      any_rate: column.float64(),
    });
    const header = Object.keys(schema.shape).join(',');
    const text = [
      header,
      '1,"  a ""b"" ",four,1.5,12.5,,,,,2021-04-03T10:00:00.25Z,9007199254740993,yes,true,a|b,,"{""a"": 1}",1.10,NaN',
      '2,x,,-0.25,,given,7,"",3,1969-12-31 23:59:59+00:00,-1,,FALSE,"",p,,,1e3',
    ].join('\n');
    const receipt = await warehouse.push({ source: await warehouse.file(text), table: 'cells.made', schema });
    expect(receipt).toMatchObject({ rowsRead: 2, rowsLoaded: 2, sourceBytes: Buffer.byteLength(text) });
    const columns = "id, name, length, doubled, amount, fallback, zero, null_or, caught, FORMAT_TIMESTAMP('%FT%H:%M:%E3S', `at`) AS day, CAST(big AS STRING) AS big, flag, live, list, pre, TO_JSON_STRING(extra) AS extra, CAST(price AS STRING) AS price, any_rate";
    expect(await warehouse.query(`SELECT ${columns} FROM cells.made ORDER BY id`)).toEqual([
      { id: 1, name: 'A "B"', length: 4, doubled: 3, amount: 12.5, fallback: 'none', zero: 0, null_or: 'was null', caught: -1, day: '2021-04-03T10:00:00.250', big: '9007199254740994', flag: true, live: false, list: 2, pre: null, extra: '{"a":1}', price: '1.1', any_rate: Number.NaN },
      { id: 2, name: 'X', length: 0, doubled: -0.5, amount: null, fallback: 'given', zero: 7, null_or: '', caught: 3, day: '1969-12-31T23:59:59.000', big: '0', flag: null, live: true, list: 1, pre: 'p', extra: 'null', price: null, any_rate: 1000 },
    ]);
  });

  it('is checked like CSV whose texts are the values, and rejects the same records by the same rules', async () => {
    const plain = { i: z.int(), big: z.int64().nullable(), s: z.string().min(2), o: z.string().nullable(), n: column.numeric(), d: z.iso.date(), t: z.iso.datetime(), b: z.boolean(), j: column.json(), y: column.bytes(), e: z.enum(['a', 'b']), f: z.number().max(9) };
    const good = '1,2,xx,,1.5,2024-02-29,2024-02-29T00:00:00Z,true,{},AA==,a,1';
    const bad = ['01', '1.0', '', '9007199254740992', '-0', 'x', '""', ' 1', 'TRUE', '2023-02-29', '1e3', 'AA=', '10', 'null', '"{"', '2024-02-29T00:00:00+01:00', '9223372036854775808', '1.0000000001'];
    const records = good.split(',').flatMap((_, place) => bad.map((text) => good.split(',').map((field, index) => (index === place ? text : field)).join(',')));
    const text = [Object.keys(plain).join(','), ...records].join('\n');
    // Twenty at a time, because an error lists no more.
    const rules = async (schema: z.ZodObject, header: string, suffix: string) => {
      const found: unknown[] = [];
      for (let at = 0; at < records.length; at += 20) {
        const source = await warehouse.file([header, ...records.slice(at, at + 20).map((record) => record + suffix)].join('\n'));
        const error = await warehouse.client.pushDataset({ source, table: 'cells.never', schema, logger: 'silent', signal: AbortSignal.timeout(60_000) }).catch((thrown: unknown) => thrown as { rejects?: { listed: { record: number; column?: string; rule: string }[] } });
        found.push(...('rejects' in error && error.rejects !== undefined ? error.rejects.listed.map(({ record, column: name, rule }) => [record + at, name, rule]) : [`${at}: none`]));
      }
      return found;
    };
    const header = text.split('\n')[0] as string;
    const asBytes = await rules(z.object(plain), header, '');
    const asRows = await rules(z.object({ ...plain, z: z.string().trim() }), `${header},z`, ',z');
    expect(asBytes.length).toBeGreaterThan(100);
    // The one difference: a JSON null in a cell would become NULL as a row, and stays a JSON null as bytes.
    const nulls = asRows.filter((reject) => (reject as string[])[2] === 'json_null');
    expect(nulls).toHaveLength(1);
    expect(asRows.filter((reject) => !nulls.includes(reject))).toEqual(asBytes);
  });

  it('tells where records are none, counting on behind them', async () => {
    const schema = z.object({ a: z.string().trim(), b: z.coerce.number() });
    const text = Buffer.concat([Buffer.from('b,a\n1,x\n1\n\n2,"y\nz"\n,x\n3,'), Buffer.from([0xff]), Buffer.from('\n4,x\n5,x"y\n')]);
    const error = await warehouse.failure({ source: await warehouse.file(text), table: 'cells.never', schema });
    expect(error.rejects).toEqual({
      total: 4,
      listed: [
        { record: 2, byteOffset: 8, rule: 'field_count' },
        { record: 4, byteOffset: 19, column: 'b', rule: 'required' },
        { record: 5, byteOffset: 22, column: 'a', rule: 'utf8' },
        { record: 7, byteOffset: 30, column: 'a', rule: 'quote' },
      ],
    });
    expect(error.message).toContain('What follows the last of them could not be read');
    expect(error.receipt).toMatchObject({ rowsRead: 7, rowsRejected: 4 });
  });

  it('keeps rules over whole records, which see what columns gave', async () => {
    const schema = z.object({ a: z.string().trim(), b: z.coerce.number() }).refine(({ a, b }) => a.length === b).overwrite(({ a, b }) => ({ a: a.toUpperCase(), b }));
    await warehouse.push({ source: await warehouse.file('a,b\n  xy ,2\n'), table: 'cells.whole', schema });
    expect(await warehouse.query('SELECT * FROM cells.whole')).toEqual([{ a: 'XY', b: 2 }]);
    expect((await warehouse.failure({ source: await warehouse.file('a,b\n  xy ,3\n'), table: 'cells.whole', schema })).rejects?.listed).toEqual([{ record: 1, byteOffset: 4, rule: 'custom' }]);
  });

  it('belongs to its partition', async () => {
    const dataset = defineDataset({ schema: z.object({ day: z.preprocess((text) => String(text).replaceAll('/', '-'), z.iso.date()) }), partitioning: { type: 'day', column: 'day' } });
    const push = { table: 'cells.days', partitionDate: '2024-02-29', schema: dataset };
    expect((await warehouse.failure({ ...push, source: await warehouse.file('day\n2024/02/29\n2024/03/01\n') })).rejects?.listed).toEqual([{ record: 2, byteOffset: 15, column: 'day', rule: 'partition' }]);
    expect((await warehouse.push({ ...push, source: await warehouse.file('day\n2024/02/29\n') })).rowsLoaded).toBe(1);
  });

  it('has no nested columns', async () => {
    const schema = z.object({ a: z.int(), tags: z.array(z.string()), address: z.object({ city: z.string() }) });
    const error = await warehouse.failure({ source: await warehouse.file('a,tags,address\n1,x,y\n'), table: 'cells.never', schema });
    expect(error).toMatchObject({ code: 'CONTRACT_UNSUPPORTED', step: 'decode', committed: 'no' });
    expect(error.message).toContain('"tags", "address"');
  });
});
