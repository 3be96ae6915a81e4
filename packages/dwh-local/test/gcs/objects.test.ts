import { Storage } from '@google-cloud/storage';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

let warehouse: LocalWarehouse;
let storage: Storage;

beforeAll(async () => {
  warehouse = await startLocalWarehouse();
  storage = new Storage({ projectId: warehouse.project, apiEndpoint: warehouse.endpoint, authClient: new PassThroughClient() });
});
afterAll(() => warehouse.close());

const bucket = () => storage.bucket(warehouse.stagingBucket);

describe('objects, through the real client', () => {
  it('saves, reads back, describes and deletes', async () => {
    const file = bucket().file('a folder/ünïcode & name?.txt');
    await file.save('hello', { resumable: false, contentType: 'text/plain', metadata: { metadata: { who: 'me' } }, preconditionOpts: { ifGenerationMatch: 0 } });
    const [content] = await file.download();
    expect(content.toString()).toBe('hello');
    const [metadata] = await file.getMetadata();
    expect(metadata).toMatchObject({ kind: 'storage#object', size: '5', crc32c: 'mnG7TA==', md5Hash: 'XUFAKrxLKna5cZ2REBfFkg==', contentType: 'text/plain', metageneration: '1', metadata: { who: 'me' } });
    await file.setMetadata({ metadata: { who: null, what: 'x' }, contentType: 'text/csv' });
    const [patched] = await file.getMetadata();
    expect(patched).toMatchObject({ metageneration: '2', generation: metadata.generation, contentType: 'text/csv', metadata: { what: 'x' } });
    await file.delete();
    expect(await file.exists()).toEqual([false]);
  });

  it.each([[undefined], [1 << 20], [1 << 18]])('uploads resumably with chunkSize %s, validated', async (chunkSize) => {
    const bytes = Buffer.alloc(3_000_000, 'abcdefghijk');
    const file = bucket().file(`resumable-${chunkSize}`);
    await file.save(bytes, { resumable: true, ...(chunkSize === undefined ? {} : { chunkSize }), preconditionOpts: { ifGenerationMatch: 0 } });
    const [content] = await file.download();
    expect(content.equals(bytes)).toBe(true);
  });

  it('refuses a second create with 412 conditionNotMet', async () => {
    const file = bucket().file('once');
    await file.save('1', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } });
    for (const resumable of [true, false]) {
      await expect(file.save('2', { resumable, preconditionOpts: { ifGenerationMatch: 0 } })).rejects.toMatchObject({ code: 412, message: expect.stringContaining('At least one of the pre-conditions you specified did not hold.') });
    }
    expect((await file.download())[0].toString()).toBe('1');
  });

  it('lists with prefix, delimiter, offsets, glob and pages', async () => {
    const names = ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/d/1', 'list/é', 'list/z'];
    await Promise.all(names.map((name) => bucket().file(name).save(name, { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } })));
    const list = async (options: object) => {
      const [files, , response] = (await bucket().getFiles({ prefix: 'list/', autoPaginate: false, ...options })) as unknown as [{ name: string }[], object, { prefixes?: string[]; nextPageToken?: string }];
      return { names: files.map((file) => file.name), prefixes: response.prefixes, token: response.nextPageToken };
    };
    expect((await list({})).names).toEqual(['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/d/1', 'list/z', 'list/é']);
    expect(await list({ delimiter: '/' })).toMatchObject({ names: ['list/a', 'list/c', 'list/z', 'list/é'], prefixes: ['list/b/', 'list/d/'] });
    expect((await list({ startOffset: 'list/b/2', endOffset: 'list/d/1' })).names).toEqual(['list/b/2', 'list/c']);
    expect((await list({ matchGlob: 'list/*/1' })).names).toEqual(['list/b/1', 'list/d/1']);
    const seen: string[] = [];
    let pageToken: string | undefined;
    let pages = 0;
    do {
      const page = await list({ delimiter: '/', maxResults: 2, ...(pageToken === undefined ? {} : { pageToken }) });
      seen.push(...page.names, ...(page.prefixes ?? []));
      pageToken = page.token;
      pages += 1;
    } while (pageToken !== undefined);
    expect(pages).toBe(3);
    expect(seen.toSorted()).toEqual(['list/a', 'list/b/', 'list/c', 'list/d/', 'list/z', 'list/é']);
  });

  it('copies and composes', async () => {
    const one = bucket().file('compose/1');
    const two = bucket().file('compose/2');
    await one.save('foo', { resumable: false, contentType: 'text/plain', preconditionOpts: { ifGenerationMatch: 0 } });
    await two.save('bar', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } });
    const [copied] = await one.copy(bucket().file('compose/copy'));
    expect((await copied.download())[0].toString()).toBe('foo');
    expect((await copied.getMetadata())[0].contentType).toBe('text/plain');
    const [joined] = await bucket().combine([one, two], bucket().file('compose/both'));
    await one.delete();
    await two.delete();
    expect((await joined.download())[0].toString()).toBe('foobar');
    const [metadata] = await joined.getMetadata();
    expect(metadata).toMatchObject({ componentCount: 2, size: '6', crc32c: 'DV9cfw==' });
    expect(metadata.md5Hash).toBeUndefined();
  });

  it('answers ranges, and refuses those beyond the end', async () => {
    const file = bucket().file('range');
    await file.save('0123456789', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } });
    expect((await file.download({ start: 2, end: 4, validation: false }))[0].toString()).toBe('234');
    const url = `${warehouse.endpoint}/storage/v1/b/${warehouse.stagingBucket}/o/range?alt=media`;
    const tail = await fetch(url, { headers: { range: 'bytes=-3' } });
    expect([tail.status, tail.headers.get('content-range'), await tail.text()]).toEqual([206, 'bytes 7-9/10', '789']);
    const beyond = await fetch(url, { headers: { range: 'bytes=10-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });

  it('refuses content whose checksum is not the announced one, and makes no object', async () => {
    const file = bucket().file('checksum');
    await expect(file.save('abc', { resumable: false, validation: false, metadata: { crc32c: 'AAAAAA==' }, preconditionOpts: { ifGenerationMatch: 0 } })).rejects.toMatchObject({ code: 400 });
    expect(await file.exists()).toEqual([false]);
  });

  it('keeps concurrent writers of one name to one winner', async () => {
    const file = bucket().file('race');
    const attempts = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => file.save(`writer ${index}`, { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } })));
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 412 });
  });
});

