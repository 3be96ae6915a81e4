import { Storage, type Bucket } from '@google-cloud/storage';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

let warehouse: LocalWarehouse;
let storage: Storage;

const DAY = 86_400_000;

beforeAll(async () => {
  warehouse = await startLocalWarehouse();
  storage = new Storage({ projectId: warehouse.project, apiEndpoint: warehouse.endpoint, authClient: new PassThroughClient(), retryOptions: { autoRetry: false } });
});
afterAll(() => warehouse.close());

const save = (bucket: Bucket, name: string, content = name, metadata = {}) => bucket.file(name).save(content, { resumable: false, metadata });
const versions = async (bucket: Bucket, options = {}) => (await bucket.getFiles({ versions: true, ...options }))[0].map((file) => `${file.name}${file.metadata.timeDeleted === undefined ? '' : ' (noncurrent)'}`);
const names = async (bucket: Bucket, options = {}) => (await bucket.getFiles(options))[0].map((file) => file.name);

describe('a versioned bucket', () => {
  it('keeps what is overwritten or deleted, under its generation, until that is deleted', async () => {
    const [bucket] = await storage.createBucket('with-versions', { versioning: { enabled: true } });
    await save(bucket, 'a', 'one');
    const [{ generation }] = await bucket.file('a').getMetadata();
    await save(bucket, 'a', 'two');
    await bucket.file('a').delete();
    expect(await bucket.file('a').exists()).toEqual([false]);
    expect(await versions(bucket)).toEqual(['a (noncurrent)', 'a (noncurrent)']);
    const old = bucket.file('a', { generation: Number(generation) });
    expect((await old.download({ validation: false }))[0].toString()).toBe('one');
    await old.setMetadata({ contentType: 'text/x' });
    await bucket.file('a', { generation: Number(generation) }).copy(bucket.file('back'));
    expect((await bucket.file('back').download())[0].toString()).toBe('one');
    await expect(bucket.delete()).rejects.toMatchObject({ code: 409 });
    await bucket.deleteFiles({ versions: true });
    expect(await versions(bucket)).toEqual([]);
    await bucket.delete();
  });

  it('lists generations in pages, in order', async () => {
    const [bucket] = await storage.createBucket('many-versions', { versioning: { enabled: true } });
    for (let turn = 0; turn < 3; turn += 1) for (const name of ['a', 'b']) await save(bucket, name, String(turn));
    const listed: string[] = [];
    for (let query: object | null = { versions: true, maxResults: 2, autoPaginate: false }; query !== null; ) {
      const [files, next] = (await bucket.getFiles(query)) as unknown as [{ name: string; metadata: { timeDeleted?: string } }[], object | null];
      listed.push(...files.map((file) => `${file.name}${file.metadata.timeDeleted === undefined ? '' : ' (noncurrent)'}`));
      query = next;
    }
    expect(listed).toEqual(['a (noncurrent)', 'a (noncurrent)', 'a', 'b (noncurrent)', 'b (noncurrent)', 'b']);
    await bucket.setMetadata({ versioning: { enabled: false } });
    await bucket.file('a').delete();
    expect(await versions(bucket)).toEqual(['a (noncurrent)', 'a (noncurrent)', 'b (noncurrent)', 'b (noncurrent)', 'b']);
  });
});

describe('soft delete', () => {
  it('keeps deleted objects for their time, from where they can be restored', async () => {
    const [bucket] = await storage.createBucket('with-soft-delete', { softDeletePolicy: { retentionDurationSeconds: 7 * 86_400 } });
    await save(bucket, 'a', 'kept');
    const [{ generation }] = await bucket.file('a').getMetadata();
    await bucket.file('a').delete();
    expect(await names(bucket)).toEqual([]);
    const [[gone]] = await bucket.getFiles({ softDeleted: true });
    expect(Date.parse(String(gone?.metadata.hardDeleteTime)) - Date.parse(String(gone?.metadata.softDeleteTime))).toBe(7 * DAY);
    await bucket.file('a').restore({ generation: Number(generation) });
    expect((await bucket.file('a').getMetadata())[0].generation).not.toBe(generation);
    expect((await bucket.file('a').download())[0].toString()).toBe('kept');
    await bucket.file('a').delete();
    await warehouse.advanceClock(8 * DAY);
    expect(await names(bucket, { softDeleted: true })).toEqual([]);
    await expect(bucket.setMetadata({ softDeletePolicy: { retentionDurationSeconds: 60 } })).rejects.toMatchObject({ code: 400 });
  });
});

