import { gzipSync } from 'node:zlib';

import type { PushOptions } from '@bm/dwh-push';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string() });
const to = (source: string | URL, table = 'gs.t'): PushOptions => ({ source, table, partitionDate: '2021-04-03', schema, way: 'stream' });

const bucket = async () => (await warehouse.client.storage()).bucket('feature-team');
beforeAll(async () => void (await (await warehouse.client.storage()).createBucket('feature-team')));

async function put(name: string, content: string | Buffer, metadata: Record<string, string> = {}): Promise<string> {
  await (await bucket()).file(name).save(content, { resumable: false, preconditionOpts: { ifGenerationMatch: 0 }, metadata });
  return `gs://feature-team/${name}`;
}

async function rows(table = 'gs.t') {
  return (await warehouse.query(`SELECT a, b FROM ${table} ORDER BY a`)).map(({ a, b }) => [a, b]);
}

describe('gs://', () => {
  it('is one object', async () => {
    const receipt = await warehouse.push(to(await put('one/50%? #é.csv', 'a,b\n1,x\n2,y\n')));
    expect(receipt).toMatchObject({ rowsLoaded: 2, sourceBytes: 12, source: 'gs://feature-team/one/50%? #é.csv' });
    expect(await rows()).toEqual([[1, 'x'], [2, 'y']]);
  });

  it('is all that a wildcard names, in the order of names, each with its own header', async () => {
    await put('many/b.csv', '\ufeffb,a\r\n"y ""2""",3\r\n');
    await put('many/a.csv', 'a,b\n1,x\n2,"x,2"\n');
    await put('many/sub/c.csv', 'a,b\n4,z');
    await put('many/other.txt', 'nothing to do with it');
    await put('many/', '');
    const seen: (number | undefined)[] = [];
    const receipt = await warehouse.push({ ...to('gs://feature-team/many/*.csv', 'gs.many'), onProgress: ({ totalSourceBytes }) => void seen.push(totalSourceBytes) });
    expect(receipt).toMatchObject({ rowsLoaded: 4, sourceBytes: 44 });
    expect(seen.at(-1)).toBe(44);
    expect(await rows('gs.many')).toEqual([[1, 'x'], [2, 'x,2'], [3, 'y "2"'], [4, 'z']]);
  });

  it('counts rejects by object', async () => {
    await put('bad/a.csv', 'a,b\n1,x\nhidden,y\n');
    await put('bad/b.csv', 'b,a\nz\nx,hidden\n');
    const error = await warehouse.failure(to('gs://feature-team/bad/*', 'gs.never'));
    expect(error).toMatchObject({ code: 'DATA_REJECTED', rejects: { total: 3 } });
    expect(error.rejects?.listed).toEqual([
      { object: 'gs://feature-team/bad/a.csv', record: 2, byteOffset: 8, column: 'a', rule: 'integer' },
      { object: 'gs://feature-team/bad/b.csv', record: 1, byteOffset: 4, rule: 'field_count' },
      { object: 'gs://feature-team/bad/b.csv', record: 2, byteOffset: 6, column: 'a', rule: 'integer' },
    ]);
    expect(error.message).toContain('of gs://feature-team/bad/a.csv');
    expect(error.message).not.toContain('hidden');
  });

  it('is read as stored, compressed by name or by Content-Encoding', async () => {
    const packed = gzipSync('a,b\n1,x\n');
    expect(await warehouse.push(to(await put('gz/x.csv.gz', packed), 'gs.gz'))).toMatchObject({ rowsLoaded: 1, sourceBytes: packed.length });
    expect(await warehouse.push(to(await put('gz/y.csv', packed, { contentEncoding: 'gzip' }), 'gs.gz'))).toMatchObject({ rowsLoaded: 1, sourceBytes: packed.length });
  });

  it.each([
    ['an object that is not there', 'gs://feature-team/none.csv', 'SOURCE_NOT_FOUND'],
    ['a wildcard that names none', 'gs://feature-team/none/*.csv', 'SOURCE_NOT_FOUND'],
    ['a bucket that is not there', 'gs://no-such-bucket/x.csv', 'SOURCE_NOT_FOUND'],
    ['a wildcard in a bucket that is not there', 'gs://no-such-bucket/*', 'SOURCE_NOT_FOUND'],
  ])('that names %s fails the push', async (_, source, code) => {
    expect(await warehouse.failure(to(source, 'gs.never'))).toMatchObject({ code, step: 'source', committed: 'no' });
  });

  it('whose objects are of different formats is refused', async () => {
    await put('mixed/a.csv', 'a,b\n1,x\n');
    await put('mixed/b.tsv', 'a\tb\n1\tx\n');
    expect(await warehouse.failure(to('gs://feature-team/mixed/*', 'gs.never'))).toMatchObject({ code: 'DECODE_UNSUPPORTED' });
  });
});

