import { column, defineDataset } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();

const product = z.object({ sku: z.string(), name: z.string().nullable(), stock: z.int().nullable() });
const csv = (...rows: string[]) => ['sku,name,stock', ...rows, ''].join('\n');
const rowsOf = (table: string) => warehouse.query(`SELECT * FROM ${table} ORDER BY sku`);
const perDay = (table: string) => warehouse.query(`SELECT CAST(_PARTITIONDATE AS STRING) AS day, COUNT(*) AS n, MIN(sku) AS first FROM ${table} GROUP BY day ORDER BY day`);

describe('pushDataset', () => {
  it('puts the rows of a file into one partition, NULL and the empty string apart', async () => {
    const source = await warehouse.file(csv('a,Anvil,1', 'b,,', 'c,"",3', 'd,"say ""hi"", twice\nand more",4'));
    const receipt = await warehouse.push({ source, table: 'shop.products', partitionDate: '2021-04-03', schema: product });
    expect(receipt).toMatchObject({ outcome: 'published', committed: 'yes', table: 'bm-local.shop.products', partition: '20210403', rowsRead: 4, rowsLoaded: 4, rowsRejected: 0, source });
    expect(receipt.pushId).toMatch(/^[0-9a-f]{32}$/);
    expect(Object.keys(receipt.durationsMs)).toEqual(['source', 'decode', 'validate', 'stage', 'load', 'register']);
    expect(await rowsOf('shop.products')).toEqual([
      { sku: 'a', name: 'Anvil', stock: 1 },
      { sku: 'b', name: null, stock: null },
      { sku: 'c', name: '', stock: 3 },
      { sku: 'd', name: 'say "hi", twice\nand more', stock: 4 },
    ]);
    expect(await perDay('shop.products')).toEqual([{ day: '2021-04-03', n: 4, first: 'a' }]);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('replaces a partition and leaves the others alone: A, then B, then A again ends in A', async () => {
    const a = await warehouse.file(csv('a1,x,1', 'a2,x,2'));
    const b = await warehouse.file(csv('b1,x,1'));
    const push = (source: string, partitionDate: string) => warehouse.push({ source, table: 'shop.again', partitionDate, schema: product });
    await push(b, '2021-04-02');
    const first = await push(a, '2021-04-03');
    await push(b, '2021-04-03');
    expect(await perDay('shop.again')).toEqual([{ day: '2021-04-02', n: 1, first: 'b1' }, { day: '2021-04-03', n: 1, first: 'b1' }]);
    const again = await push(a, '2021-04-03');
    expect(await perDay('shop.again')).toEqual([{ day: '2021-04-02', n: 1, first: 'b1' }, { day: '2021-04-03', n: 2, first: 'a1' }]);
    expect(again.pushId).toBe(first.pushId);
    expect(again.jobId).not.toBe(first.jobId);
  });

  it('replaces a whole table that is not partitioned', async () => {
    const push = async (content: string) => warehouse.push({ source: await warehouse.file(content), table: 'shop.whole', schema: product });
    await push(csv('a,x,1', 'b,x,2'));
    const receipt = await push(csv('c,x,3'));
    expect(receipt.partition).toBeUndefined();
    expect(await rowsOf('shop.whole')).toEqual([{ sku: 'c', name: 'x', stock: 3 }]);
  });

  it('reads the columns by name, whatever their order in the file', async () => {
    const source = await warehouse.file('stock,sku,name\r\n1,a,x\r\n,b,\r\n');
    await warehouse.push({ source, table: 'shop.reordered', schema: product });
    expect(await rowsOf('shop.reordered')).toEqual([{ sku: 'a', name: 'x', stock: 1 }, { sku: 'b', name: null, stock: null }]);
  });

  it('expands the date in the name of the source', async () => {
    const path = await warehouse.file(csv('a,x,1'), 'day_20210403_2021-04-03.csv');
    const source = path.replace('20210403', '{yyyymmdd}').replace('2021-04-03', '{date}');
    expect(await warehouse.push({ source, table: 'shop.named', partitionDate: '2021-04-03', schema: product })).toMatchObject({ rowsLoaded: 1, source: path });
  });

  it('describes the table: description, labels, columns', async () => {
    const dataset = defineDataset({
      description: 'What we sell.',
      owner: 'Shop',
      labels: { domain: 'catalog' },
      clustering: ['sku'],
      expirationDays: 36_500,
      schema: z.object({ sku: z.string().describe('Stock keeping unit'), at: z.iso.date() }),
      partitioning: { type: 'day', column: 'at' },
    });
    await warehouse.push({ source: await warehouse.file('sku,at\na,2021-04-03\n'), table: 'shop.described', partitionDate: '2021-04-03', schema: dataset });
    const [metadata] = await (await warehouse.client.bigQuery()).dataset('shop').table('described').getMetadata();
    expect(metadata).toMatchObject({
      description: 'What we sell.',
      labels: { managed_by: 'dwh-push', team: 'team-tests', owner: 'shop', domain: 'catalog' },
      clustering: { fields: ['sku'] },
      timePartitioning: { type: 'DAY', field: 'at', expirationMs: String(36_500 * 86_400_000) },
      schema: { fields: [{ name: 'sku', type: 'STRING', mode: 'REQUIRED', description: 'Stock keeping unit' }, { name: 'at', type: 'DATE', mode: 'REQUIRED' }] },
    });
  });

  it('leaves what others wrote on the table, and writes nothing where nothing differs', async () => {
    const push = async () => warehouse.push({ source: await warehouse.file(csv('a,x,1')), table: 'shop.kept', partitionDate: '2021-04-03', schema: defineDataset({ schema: product, description: 'Ours' }) });
    await push();
    const table = (await warehouse.client.bigQuery()).dataset('shop').table('kept');
    const [before] = await table.getMetadata();
    await table.setMetadata({ labels: { theirs: 'yes' }, schema: { fields: before.schema.fields.map((field: { name: string }) => ({ ...field, description: `Theirs: ${field.name}` })) } });
    await push();
    const [after] = await table.getMetadata();
    expect(after.labels).toEqual({ managed_by: 'dwh-push', team: 'team-tests', theirs: 'yes' });
    expect(after.schema.fields.map((field: { description?: string }) => field.description)).toEqual(['Theirs: sku', 'Theirs: name', 'Theirs: stock']);
  });

  it('keeps every type exactly', async () => {
    const schema = z.object({
      s: z.string(), i: z.int64(), f: z.number(), n: column.numeric(), b: z.boolean(), y: column.bytes(), d: z.iso.date(), dt: column.datetime(), t: column.time(), ts: column.timestamp(), j: column.json(),
    });
    const source = await warehouse.file(
      's,i,f,n,b,y,d,dt,t,ts,j\n'
        + '\u{1f600} \u00e9,-9223372036854775808,-1.5e-300,-99999999999999999999999999999.123456789,true,/+8A,0001-01-01,0001-01-01T00:00:00,00:00:00,0001-01-01T00:00:00Z,"{""a"":[1,""x""]}"\n'
        + '=1+1,9223372036854775807,0.1,0.000000001,false,,9999-12-31,9999-12-31 23:59:59.999999,23:59:59.999999,2024-02-29T23:59:59.999999+02:00,null\n'.replace('false,,', 'false,"",'),
    );
    await warehouse.push({ source, table: 'shop.types', schema });
    expect(
      await warehouse.query(
        "SELECT s, CAST(i AS STRING) AS i, f, CAST(n AS STRING) AS n, b, TO_HEX(y) AS y, CAST(d AS STRING) AS d, CAST(dt AS STRING) AS dt, CAST(t AS STRING) AS t, CAST(ts AS STRING) AS ts, TO_JSON_STRING(j) AS j FROM shop.types ORDER BY i",
      ),
    ).toEqual([
      { s: '\u{1f600} \u00e9', i: '-9223372036854775808', f: -1.5e-300, n: '-99999999999999999999999999999.123456789', b: true, y: 'ffef00', d: '0001-01-01', dt: '0001-01-01 00:00:00', t: '00:00:00', ts: '0001-01-01 00:00:00+00', j: '{"a":[1,"x"]}' },
      { s: '=1+1', i: '9223372036854775807', f: 0.1, n: '0.000000001', b: false, y: '', d: '9999-12-31', dt: '9999-12-31 23:59:59.999999', t: '23:59:59.999999', ts: '2024-02-29 21:59:59.999999+00', j: 'null' },
    ]);
  });

  it('empties a partition only where that is said', async () => {
    const push = async (content: string, allowEmpty?: boolean) => ({ source: await warehouse.file(content), table: 'shop.emptied', partitionDate: '2021-04-03', schema: product, ...(allowEmpty === undefined ? {} : { allowEmpty }) });
    await warehouse.push(await push(csv('a,x,1')));
    expect(await warehouse.failure(await push(csv()))).toMatchObject({ code: 'DATA_EMPTY', committed: 'no' });
    expect(await rowsOf('shop.emptied')).toHaveLength(1);
    expect(await warehouse.push(await push(csv(), true))).toMatchObject({ rowsLoaded: 0, outcome: 'published' });
    expect(await rowsOf('shop.emptied')).toEqual([]);
  });

  it('adds nullable columns and relaxes required ones by itself', async () => {
    const push = async (content: string, schema: z.ZodObject) => warehouse.push({ source: await warehouse.file(content), table: 'shop.evolved', partitionDate: '2021-04-03', schema });
    await push('a,b\n1,x\n', z.object({ a: z.int(), b: z.string() }));
    await push('c,a,b\nnew,2,\n', z.object({ c: z.string().nullable().describe('Added'), a: z.int(), b: z.string().nullable() }));
    const [metadata] = await (await warehouse.client.bigQuery()).dataset('shop').table('evolved').getMetadata();
    expect(metadata.schema.fields).toEqual([{ name: 'a', type: 'INTEGER', mode: 'REQUIRED' }, { name: 'b', type: 'STRING', mode: 'NULLABLE' }, { name: 'c', type: 'STRING', mode: 'NULLABLE', description: 'Added' }]);
    expect(await warehouse.query('SELECT * FROM shop.evolved')).toEqual([{ a: 2, b: null, c: 'new' }]);
  });

  it.each([
    ['a type', z.object({ a: z.string(), b: z.string() }), 'LOAD_SCHEMA_CONFLICT', '\n  a: INT64 -> STRING'],
    ['a column that is gone', z.object({ a: z.int() }), 'LOAD_SCHEMA_CONFLICT', '\n  b: missing in the contract'],
    ['a new required column', z.object({ a: z.int(), b: z.string(), c: z.string() }), 'LOAD_SCHEMA_CONFLICT', '\n  c: missing in the table, and a new column cannot be REQUIRED'],
    ['another partitioning', defineDataset({ schema: z.object({ a: z.int(), b: z.string() }), partitioning: 'none' }), 'LOAD_PARTITIONING_CONFLICT', 'partitioned by day of ingestion'],
    ['a clustering', defineDataset({ schema: z.object({ a: z.int(), b: z.string() }), clustering: ['a'] }), 'LOAD_PARTITIONING_CONFLICT', 'clustered by nothing'],
  ])('refuses %s that would break readers', async (_, schema, code, part) => {
    const table = `shop.strict`;
    await warehouse.push({ source: await warehouse.file('a,b\n1,x\n'), table, partitionDate: '2021-04-03', schema: z.object({ a: z.int(), b: z.string() }) });
    const before = await warehouse.snapshot('shop');
    const names = Object.keys(('contract' in schema ? schema.schema : schema)._zod.def.shape);
    const whole = 'contract' in schema && schema.contract.partitioning.type === 'none';
    const error = await warehouse.failure({ source: await warehouse.file(`${names.join(',')}\n`), table, schema, ...(whole ? {} : { partitionDate: '2021-04-03' }) });
    expect(error).toMatchObject({ code, step: 'load', fault: 'caller', committed: 'no' });
    expect(error.message).toContain(part);
    expect(await warehouse.snapshot('shop')).toEqual(before);
  });

  it('spells a schema conflict out, a line for each column', async () => {
    const bigQuery = await warehouse.client.bigQuery();
    const fields = [
      { name: 'kept', type: 'STRING', mode: 'REQUIRED' }, { name: 'Price', type: 'INTEGER' }, { name: 'name', type: 'STRING', mode: 'NULLABLE' }, { name: 'tags', type: 'STRING', mode: 'REPEATED' }, { name: 'gone', type: 'FLOAT' },
    ];
    await bigQuery.dataset('shop').createTable('differs', { schema: { fields } });
    const schema = z.object({ kept: z.string().nullable(), price: z.string().nullable(), name: z.string(), tags: z.string().nullable(), extra: z.int(), fine: z.int().nullable() });
    const error = await warehouse.failure({ source: await warehouse.file('kept,price,name,tags,extra,fine\n'), table: 'shop.differs', schema });
    expect(error).toMatchObject({ code: 'LOAD_SCHEMA_CONFLICT', committed: 'no' });
    expect(error.message.split('\n')).toEqual([
      'The contract and the table bm-local.shop.differs differ in a way that would break readers (table -> contract):',
      '  Price: INT64 -> STRING',
      '  name: NULLABLE -> REQUIRED',
      '  tags: REPEATED -> NULLABLE',
      '  gone: missing in the contract',
      '  extra: missing in the table, and a new column cannot be REQUIRED',
    ]);
  });

  it('refuses a partition that a new table of its dataset would drop at once, and creates nothing', async () => {
    const bigQuery = await warehouse.client.bigQuery();
    await bigQuery.createDataset('shortlived', { defaultPartitionExpirationMs: String(86_400_000), location: 'EU' });
    const push = { source: await warehouse.file(csv('a,x,1')), table: 'shortlived.products', partitionDate: '2021-04-03' };
    expect(await warehouse.failure({ ...push, schema: product })).toMatchObject({ code: 'LOAD_PARTITION_EXPIRED', committed: 'no' });
    expect((await bigQuery.dataset('shortlived').table('products').exists())[0]).toBe(false);
    expect(await warehouse.push({ ...push, schema: defineDataset({ schema: product, expirationDays: 36_500 }) })).toMatchObject({ rowsLoaded: 1 });
  });

  it('rejects rows of another day where a column partitions the table, before anything is loaded', async () => {
    const schema = defineDataset({ schema: z.object({ id: z.int(), at: column.timestamp().nullable() }), partitioning: { type: 'day', column: 'at' } });
    const source = await warehouse.file('id,at\n1,2021-04-03T00:00:00Z\n2,2021-04-03T23:30:00-01:00\n3,\n4,2021-04-04T00:30:00+01:00\n');
    const error = await warehouse.failure({ source, table: 'shop.days', partitionDate: '2021-04-03', schema });
    expect(error.rejects).toEqual({ total: 2, listed: [{ record: 2, byteOffset: 29, column: 'at', rule: 'partition' }, { record: 3, byteOffset: 57, column: 'at', rule: 'partition' }] });
  });

  it('refuses a partition that the table would drop at once', async () => {
    const schema = defineDataset({ schema: product, expirationDays: 30 });
    expect(await warehouse.failure({ source: await warehouse.file(csv('a,x,1')), table: 'shop.expired', partitionDate: '2021-04-03', schema })).toMatchObject({ code: 'LOAD_PARTITION_EXPIRED', committed: 'no' });
  });

  it('refuses to push into a view', async () => {
    await warehouse.client.publishView({ view: 'shop.a_view', query: 'SELECT 1 AS a' });
    expect(await warehouse.failure({ source: await warehouse.file('a\n1\n'), table: 'shop.a_view', schema: z.object({ a: z.int() }) })).toMatchObject({ code: 'LOAD_NOT_A_TABLE' });
  });

  it('applies checks of the contract, over values and over records', async () => {
    const schema = z
      .object({ code: z.string().regex(/^[A-Z]{2}$/), low: z.int().min(0), high: z.int().max(10).nullable(), kind: z.enum(['x', 'y']) })
      .refine(({ low, high }) => high === null || low <= high, { path: ['high'] });
    const source = await warehouse.file('code,low,high,kind\nAB,1,2,x\nab,1,2,x\nAB,-1,2,x\nAB,1,11,x\nAB,1,2,z\nAB,3,2,y\nAB,3,,y\n');
    const error = await warehouse.failure({ source, table: 'shop.checked', schema });
    expect(error.rejects?.listed.map(({ record, column: name, rule }) => [record, name, rule])).toEqual([
      [2, 'code', 'invalid_format'], [3, 'low', 'too_small'], [4, 'high', 'too_big'], [5, 'kind', 'invalid_value'], [6, 'high', 'custom'],
    ]);
    expect(error.rejects?.total).toBe(5);
  });

  it('applies checks that stand behind nullable and optional, which see NULL too', async () => {
    const given = (value: unknown) => value !== null && value !== undefined;
    const schema = z.object({
      a: z.string().nullable().refine((value) => value !== 'bad'),
      b: z.string().nullable().refine(given),
      c: z.string().optional().refine((value) => value === undefined || value.length < 3).readonly(),
      d: z.string().min(2).nullable().describe('Checks before nullable do not'),
    });
    const source = await warehouse.file('a,b,c,d\nx,x,x,xx\nbad,x,x,xx\nx,,x,xx\nx,x,xxx,xx\nx,x,,\n,x,,x\n');
    const error = await warehouse.failure({ source, table: 'shop.behind', schema });
    expect(error.rejects?.listed.map(({ record, column: name, rule }) => [record, name, rule])).toEqual([[2, 'a', 'custom'], [3, 'b', 'custom'], [4, 'c', 'custom'], [6, 'd', 'too_small']]);
  });

  it.each([
    ['asynchronous', () => Promise.resolve(true)],
    ['throwing', () => {
      throw new Error('hidden');
    }],
  ])('refuses an %s check, and says nothing of the value', async (_, check) => {
    const schema = z.object({ a: z.string().nullable().refine(check) });
    const error = await warehouse.failure({ source: await warehouse.file('a\nhidden\n'), table: 'shop.odd', schema });
    expect(error).toMatchObject({ code: 'CONTRACT_UNSUPPORTED', step: 'validate', committed: 'no' });
    expect(error.message).not.toContain('hidden');
  });

  it('tells of its progress, and does not mind a listener that throws', async () => {
    const seen: string[] = [];
    const source = await warehouse.file(csv('a,x,1', 'b,x,2'));
    await warehouse.push({
      source, table: 'shop.watched', schema: product,
      onProgress: (event) => {
        seen.push(event.step);
        expect(event.totalSourceBytes).toBe(29);
        throw new Error('display is broken');
      },
    }).catch(() => undefined);
    expect([...new Set(seen)]).toEqual(['source', 'decode', 'stage', 'load', 'register', 'report']);
  });

  it('gives a console the line as a text, which Cloud Logging takes for one entry', async () => {
    const printed: unknown[][] = [];
    const console = { log: () => undefined, table: () => undefined, group: () => undefined, info: (...given: unknown[]) => void printed.push(given), error: (...given: unknown[]) => void printed.push(given) };
    await warehouse.push({ source: await warehouse.file(csv('a,x,1')), table: 'shop.printed', schema: product, logger: console });
    expect(printed).toHaveLength(1);
    expect(JSON.parse(String(printed[0]?.[0]))).toMatchObject({ severity: 'INFO', message: 'Published 1 rows to bm-local.shop.printed', push: { outcome: 'published' } });
  });

  it('writes one log line, with the receipt', async () => {
    const lines: [object, string][] = [];
    const logger = { info: (entry: object, message: string) => void lines.push([entry, message]), error: (entry: object, message: string) => void lines.push([entry, message]) };
    const receipt = await warehouse.push({ source: await warehouse.file(csv('a,x,1')), table: 'shop.logged', schema: product, logger });
    const error = await warehouse.failure({ source: await warehouse.file(csv('a,x,secret-value')), table: 'shop.logged', schema: product, logger });
    const labels = { 'logging.googleapis.com/labels': { dataset: 'shop', table: 'logged', team: 'Team Tests' } };
    const { code, step, fault, retryable, committed, rejects, remedy } = error;
    expect(lines).toEqual([
      [{ push: { ...receipt, team: 'Team Tests' }, ...labels }, 'Published 1 rows to bm-local.shop.logged'],
      [{ push: { ...error.receipt, team: 'Team Tests' }, error: { code, step, fault, retryable, committed, rejects, remedy }, ...labels }, `Push to bm-local.shop.logged failed: DATA_REJECTED: ${error.message}`],
    ]);
    expect(error.receipt).toMatchObject({ outcome: 'failed', errorCode: 'DATA_REJECTED', committed: 'no', rowsRead: 1, rowsRejected: 1 });
    expect(JSON.stringify([lines, error.message, error.stack])).not.toContain('secret-value');
  });
});