describe('lifecycle rules', () => {
  it('delete by age, by prefix and suffix, and change storage classes', async () => {
    const [bucket] = await storage.createBucket('with-rules');
    await bucket.addLifecycleRule([
      { action: { type: 'Delete' }, condition: { age: 30, matchesPrefix: ['tmp/'] } },
      { action: { type: 'SetStorageClass', storageClass: 'COLDLINE' }, condition: { age: 10, matchesStorageClass: ['STANDARD'] } },
      { action: { type: 'SetStorageClass', storageClass: 'NEARLINE' }, condition: { age: 5 } },
    ]);
    for (const name of ['tmp/a', 'kept']) await save(bucket, name);
    const classes = async () => (await bucket.getFiles())[0].map((file) => `${file.name} ${file.metadata.storageClass}`);
    await warehouse.advanceClock(5 * DAY);
    expect(await classes()).toEqual(['kept NEARLINE', 'tmp/a NEARLINE']);
    await warehouse.advanceClock(24 * DAY);
    await save(bucket, 'tmp/new');
    expect(await classes()).toEqual(['kept NEARLINE', 'tmp/a NEARLINE', 'tmp/new STANDARD']);
    await warehouse.advanceClock(DAY);
    expect(await classes()).toEqual(['kept NEARLINE', 'tmp/new STANDARD']);
  });

  it('count the newer generations of a name', async () => {
    const [bucket] = await storage.createBucket('with-two-versions', { versioning: { enabled: true }, lifecycle: { rule: [{ action: { type: 'Delete' }, condition: { numNewerVersions: 2, isLive: false } }] } });
    for (const content of ['1', '2', '3', '4']) await save(bucket, 'a', content);
    await warehouse.advanceClock(0);
    const [kept] = await bucket.getFiles({ versions: true });
    expect(await Promise.all(kept.map(async (file) => (await bucket.file('a', { generation: Number(file.metadata.generation) }).download({ validation: false })).toString()))).toEqual(['3', '4']);
  });

  it('are refused where they are not what the service has', async () => {
    await expect(storage.createBucket('with-bad-rules', { lifecycle: { rule: [{ action: { type: 'Burn' as 'Delete' }, condition: { age: 1 } }] } })).rejects.toMatchObject({ code: 400, message: expect.stringContaining('action') });
    await expect(storage.createBucket('with-bad-rules', { lifecycle: { rule: [{ action: { type: 'Delete' }, condition: { age: -1 } }] } })).rejects.toMatchObject({ code: 400, message: expect.stringContaining('"age"') });
  });
});

describe('storage classes', () => {
  it('come from the bucket, or from the object, and change by a rewrite', async () => {
    const [bucket] = await storage.createBucket('with-classes', { storageClass: 'NEARLINE' });
    await save(bucket, 'a');
    await save(bucket, 'b', 'b', { storageClass: 'ARCHIVE' });
    expect((await bucket.getFiles())[0].map((file) => file.metadata.storageClass)).toEqual(['NEARLINE', 'ARCHIVE']);
    await bucket.file('a').setStorageClass('coldline');
    expect((await bucket.file('a').getMetadata())[0].storageClass).toBe('COLDLINE');
    await expect(save(bucket, 'c', 'c', { storageClass: 'WARM' })).rejects.toMatchObject({ code: 400 });
  });

  it('make a big rewrite take several calls', async () => {
    const [bucket] = await storage.createBucket('with-rewrites', { location: 'us-east1' });
    const from = storage.bucket(warehouse.stagingBucket).file('big');
    await from.save(Buffer.alloc(2_500_000, 'x'), { resumable: false });
    const url = `${warehouse.endpoint}/storage/v1/b/${warehouse.stagingBucket}/o/big/rewriteTo/b/with-rewrites/o/big?maxBytesRewrittenPerCall=1048576`;
    const step = async (token?: string) => (await fetch(token === undefined ? url : `${url}&rewriteToken=${token}`, { method: 'POST' })).json() as Promise<{ done: boolean; rewriteToken?: string; totalBytesRewritten: string }>;
    const first = await step();
    expect(first).toMatchObject({ done: false, totalBytesRewritten: '1048576', objectSize: '2500000' });
    expect(await bucket.file('big').exists()).toEqual([false]);
    const last = await step((await step(first.rewriteToken)).rewriteToken);
    expect(last).toMatchObject({ done: true, totalBytesRewritten: '2500000', resource: { name: 'big', size: '2500000' } });
    expect(await step('nonsense')).toMatchObject({ error: { code: 400, message: 'Invalid rewrite token.' } });
  });
});
