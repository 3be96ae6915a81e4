import { gzipSync, zstdCompressSync } from 'node:zlib';

import { defineDataset, type PushOptions } from '@bm/dwh-push';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string() });
const to = (source: string, table: string, more: Partial<PushOptions> = {}): PushOptions => ({ source, table, partitionDate: '2021-04-03', schema, ...more });

beforeAll(async () => {
  await (await warehouse.client.storage()).createBucket('lake', { location: 'EU' });
  await (await warehouse.client.storage()).createBucket('far-lake', { location: 'US' });
});

async function put(name: string, content: string | Buffer, bucket = 'lake'): Promise<string> {
  await (await warehouse.client.storage()).bucket(bucket).file(name).save(content, { resumable: false, validation: false });
  return `gs://${bucket}/${name}`;
}

async function rows(table: string) {
  return (await warehouse.query(`SELECT a, b FROM ${table} ORDER BY a`)).map(({ a, b }) => [a, b]);
}

describe('a CSV of Cloud Storage', () => {
  it('is copied, checked and loaded by the services', async () => {
    const receipt = await warehouse.push(to(await put('one.csv', 'a,b\n1,x\n2,"y ""2"", z"\n'), 'way.one'));
    expect(receipt).toMatchObject({ way: 'service', outcome: 'published', rowsRead: 2, rowsLoaded: 2, sourceBytes: 23, stagedBytes: 23 });
    expect(await rows('way.one')).toEqual([[1, 'x'], [2, 'y "2", z']]);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('may be several objects, without header, with another delimiter', async () => {
    await put('many/a.txt', '1;x\r\n2;y\r\n');
    await put('many/b.txt', '3;z');
    const receipt = await warehouse.push(to('gs://lake/many/*', 'way.many', { format: 'csv', csv: { header: false, delimiter: ';' } }));
    expect(receipt).toMatchObject({ way: 'service', rowsLoaded: 3 });
    expect(await rows('way.many')).toEqual([[1, 'x'], [2, 'y'], [3, 'z']]);
  });

  it('that is written again with the same bytes is unchanged', async () => {
    const source = await put('again.csv', 'a,b\n1,x\n');
    const first = await warehouse.push(to(source, 'way.again'));
    await put('again.csv', 'a,b\n1,x\n');
    expect(await warehouse.push(to(source, 'way.again'))).toMatchObject({ outcome: 'unchanged', way: 'service', pushId: first.pushId });
    await put('again.csv', 'a,b\n1,y\n');
    expect(await warehouse.push(to(source, 'way.again'))).toMatchObject({ outcome: 'published', way: 'service' });
    expect(await rows('way.again')).toEqual([[1, 'y']]);
  });

  it('keeps empty fields apart as the columns say', async () => {
    const nullable = z.object({ a: z.int(), b: z.string().nullable() });
    expect(await warehouse.push(to(await put('null.csv', 'a,b\n1,\n'), 'way.nulls', { schema: nullable }))).toMatchObject({ way: 'service' });
    expect(await rows('way.nulls')).toEqual([[1, null]]);
    expect(await warehouse.push(to(await put('empty.csv', 'a,b\n1,\n2,""\n'), 'way.texts'))).toMatchObject({ way: 'service' });
    expect(await rows('way.texts')).toEqual([[1, ''], [2, '']]);
  });

  it('that breaks the contract is refused with the number of records per rule', async () => {
    const source = await put('bad.csv', 'a,b\nhidden,x\n2,y\n3,hidden!\n4,hidden!\n');
    const error = await warehouse.failure(to(source, 'way.never', { schema: z.object({ a: z.int(), b: z.string().max(5) }) }));
    expect(error).toMatchObject({ code: 'DATA_REJECTED', step: 'validate', committed: 'no', receipt: { way: 'service', rowsRead: 4, rowsRejected: 3 } });
    const listed = [{ record: 1, byteOffset: 4, column: 'a', rule: 'integer' }, { record: 3, byteOffset: 17, column: 'b', rule: 'too_big' }, { record: 4, byteOffset: 27, column: 'b', rule: 'too_big' }];
    expect(error.rejects).toEqual({ total: 3, listed, byRule: [{ column: 'a', rule: 'integer', records: 1 }, { column: 'b', rule: 'too_big', records: 2 }] });
    expect(error.message).not.toContain('hidden');
    expect(await warehouse.staged()).toEqual([]);
  });

  it('that breaks the contract is refused all the same where its records cannot be listed any more', async () => {
    await put('lists/a.csv', `a,b\n${'x,y\n'.repeat(15)}`);
    await put('lists/b.csv', `a,b\n${'x,y\n'.repeat(15)}`);
    const whole = await warehouse.failure(to('gs://lake/lists/*', 'way.never'));
    expect(whole.rejects).toMatchObject({ total: 30, byRule: [{ column: 'a', rule: 'integer', records: 30 }] });
    expect(whole.rejects?.listed.map(({ object, record }) => `${object?.slice(-5)} ${record}`)).toEqual([...Array.from({ length: 15 }, (_, at) => `a.csv ${at + 1}`), ...Array.from({ length: 5 }, (_, at) => `b.csv ${at + 1}`)]);
    const gone = warehouse.local.faults.add({ method: 'storage.objects.get', nth: 3, times: 1, kind: 'error', status: 404, reason: 'notFound' });
    expect(await warehouse.failure(to('gs://lake/lists/*', 'way.never'))).toMatchObject({ code: 'DATA_REJECTED', committed: 'no', rejects: { total: 30, listed: [] } });
    expect(gone.hits).toBe(1);
    gone.remove();
    expect(await warehouse.staged()).toEqual([]);
  });

  it('without records is empty', async () => {
    const source = await put('none.csv', 'a,b\n');
    expect(await warehouse.failure(to(source, 'way.never'))).toMatchObject({ code: 'DATA_EMPTY', receipt: { way: 'service' } });
    expect(await warehouse.push(to(source, 'way.empty', { allowEmpty: true }))).toMatchObject({ way: 'service', rowsLoaded: 0 });
  });

  it('has its records in the partition', async () => {
    const dated = defineDataset({ schema: z.object({ a: z.int(), t: z.iso.date() }), partitioning: { type: 'month', column: 't' } });
    const push = (source: string) => to(source, 'way.dated', { schema: dated, partitionDate: '2021-04' });
    expect(await warehouse.push(push(await put('in.csv', 'a,t\n1,2021-04-30\n')))).toMatchObject({ way: 'service' });
    expect((await warehouse.failure(push(await put('out.csv', 'a,t\n1,2021-05-01\n')))).rejects?.byRule).toEqual([{ column: 't', rule: 'partition', records: 1 }]);
  });
});

describe('a source is read by this process', () => {
  const refined = z.object({ a: z.int().refine((a) => a > 0), b: z.string() });
  it.each([
    ['the caller asks for it', 'x.csv', 'a,b\n1,x\n', { way: 'stream' }],
    ['rejects are asked for', 'x.csv', 'a,b\n1,x\n', { rejects: { max: 0 } }],
    ['a check that is code', 'x.csv', 'a,b\n1,x\n', { schema: refined }],
    ['changes values', 'x.csv', 'a,b\n1,x\n', { schema: z.object({ a: z.int(), b: z.string().trim() }) }],
    ['zstd', 'x.csv.zst', zstdCompressSync('a,b\n1,x\n'), {}],
    ['add up to the size', 'members.csv.gz', Buffer.concat([gzipSync('a,b\n'), gzipSync('1,x\n')]), {}],
    ['no flat object', 'blank.ndjson', '{"a":1,"b":"x"}\n\n', {}],
    ['have a key twice', 'twice.ndjson', '{"a":2,"a":1,"b":"x"}\n', {}],
    ['read as something else', 'point.ndjson', '{"a":1.0,"b":"x"}\n', {}],
    ['read as something else', 'pair.ndjson', '{"a":1,"b":"\\ud83d\\ude00"}\n', {}],
    ['replacement character', 'u.ndjson', '{"a":1,"b":"\ufffd"}\n', {}],
    ['byte order mark', 'bom.ndjson', '\ufeff{"a":1,"b":"x"}\n', {}],
    ['passes over keys', 'loose.ndjson', '{"a":1,"b":"x","c":2}\n', { schema: z.looseObject({ a: z.int(), b: z.string() }) }],
    ['is nested', 'nested.ndjson', '{"a":1,"b":["x"]}\n', { schema: z.object({ a: z.int(), b: z.array(z.string()) }) }],
    ['not UTF-8', 'x.csv', 'a,b\n1,x\n', { csv: { encoding: 'latin1' } }],
    ['unusual', 'x.csv', 'a~b\n1~x\n', { csv: { delimiter: '~' } }],
    ['order of the table', 'y.csv', 'b,a\nx,1\n', {}],
    ['quoted line break', 'z.csv', 'a,b\n1,"x\ny"\n', {}],
    ['replacement character', 'u.csv', 'a,b\n1,\ufffd\n', {}],
    ['quoted empty strings', 'q.csv', 'a,b\n1,""\n', { schema: z.object({ a: z.int(), b: z.string().nullable() }) }],
    ['carriage returns', 'r.csv', 'a,b\n1,"x\ry"\n', {}],
    ['byte order mark', 'bom.csv', '\ufeff1,x\n', { csv: { header: false } }],
  ] as const)('because of what is certain only then: %s', async (why, name, content, more) => {
    const receipt = await warehouse.push(to(await put(name, content), `way.stream_${name.replace(/\W/g, '_')}_${why.replace(/\W/g, '_')}`, more as Partial<PushOptions>));
    expect(receipt).toMatchObject({ way: 'stream', rowsLoaded: 1 });
    expect(receipt.wayReason).toContain(why);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('where it lies far away, or on this machine', async () => {
    expect(await warehouse.push(to(await put('x.csv', 'a,b\n1,x\n', 'far-lake'), 'way.far'))).toMatchObject({ way: 'stream', wayReason: 'the source is in US and the dataset in EU' });
    expect(await warehouse.push(to(await warehouse.file('a,b\n1,x\n'), 'way.near'))).toMatchObject({ way: 'stream', wayReason: 'the source is not in Cloud Storage' });
  });

  it('which a plan says before', async () => {
    const source = await put('planned.csv', 'a,b\n1,x\n');
    expect((await warehouse.client.planPush(to(source, 'way.planned'))).way).toMatchObject({ kind: 'service' });
    expect((await warehouse.client.planPush(to(source, 'way.planned', { rejects: { max: 1 } }))).way.kind).toBe('stream');
    const { errors } = await warehouse.client.planPush(to(source, 'way.planned', { schema: refined, way: 'service' }));
    expect(errors.map(({ code }) => code)).toEqual(['OPTIONS_INVALID']);
  });

  it('unless the caller insists: then the push is refused', async () => {
    const refused = { code: 'OPTIONS_INVALID', committed: 'no' };
    expect(await warehouse.failure(to(await warehouse.file('a,b\n1,x\n'), 'way.never', { way: 'service' }))).toMatchObject(refused);
    const error = await warehouse.failure(to(await put('z.csv', 'a,b\n1,"x\ny"\n'), 'way.never', { way: 'service' }));
    expect(error).toMatchObject(refused);
    expect(error.message).toContain('quoted line break');
    expect(await warehouse.failure(to('gs://lake/x.csv', 'way.never', { way: 'fast' as 'service' }))).toMatchObject(refused);
    expect(await warehouse.staged()).toEqual([]);
  });
});

describe('a call of the services on that way', () => {
  const CALLS = [
    ['storage.objects.get', 2],
    ['storage.objects.rewrite', 1],
    ['bigquery.jobs.insert', 1],
    ['bigquery.jobs.get', 1],
    ['bigquery.jobs.getQueryResults', 1],
    ['bigquery.jobs.insert', 2],
  ] as const;
  const FAULTS = [{ kind: 'error', status: 503, reason: 'backendError' }, { kind: 'lost-answer' }, { kind: 'error', status: 403, reason: 'rateLimitExceeded' }] as const;

  // Cloud Storage calls too many reads a 429; what a read is refused with has no reason that the client passes on.
  const isOfRead = (method: string, fault: object) => method === 'storage.objects.get' && 'reason' in fault && fault.reason === 'rateLimitExceeded';
  it.each(CALLS.flatMap(([method, nth]) => FAULTS.filter((fault) => !isOfRead(method, fault)).map((fault) => [method, nth, fault] as const)))('%s (%i.) that meets %o is made good', async (method, nth, fault) => {
    const table = `way.f_${method.replaceAll('.', '_')}_${nth}_${Object.values(fault).join('_').replaceAll('-', '_')}`;
    const source = await put('fault.csv', `a,b\n${Array.from({ length: 50 }, (_, row) => `${row},x\n`).join('')}`);
    await warehouse.push(to(await put('before.csv', 'a,b\n0,old\n'), table));
    const met = warehouse.local.faults.add({ method, nth, ...fault });
    try {
      expect(await warehouse.push(to(source, table))).toMatchObject({ way: 'service', rowsLoaded: 50 });
      expect(met.hits).toBe(1);
    } finally {
      met.remove();
    }
    expect((await rows(table)).length).toBe(50);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('that finds another object than the push saw ends it', async () => {
    const source = await put('changed.csv', 'a,b\n1,x\n');
    const met = warehouse.local.faults.add({ method: 'storage.objects.rewrite', times: 100, kind: 'error', status: 503, reason: 'backendError' });
    const pushing = warehouse.failure(to(source, 'way.never'));
    await vi.waitUntil(() => met.hits > 0, { timeout: 20_000 });
    await put('changed.csv', 'a,b\n1,other\n');
    met.remove();
    expect(await pushing).toMatchObject({ code: 'SOURCE_CHANGED', committed: 'no' });
    expect(await warehouse.staged()).toEqual([]);
  });

  it.each([
    ['storage.objects.rewrite', 403, 'forbidden', 'STAGE_FORBIDDEN'],
    ['bigquery.jobs.insert', 403, 'accessDenied', 'VALIDATE_FORBIDDEN'],
  ] as const)('%s that is refused with %i %s ends the push with nothing changed', async (method, status, reason, code) => {
    const source = await put('refused.csv', 'a,b\n1,x\n');
    const met = warehouse.local.faults.add({ method, times: 1, kind: 'error', status, reason });
    expect(await warehouse.failure(to(source, 'way.never'))).toMatchObject({ code, committed: 'no', receipt: { way: 'service' } });
    met.remove();
    expect(await warehouse.staged()).toEqual([]);
  });

  it.each([
    ['bigquery.jobs.getQueryResults', 400, 'resourcesExceeded'],
    ['bigquery.jobs.insert', 400, 'billingTierLimitExceeded'],
    ['bigquery.jobs.insert', 403, 'quotaExceeded'],
    ['bigquery.jobs.insert', 400, 'invalidQuery'],
  ] as const)('%s that is refused with %i %s has the bytes read, unless the caller wants the service alone', async (method, status, reason) => {
    const table = `way.cannot_${reason}`;
    const met = warehouse.local.faults.add({ method, times: 1, kind: 'error', status, reason });
    expect(await warehouse.push(to(await put('cannot.csv', 'a,b\n1,x\n'), table))).toMatchObject({ way: 'stream', rowsLoaded: 1, wayReason: expect.stringContaining(reason) });
    expect(met.hits).toBe(1);
    met.remove();
    const again = warehouse.local.faults.add({ method, times: 1, kind: 'error', status, reason });
    expect(await warehouse.failure(to(await put('cannot.csv', 'a,b\n2,x\n'), table, { way: 'service' }))).toMatchObject({ code: reason === 'invalidQuery' ? 'OPTIONS_INVALID' : 'VALIDATE_FAILED', committed: 'no' });
    again.remove();
    expect(await warehouse.staged()).toEqual([]);
    expect(await rows(table)).toEqual([[1, 'x']]);
  });

  it.each([{ status: 404, reason: 'notFound' }, { status: 412, reason: 'conditionNotMet' }])('a bucket whose location cannot be asked for (%o) is taken to be where the dataset is', async (refusal) => {
    const met = warehouse.local.faults.add({ method: 'storage.buckets.get', times: 1, kind: 'error', ...refusal });
    expect(await warehouse.push(to(await put('somewhere.csv', 'a,b\n1,x\n'), `way.somewhere_${refusal.status}`))).toMatchObject({ outcome: 'published', rowsLoaded: 1 });
    expect(met.hits).toBe(1);
    met.remove();
  });

  it('a wide text is streamed: its check would take longer than reading it', async () => {
    const names = Array.from({ length: 201 }, (_, index) => `c${index}`);
    const wide = z.object(Object.fromEntries(names.map((name) => [name, z.string()])));
    const source = await put('wide.csv', `${names.join(',')}\n${names.join(',')}\n`);
    expect(await warehouse.push(to(source, 'way.wide', { schema: wide }))).toMatchObject({ way: 'stream', rowsLoaded: 1, wayReason: expect.stringContaining('200 columns') });
  });

  it('is planned as it will be: the beginnings of the objects are looked at', async () => {
    const plan = (source: string, more: Partial<PushOptions> = {}) => warehouse.client.planPush(to(source, 'way.planned', more));
    expect((await plan(await put('plan/right.csv', 'a,b\n1,x\n'))).way).toMatchObject({ kind: 'service' });
    const otherOrder = await put('plan/order.csv', 'b,a\nx,1\n');
    expect((await plan(otherOrder)).way).toMatchObject({ kind: 'stream', why: expect.stringContaining('BigQuery cannot tell: gs://lake/plan/order.csv') });
    expect((await plan(otherOrder, { way: 'service' })).errors).toMatchObject([{ code: 'OPTIONS_INVALID' }]);
    expect((await plan(await put('plan/bom.ndjson', '\ufeff{"a":1,"b":"x"}\n'))).way).toMatchObject({ kind: 'stream' });
  });

  it.each(['storage.objects.rewrite', 'bigquery.jobs.insert', 'bigquery.jobs.get', 'bigquery.jobs.getQueryResults'])('%s during which the caller aborts ends the push', async (method) => {
    const source = await put('aborted.csv', 'a,b\n1,x\n');
    const abort = new AbortController();
    const met = warehouse.local.faults.add({ method, times: 100, kind: 'error', status: 503, reason: 'backendError' });
    const pushing = warehouse.failure(to(source, 'way.never', { signal: abort.signal }));
    await vi.waitUntil(() => met.hits > 0, { timeout: 20_000 });
    abort.abort();
    met.remove();
    expect(await pushing).toMatchObject({ code: 'ABORTED', committed: 'no' });
    expect(await warehouse.staged()).toEqual([]);
  });
});
