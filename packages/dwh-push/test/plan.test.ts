import { Readable } from 'node:stream';

import { defineDataset, DwhPushError, formatPlan, type PushOptions, type PushPlan } from '@bm/dwh-push';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { leaseName, partitionFolder } from '../src/commit/place.js';
import { serve } from './support/file-server.js';
import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const product = z.object({ sku: z.string(), stock: z.int().nullable() });
const day = '2021-04-03';

/** Plans, and sees to it that nothing but reading was asked of the warehouse. */
async function plan(options: PushOptions): Promise<PushPlan> {
  const asked = warehouse.local.requests.length;
  const planned = await warehouse.client.planPush(options);
  const requests = warehouse.local.requests.slice(asked);
  expect(requests.length).toBeGreaterThan(0);
  expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  return planned;
}

const codes = ({ errors }: PushPlan) => errors.map(({ code }) => code);
const file = () => warehouse.file('sku,stock\na,1\n');

describe('planPush', () => {
  it('says what the first push of a table would do, and does none of it', async () => {
    const source = await file();
    const planned = await plan({ source, table: 'plan.first', partitionDate: day, schema: product });
    expect(planned).toEqual({
      table: 'bm-local.plan.first',
      partition: '20210403',
      partitionDate: day,
      action: 'create-table',
      schema: { added: [{ name: 'sku', type: 'STRING', mode: 'REQUIRED' }, { name: 'stock', type: 'INT64', mode: 'NULLABLE' }], relaxed: [] },
      way: { kind: 'stream', why: expect.any(String) },
      source: { name: source, bytes: 14, objects: 1 },
      quota: [
        { limit: 'partitions of the table', most: 10_000, used: 0 },
        { limit: 'partition modifications of the table per day', most: 11_000, used: 0 },
        { limit: 'load jobs of the project per day', most: 100_000 },
      ],
      warnings: ['The dataset bm-local.plan does not exist yet, and would be created.'],
      errors: [],
    });
    expect((await (await warehouse.client.bigQuery()).dataset('plan').exists())[0]).toBe(false);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('says what would change about the columns, and counts what is used', async () => {
    const schema = (shape: z.ZodObject) => defineDataset({ schema: shape, partitioning: { type: 'month', column: 'on' }, expirationDays: 100_000 });
    const before = schema(z.object({ on: z.iso.date(), n: z.int() }));
    for (const [month, first] of [['2021-03', '2021-03-01'], ['2021-04', '2021-04-01']] as const) {
      await warehouse.push({ source: await warehouse.file(`on,n\n${first},1\n`), table: 'planned.months', partitionDate: month, schema: before });
    }
    const after = schema(z.object({ on: z.iso.date(), n: z.int().nullable(), note: z.string().nullable() }));
    const planned = await plan({ source: await warehouse.file('on,n,note\n'), table: 'planned.months', partitionDate: '2021-04', schema: after });
    expect(planned).toMatchObject({ action: 'replace-partition', partition: '202104', schema: { added: [{ name: 'note', type: 'STRING', mode: 'NULLABLE' }], relaxed: ['n'] }, errors: [] });
    expect(planned.quota).toEqual([
      { limit: 'partitions of the table', most: 10_000, used: 2 },
      { limit: 'partition modifications of the table per day', most: 30_000, used: 2 },
      { limit: 'load jobs of the project per day', most: 100_000 },
    ]);
    expect(planned.warnings).toEqual(['The table drops the partition at 2295-02-14T00:00:00.000Z.']);
    expect(planned.schema).not.toHaveProperty('conflict');
  });

  it('says everything that the push would end with, and the push ends with the first', async () => {
    await warehouse.push({ source: await file(), table: 'planned.wrong', partitionDate: day, schema: product });
    const options: PushOptions = {
      source: await warehouse.file('sku,other\n'), table: 'planned.wrong', partitionDate: day,
      schema: defineDataset({ schema: z.object({ sku: z.int(), size: z.string() }), clustering: ['sku'] }),
    };
    const planned = await plan(options);
    expect(codes(planned)).toEqual(['LOAD_PARTITIONING_CONFLICT', 'LOAD_SCHEMA_CONFLICT', 'DECODE_HEADER_MISMATCH']);
    expect(planned.schema.conflict).toEqual(['sku: STRING -> INT64', 'stock: missing in the contract', 'size: missing in the table, and a new column cannot be REQUIRED']);
    expect((await warehouse.failure(options)).code).toBe('LOAD_PARTITIONING_CONFLICT');
  });

  it.each<[string, () => Promise<PushOptions>, string]>([
    ['a missing source', async () => ({ source: '/nowhere/x.csv', table: 'planned.e', schema: product }), 'SOURCE_NOT_FOUND'],
    ['a missing object', async () => ({ source: `gs://${warehouse.client.config.stagingBucket}/none.csv`, table: 'planned.e', schema: product }), 'SOURCE_NOT_FOUND'],
    ['another header', async () => ({ source: await warehouse.file('a,b\n'), table: 'planned.e', schema: product }), 'DECODE_HEADER_MISMATCH'],
    ['no known format', async () => ({ source: Buffer.from('x'), table: 'planned.e', schema: product }), 'DECODE_UNSUPPORTED'],
    ['an expired partition', async () => ({ source: await file(), table: 'planned.e', partitionDate: day, schema: defineDataset({ schema: product, expirationDays: 1 }) }), 'LOAD_PARTITION_EXPIRED'],
  ])('foresees %s', async (_, options, code) => {
    const written = await options();
    expect(codes(await plan(written))).toEqual([code]);
    expect((await warehouse.failure(written)).code).toBe(code);
  });

  it('tells of a push that runs', async () => {
    const table = { project: 'bm-local', dataset: 'planned', table: 'busy' };
    const facts = JSON.stringify({ version: 1, holder: { runId: 'x', location: 'EU', jobPrefixes: ['x'] }, process: { host: 'elsewhere', pid: 1, instance: 'x' }, team: 'others', since: '2021-04-03T10:00:00.000Z', expiresAt: Date.now() + 3_600_000, unsettled: [] });
    const lease = (await warehouse.client.storage()).bucket(warehouse.client.config.stagingBucket).file(leaseName(partitionFolder(table, '20210403')));
    await lease.save('', { resumable: false, metadata: { metadata: { facts } } });
    const options = { source: await file(), table: 'planned.busy', partitionDate: day, schema: product };
    const waits = await plan(options);
    expect(waits.warnings).toContain('It is being written since 2021-04-03T10:00:00.000Z by the team others: this push would wait.');
    expect(waits.errors).toEqual([]);
    expect(codes(await plan({ ...options, whenBusy: 'fail' }))).toEqual(['LEASE_BUSY']);
    expect((await warehouse.failure({ ...options, whenBusy: 'fail' })).code).toBe('LEASE_BUSY');
    await lease.delete();
  });

  it('warns of rows that no push has written', async () => {
    await warehouse.query('CREATE TABLE planned.theirs AS SELECT "a" AS sku, 1 AS stock');
    const planned = await plan({ source: await file(), table: 'planned.theirs', schema: z.object({ sku: z.string().nullable(), stock: z.int().nullable() }) });
    expect(planned).toMatchObject({ action: 'replace-table', errors: [], warnings: ['No push has written bm-local.planned.theirs yet: the 1 rows that it holds would be replaced.'] });
    expect(planned.quota.map(({ most }) => most)).toEqual([1_500, 100_000]);
    expect((await plan({ source: await file(), table: 'planned.future', partitionDate: '9999-12-31', schema: product })).warnings).toContain('The partition 9999-12-31 begins in the future.');
  });

  it('warns where the contract has the table drop partitions that it keeps so far', async () => {
    const options = async (expirationDays?: number): Promise<PushOptions> => ({ source: await file(), table: 'planned.kept', partitionDate: '2999-01-01', schema: defineDataset({ schema: product, ...(expirationDays === undefined ? {} : { expirationDays }) }) });
    const dropping = async (days: number) => (await plan(await options(days))).warnings.filter((warning) => warning.includes('older ones would be dropped'));
    await warehouse.push(await options());
    expect(await dropping(60)).toEqual(['The table would keep partitions for 60 days, and keeps them for ever so far: older ones would be dropped.']);
    await warehouse.push(await options(60));
    expect(await dropping(30)).toEqual(['The table would keep partitions for 30 days, and keeps them for 60 days so far: older ones would be dropped.']);
    expect([await dropping(60), await dropping(90)]).toEqual([[], []]);
  });

  it('leaves a stream as it is', async () => {
    const stream = Readable.from([Buffer.from('sku,stock\na,1\n')], { objectMode: false });
    const options: PushOptions = { source: stream, format: 'csv', table: 'planned.streamed', schema: product };
    expect(await plan(options)).toMatchObject({ source: { name: 'stream' }, errors: [], warnings: [expect.stringContaining('The source is a stream')] });
    expect(await warehouse.push(options)).toMatchObject({ rowsLoaded: 1 });
  });

  it('leaves rows as they are', async () => {
    let asked = 0;
    const rows = (function* () {
      asked += 1;
      yield { sku: 'a', stock: 1, tags: ['x'] };
    })();
    const options: PushOptions = { source: rows, table: 'planned.rows', schema: product.extend({ tags: z.array(z.string()) }) };
    const planned = await plan(options);
    expect(planned).toMatchObject({ source: { name: 'rows' }, errors: [], warnings: [expect.stringContaining('The source is rows')] });
    expect(formatPlan(planned)).toContain('  columns  3 new: sku STRING NOT NULL, stock INT64, tags ARRAY<STRING>\n');
    expect(asked).toBe(0);
    expect(await warehouse.push(options)).toMatchObject({ rowsLoaded: 1 });
  });

  it('reads no more of a URL than its beginning', async () => {
    let ended = false;
    // The rest never comes.
    await using server = await serve((_, response) => {
      response.setHeader('content-length', 50_000_010).write(`sku,stock\n${'a,1\n'.repeat(500_000)}`);
      response.on('close', () => (ended = true));
    });
    const planned = await plan({ source: server.url('/x.csv?key=secret'), table: 'planned.url', schema: product });
    expect(planned).toMatchObject({ source: { bytes: 50_000_010 }, errors: [] });
    expect(JSON.stringify(planned)).not.toContain('secret');
    await expect.poll(() => ended).toBe(true);
  });

  it('ends where its caller aborts, or its options are wrong', async () => {
    const options = { source: await file(), table: 'planned.aborted', schema: product };
    const failure = (more: object) => warehouse.client.planPush({ ...options, ...more }).catch((error: unknown) => (DwhPushError.isInstance(error) ? error.code : error));
    expect(await failure({ signal: AbortSignal.abort() })).toBe('ABORTED');
    expect(await failure({ partitionDate: 'tomorrow' })).toBe('OPTIONS_INVALID');
  });
});

describe('formatPlan', () => {
  it('is what a person reads', async () => {
    const source = await file();
    const planned = await plan({ source, table: 'plan.printed', partitionDate: day, schema: product });
    expect(formatPlan(planned)).toBe(
      [
        'bm-local.plan.printed$20210403: the table would be created, with the partition 2021-04-03',
        `  source   ${source} (14 bytes)`,
        '  way      stream: the source is not in Cloud Storage',
        '  columns  2 new: sku STRING NOT NULL, stock INT64',
        '  quota    partitions of the table: 0 of 10,000',
        '  quota    partition modifications of the table per day: 0 of 11,000',
        '  quota    load jobs of the project per day: at most 100,000',
        '  warning  The dataset bm-local.plan does not exist yet, and would be created.',
      ].join('\n'),
    );
  });

  it('keeps what goes over several lines together, and says what to do', async () => {
    await warehouse.push({ source: await file(), table: 'planned.printed', schema: product });
    const planned = await plan({ source: await warehouse.file('sku\n'), table: 'planned.printed', schema: z.object({ sku: z.int() }) });
    const text = formatPlan(planned).split('\n');
    expect(text[0]).toBe('bm-local.planned.printed: nothing would change, for the push would fail (LOAD_SCHEMA_CONFLICT)');
    expect(text).toContain('  columns  sku: STRING -> INT64');
    expect(text.slice(-4)).toEqual([
      '  error    The contract and the table bm-local.planned.printed differ in a way that would break readers (table -> contract):',
      '             sku: STRING -> INT64',
      '             stock: missing in the contract (LOAD_SCHEMA_CONFLICT)',
      expect.stringContaining('           New nullable columns'),
    ]);
  });
});
