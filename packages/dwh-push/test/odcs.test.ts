import { column, defineDataset, exportContract, importContract } from '@bm/dwh-push';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const table = { table: 'bm-data.shop.orders' };

describe('an Open Data Contract', () => {
  const orders = defineDataset({
    schema: z.object({
      id: z.int().min(1),
      big: z.int64(),
      day: z.iso.date(),
      mail: z.email().nullable().meta({ personalData: 'email', description: 'Who ordered' }),
      state: z.enum(['open', 'paid']),
      price: column.numeric(),
      at: column.timestamp().nullable(),
      ratio: z.number().lt(1),
      raw: column.float64(),
      extra: column.json().nullable(),
      lines: z.array(z.object({ sku: z.string().min(1).max(20).regex(/^[a-z]+$/) })).max(5),
    }),
    description: 'Orders',
    owner: 'Shop',
    contact: '#shop',
    version: '1.2.0',
    classification: 'internal',
    schedule: '0 6 * * *',
    partitioning: { type: 'day', column: 'day' },
    clustering: ['state'],
    expirationDays: 365,
    labels: { layer: 'raw' },
  });

  it('says in YAML what a dataset says', async () => {
    const { yaml, lost } = await exportContract(orders, table);
    expect(lost).toEqual([]);
    expect(parse(yaml)).toMatchObject({
      apiVersion: 'v3.0.1',
      kind: 'DataContract',
      version: '1.2.0',
      description: { purpose: 'Orders' },
      team: [{ username: 'Shop', role: 'owner' }],
      customProperties: expect.arrayContaining([{ property: 'contact', value: '#shop' }]),
      servers: [{ type: 'bigquery', project: 'bm-data', dataset: 'shop' }],
      schema: [{ name: 'orders', properties: expect.arrayContaining([{ name: 'id', logicalType: 'integer', physicalType: 'INT64', required: true, logicalTypeOptions: { minimum: 1 } }, expect.objectContaining({ name: 'day', partitioned: true })]) }],
      slaProperties: [{ property: 'retention', value: 365, unit: 'd' }, { property: 'frequency', value: '0 6 * * *', unit: 'cron' }],
    });
  });

  it('has channels with a URL, and bounds, as version 3.0 writes them', async () => {
    const written = async (definition: object) => parse((await exportContract(defineDataset({ schema: z.object({ a: z.number().gt(0).lt(10).min(-1), b: z.int().gte(3).lt(9) }), ...definition }), table)).yaml) as { support?: unknown; schema: { properties: { logicalTypeOptions: unknown }[] }[] };
    expect((await written({ contact: 'shop@example.com' })).support).toEqual([{ channel: 'shop@example.com', url: 'mailto:shop@example.com' }]);
    expect((await written({ contact: 'https://chat.example.com/shop' })).support).toEqual([{ channel: 'https://chat.example.com/shop', url: 'https://chat.example.com/shop' }]);
    expect((await written({})).schema[0]?.properties.map(({ logicalTypeOptions }) => logicalTypeOptions)).toEqual([{ minimum: 0, exclusiveMinimum: true, maximum: 10, exclusiveMaximum: true }, { minimum: 3, maximum: 9, exclusiveMaximum: true }]);
  });

  it('names no server without a project, quotes what YAML 1.1 takes for a truth value, and tells of flags and coercion', async () => {
    const { yaml, lost } = await exportContract(defineDataset({ schema: z.object({ a: z.enum(['yes', 'no', 'on']), b: z.string().regex(/^x+$/i), c: z.coerce.number() }), description: 'No' }), { table: 'shop.orders' });
    expect(parse(yaml)).not.toHaveProperty('servers');
    expect(parse(yaml, { version: '1.1' })).toEqual(parse(yaml));
    expect(lost).toEqual(['b: the flags i of a pattern', 'c: that values of other kinds are converted']);
    expect((await importContract(yaml)).table).toBe('shop.orders');
  });

  it.each([
    ['a protocol', z.url({ protocol: /^https$/ })], ['a host', z.url({ hostname: /^x$/ })], ['a page', z.httpUrl()], ['a version of UUID', z.uuidv4()], ['a pattern of addresses', z.email({ pattern: /^x/ })], ['one number', z.literal(1)], ['a flag', z.string().regex(/^.$/u)],
  ])('tells that it has no word for %s', async (name, of) => {
    expect((await exportContract(defineDataset({ schema: z.object({ a: of as z.ZodString }) }), table)).lost).toHaveLength(name === 'a page' ? 2 : 1);
  });

  it('tells that a version 0.0.0 is none, and of plain formats nothing', async () => {
    expect((await exportContract(defineDataset({ schema: z.object({ a: z.string() }), version: '0.0.0' }), table)).lost).toHaveLength(1);
    expect((await exportContract(defineDataset({ schema: z.object({ a: z.url(), b: z.uuid(), c: z.email() }) }), table)).lost).toEqual([]);
  });

  it('reads the same by both versions of YAML', async () => {
    const values = ['1', '0o7', '07', 'yes', 'null', '', ' x', '2020-01-01', '1_000', '~', '!!str', '&a', '*a', '1:30', '0b1', '.5', 'a: b', '# x', '<<', '=', 'x ', '\ta', 'two\nlines'] as const;
    const { yaml } = await exportContract(defineDataset({ schema: z.object({ a: z.enum(values) }) }), table);
    for (const version of ['1.1', '1.2'] as const) expect(parse(yaml, { version })).toMatchObject({ schema: [{ properties: [{ customProperties: [{ property: 'enum', value: [...values] }] }] }] });
  });

  it('is taken as it is meant, or refused, where it is odd', async () => {
    const of = (properties: string) => importContract(`apiVersion: v3.0.1\nkind: DataContract\nid: x\nversion: 1.0.0\nstatus: active\nschema:\n  - name: t\n    properties:\n${properties}\n`);
    const codeOf = (properties: string) => of(properties).then(() => 'read', ({ code }: { code: string }) => code);
    const { dataset } = await of('      - {name: a, logicalType: array, items: {logicalType: string, physicalType: STRING, customProperties: [{property: personalData, value: email}]}}');
    expect(dataset.contract.columns[0]).toMatchObject({ mode: 'REPEATED', personalData: 'email' });
    expect(await codeOf('      - {name: a, physicalType: STRING}\n      - {name: A, physicalType: INT64}')).toBe('CONTRACT_UNSUPPORTED');
    expect(await codeOf('      - &p {name: a, physicalType: STRUCT, properties: [*p]}')).toBe('OPTIONS_INVALID');
    expect((await of('      - {name: a, physicalType: STRING, logicalTypeOptions: {maxLength: "5"}}')).lost).toEqual(['a: the option maxLength']);
    expect((await of('      - {name: a, physicalType: DATE, partitioned: true}\n      - {name: b, physicalType: DATE, partitioned: true}')).lost).toEqual(['b: partitioned, which another column is']);
  });

  it('becomes the same dataset again', async () => {
    const { yaml } = await exportContract(orders, table);
    const imported = await importContract(yaml);
    expect(imported).toMatchObject({ table: 'shop.orders', lost: [] });
    expect((await exportContract(imported.dataset, table)).yaml).toBe(yaml);
    expect(imported.dataset.contract.fingerprint).toBe(orders.contract.fingerprint);
    const row = { id: 1, big: 1n, day: '2021-04-03', mail: 'a@b.co', state: 'open', price: '1.5', at: null, ratio: 0.5, raw: 1, extra: null, lines: [{ sku: 'a' }] };
    const verdicts = (values: object) => [orders, imported.dataset].map(({ schema }) => schema.safeParse({ ...row, ...values }).success);
    expect(verdicts({})).toEqual([true, true]);
    for (const wrong of [{ id: 0 }, { mail: 'x' }, { state: 'lost' }, { ratio: 1 }, { lines: [{ sku: 'A' }] }, { lines: Array(6).fill({ sku: 'a' }) }]) expect(verdicts(wrong), JSON.stringify(wrong)).toEqual([false, false]);
  });

  it('says what is lost, either way', async () => {
    const lossy = defineDataset({ schema: z.object({ a: z.string().refine((text) => text !== 'x'), b: z.string().transform((text) => text.trim()).pipe(z.string()), c: z.string().default('x'), d: z.date() }).refine(() => true) });
    expect((await exportContract(lossy, table)).lost).toEqual(['rules over whole records, which are code', 'a: a check that is code', 'b: a transform', 'c: a value for what is missing (default)', 'd: that values are Date objects']);
    const { yaml } = await exportContract(orders, table);
    const more = yaml.replace('status: active', 'status: active\nprice: { priceAmount: 1 }').replace('name: id', 'name: id\n        unique: true').replace('- property: retention', '- property: latency\n    value: 4\n  - property: retention');
    expect((await importContract(more)).lost).toEqual(['price of the contract', 'id: unique', 'the service level "latency"']);
  });

  it('says of checks that have no words in the standard that they are lost, and writes those that are patterns', async () => {
    const schema = z.object({ a: z.iso.datetime(), b: z.iso.datetime({ precision: 3, offset: true }), c: z.iso.time({ precision: 0 }), d: z.int64().min(5n), e: z.date().min(new Date(0)).nullable(), f: z.string().startsWith('a.b'), g: z.iso.datetime({ offset: true }), h: column.timestamp() });
    const { yaml, lost } = await exportContract(defineDataset({ schema }), table);
    expect(lost).toEqual(['a: that its zone is Z', 'b: the precision of its text', 'c: the precision of its text', 'd: its bounds', 'e: that values are Date objects', 'e: its bounds']);
    const { dataset } = await importContract(yaml);
    const { f } = dataset.schema.shape as Record<string, z.ZodType>;
    expect(['a.bc', 'axbc', 'b'].map((value) => f?.safeParse(value).success)).toEqual([true, false, false]);
  });

  it('of somebody else loses nothing without a word', async () => {
    const { dataset, lost, table: name, project } = await importContract(`
apiVersion: v3.0.2
kind: DataContract
id: x
version: 2.0.0
status: active
description: { purpose: Why, limitations: Some, usage: Any }
team: [{ username: a }, { username: b, role: owner, dateIn: "2020-01-01" }]
support: [{ channel: one, url: "https://example.com", tool: slack }, { channel: two, url: "https://example.com" }]
servers: [{ server: s, type: bigquery, project: bm-data, dataset: shop, environment: prod }, { server: t, type: kafka }]
slaProperties: [{ property: retention, value: 3, unit: d, driver: law }]
schema:
  - name: t
    description: A table
    quality: [{ rule: rowCount }]
    properties:
      - { name: price, logicalType: number, physicalType: "NUMERIC(10, 2)" }
      - { name: code, logicalType: string, physicalType: "VARCHAR(3)" }
      - { name: tags, logicalType: array, items: { logicalType: string, description: One } }
`);
    expect({ name, project }).toEqual({ name: 'shop.t', project: 'bm-data' });
    expect(dataset.contract).toMatchObject({ description: 'Why', owner: 'b', expirationDays: 3 });
    expect(dataset.schema.safeParse({ price: '1', code: 'abcd', tags: [] }).success).toBe(false);
    expect(lost).toEqual(['limitations of the description', 'usage of the description', 'the team but for its owner', 'dateIn of the team', 'channels of support after the first', 'tool of the support', 'servers after the first', 'environment of the servers', 'quality of the schema', 'description of the schema', 'driver of the service levels', 'price: the parameters (10, 2) of its type', 'tags: description of its items']);
  });

  it('of somebody else is read by its logical types', async () => {
    const { dataset, table: name } = await importContract('apiVersion: v3.0.0\nkind: DataContract\nid: x\nversion: 2.0.0\nstatus: draft\nschema:\n  - name: t\n    properties:\n      - { name: a, logicalType: string, required: true }\n      - { name: b, logicalType: integer }\n      - { name: c, logicalType: number, physicalType: "NUMERIC(10, 2)" }\n');
    expect(name).toBe('t');
    expect(dataset.contract.columns.map(({ name: columnName, type, mode }) => [columnName, type, mode])).toEqual([['a', 'STRING', 'REQUIRED'], ['b', 'INT64', 'NULLABLE'], ['c', 'NUMERIC', 'NULLABLE']]);
  });

  it('of versions 3.0 and 3.1 means what they mean', async () => {
    const contract = (version: string, rest: string) => `apiVersion: ${version}\nkind: DataContract\nid: x\nversion: 2.0.0\nstatus: draft\nschema:\n  - name: t\n    properties:\n      - { name: a, logicalType: integer, required: true, logicalTypeOptions: ${rest}`;
    const verdicts = async (text: string) => { const { dataset } = await importContract(text); return [5, 6].map((a) => dataset.schema.safeParse({ a }).success); };
    expect(await verdicts(contract('v3.0.2', '{ minimum: 5, exclusiveMinimum: true } }'))).toEqual([false, true]);
    expect(await verdicts(contract('v3.0.2', '{ minimum: 5, exclusiveMinimum: false } }'))).toEqual([true, true]);
    expect(await verdicts(contract('v3.1.0', '{ exclusiveMinimum: 5 } }'))).toEqual([false, true]);
    const { dataset, lost } = await importContract(`${contract('v3.1.0', '{ format: i64 } }')}\n      - { name: d, logicalType: date, logicalTypeOptions: { minimum: "2020-01-01" } }\nteam: { name: shop, members: [{ username: Ann, role: owner }] }\nslaProperties: [{ property: retention, value: 3, unit: y }, { property: frequency, value: 1, unit: d }]\ncustomProperties: [{ property: mine, value: 1 }]\n`);
    expect(dataset.contract).toMatchObject({ owner: 'Ann', expirationDays: undefined });
    expect(lost).toEqual(['the custom property "mine"', 'the status "draft"', 'a: the option format', 'd: the option minimum', 'the service level "retention"', 'the service level "frequency"']);
    expect((await importContract(`${contract('v3.0.0', '{} }')}\nslaProperties: [{ property: retention, value: 48, unit: hours }]\n`)).dataset.contract.expirationDays).toBe(2);
    await expect(importContract(contract('v3.0.0', '{} }').replace('logicalType: integer', 'logicalType: string').replace('{} }', '{ pattern: "(" } }'))).rejects.toMatchObject({ code: 'CONTRACT_UNSUPPORTED' });
  });

  it.each([['no YAML', '{ a'], ['another kind', 'kind: Other'], ['an old version', 'apiVersion: v2.2.2\nkind: DataContract\nschema: []'], ['no properties', 'apiVersion: v3.0.2\nkind: DataContract\nschema: [{ name: t }]'], ['a team that is none', 'apiVersion: v3.0.2\nkind: DataContract\nteam: 5\nschema: [{ name: t, properties: [{ name: a, logicalType: string }] }]'], ['a bomb', `a: &a [x]\n${Array.from({ length: 20 }, (_, at) => `b${at}: &b${at} [${Array(20).fill(at === 0 ? '*a' : `*b${at - 1}`).join(',')}]`).join('\n')}`]])('that is none is refused: %s', async (_, text) => {
    await expect(importContract(text)).rejects.toMatchObject({ code: 'OPTIONS_INVALID' });
  });

  it('that is written and read comes back, whatever it says', async () => {
    const text = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 5, max: 50 })).map(([min, max]) => z.string().min(min).max(max));
    const scalar = fc.oneof(text, fc.constantFrom(z.int(), z.int64(), z.number(), z.boolean(), z.iso.date(), z.email(), z.uuid(), z.enum(['a', 'b "c"', 'd: e'])), fc.constantFrom(column.numeric, column.bignumeric, column.datetime, column.time, column.timestamp, column.bytes, column.float64).map((make) => make()), fc.integer({ min: -99, max: 99 }).map((min) => z.int().min(min)));
    const { value } = fc.letrec<{ value: z.ZodType }>((tie) => ({
      value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, fc.array(tie('value'), { minLength: 1, maxLength: 3 }).map((fields) => z.object(Object.fromEntries(fields.map((field, index) => [`f${index}`, field]))))),
    }));
    const whole = fc.array(fc.tuple(value, fc.constantFrom('plain', 'nullable', 'array'), fc.option(fc.string(), { nil: undefined })), { minLength: 1, maxLength: 6 }).map((columns) =>
      z.object(Object.fromEntries(columns.map(([schema, wrap, description], index) => {
        const wrapped = wrap === 'nullable' ? schema.nullable() : wrap === 'array' ? z.array(schema) : schema;
        return [`c${index}`, description === undefined || description === '' ? wrapped : wrapped.meta({ description })];
      }))),
    );
    await fc.assert(
      fc.asyncProperty(whole, async (schema) => {
        const dataset = defineDataset({ schema });
        const { yaml, lost } = await exportContract(dataset, table);
        const imported = await importContract(yaml);
        expect([lost, imported.lost]).toEqual([[], []]);
        expect(imported.dataset.contract.fingerprint).toBe(dataset.contract.fingerprint);
        expect((await exportContract(imported.dataset, table)).yaml).toBe(yaml);
      }),
      { numRuns: 200, seed: 20210403 },
    );
  });
});