describe('buckets, through the real client', () => {
  it('creates, describes, lists, labels and deletes', async () => {
    const [made] = await storage.createBucket('made-by-test', { location: 'europe-west1', labels: { a: 'b' } });
    const [metadata] = await made.getMetadata();
    expect(metadata).toMatchObject({ name: 'made-by-test', location: 'EUROPE-WEST1', locationType: 'region', labels: { a: 'b' }, iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } });
    await made.addLifecycleRule({ action: { type: 'Delete' }, condition: { age: 3 } });
    await made.setMetadata({ labels: { a: null, c: 'd' } });
    expect((await made.getMetadata())[0]).toMatchObject({ metageneration: '3', labels: { c: 'd' }, lifecycle: { rule: [{ action: { type: 'Delete' }, condition: { age: 3 } }] } });
    expect((await storage.getBuckets())[0].map((found) => found.name)).toEqual([warehouse.stagingBucket, 'made-by-test']);
    expect((await made.iam.testPermissions(['storage.objects.create', 'storage.buckets.get']))[0]).toEqual({ 'storage.objects.create': true, 'storage.buckets.get': true });
    await expect(storage.createBucket('made-by-test')).rejects.toMatchObject({ code: 409 });
    await made.file('x').save('x', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } });
    await expect(made.delete()).rejects.toMatchObject({ code: 409, message: 'The bucket you tried to delete is not empty.' });
    await made.deleteFiles();
    await made.delete();
    expect(await made.exists()).toEqual([false]);
  });

  it('refuses what it would have to ignore', async () => {
    await expect(storage.createBucket('bucket-with-cors', { cors: [{ origin: ['*'] }] })).rejects.toMatchObject({ code: 400, message: expect.stringContaining('cors') });
    await expect(storage.createBucket('Bad_Name!')).rejects.toMatchObject({ code: 400 });
    await expect(bucket().file('x').save('x', { resumable: false, predefinedAcl: 'publicRead', preconditionOpts: { ifGenerationMatch: 0 } })).rejects.toMatchObject({ code: 400, message: expect.stringContaining('when uniform bucket-level access is enabled') });
  });
});