describe('an object of Cloud Storage', () => {
  const large = `a,b\n${Array.from({ length: 40_000 }, (_, row) => `${row},some text of row ${row}\n`).join('')}`;
  const download = { method: 'storage.objects.get' } as const;

  it.each([
    ['is cut off', { kind: 'truncate', bytes: 300_000 }],
    ['is reset', { kind: 'reset' }],
    ['is answered with 503', { kind: 'error', status: 503, reason: 'backendError' }],
    ['is answered with 429', { kind: 'error', status: 429, reason: 'rateLimitExceeded' }],
  ] as const)('whose reading %s is taken up where it broke', async (how, fault) => {
    const source = await put(`large/${how}.csv`, large);
    // The first get looks at the object, the second reads it.
    const met = warehouse.local.faults.add({ ...download, nth: 2, ...fault });
    try {
      expect(await warehouse.push(to(source, 'gs.large'))).toMatchObject({ rowsLoaded: 40_000, sourceBytes: large.length });
      expect(met.hits).toBe(1);
    } finally {
      met.remove();
    }
  });

  it('that may not be read is told at once', async () => {
    const source = await put('forbidden.csv', large);
    for (const nth of [1, 2]) {
      const met = warehouse.local.faults.add({ ...download, nth, kind: 'error', status: 403, reason: 'forbidden' });
      expect(await warehouse.failure(to(source, 'gs.never'))).toMatchObject({ code: 'SOURCE_FORBIDDEN' });
      expect(met.hits).toBe(1);
      met.remove();
    }
  });

  it.each([
    ['before a byte of it came', { kind: 'error', status: 503, reason: 'backendError' }],
    ['between two of its bytes', { kind: 'truncate', bytes: 300_000 }],
  ] as const)('that is overwritten %s fails the push', async (when, fault) => {
    const source = await put(`overwritten ${when}.csv`, large);
    const file = (await bucket()).file(`overwritten ${when}.csv`);
    // The first get is the test's own, the second looks at the object, the third reads it.
    const met = warehouse.local.faults.add({ ...download, nth: 3, ...fault });
    // Until it is overwritten, whoever asks for its bytes again is to wait.
    const waiting = warehouse.local.faults.add({ ...download, nth: 4, times: 100, kind: 'error', status: 503, reason: 'backendError' });
    const [{ generation }] = await file.getMetadata();
    const pushing = warehouse.failure(to(source, 'gs.never'));
    await vi.waitUntil(() => waiting.hits > 0, { timeout: 20_000 });
    await file.save('a,b\n1,other\n', { resumable: false, preconditionOpts: { ifGenerationMatch: Number(generation) } });
    waiting.remove();
    met.remove();
    expect(await pushing).toMatchObject({ code: 'SOURCE_CHANGED', committed: 'no' });
  });
});

describe('aborting', () => {
  it('while an object is read, or asked for again, ends the push', async () => {
    const source = await put('aborted.csv', 'a,b\n1,x\n');
    const abort = new AbortController();
    const met = warehouse.local.faults.add({ method: 'storage.objects.get', nth: 2, times: 100, kind: 'error', status: 503, reason: 'backendError' });
    const pushing = warehouse.failure({ ...to(source, 'gs.never'), signal: abort.signal });
    await vi.waitUntil(() => met.hits > 0, { timeout: 20_000 });
    abort.abort();
    expect(await pushing).toMatchObject({ code: 'ABORTED', committed: 'no' });
    met.remove();
    expect(await warehouse.staged()).toEqual([]);
  });

  it('before Cloud Storage has answered ends the push, and not the process when the answer comes', async () => {
    const source = await put('unanswered.csv', 'a,b\n1,x\n');
    const abort = new AbortController();
    const slow = warehouse.local.faults.add({ method: 'storage.objects.get', nth: 2, kind: 'delay', ms: 500 });
    const reads = () => warehouse.local.requests.filter(({ path }) => path.includes('unanswered.csv')).length;
    const failure = warehouse.failure({ ...to(source, 'gs.never'), signal: abort.signal });
    await vi.waitUntil(() => slow.hits > 0, { timeout: 20_000, interval: 5 });
    expect(reads()).toBe(1);
    abort.abort();
    expect(await failure).toMatchObject({ code: 'ABORTED', committed: 'no' });
    await vi.waitUntil(() => reads() === 2, { timeout: 20_000 });
    // The client deals with an answer within a few turns; what it threw would fail the test run.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  });
});
