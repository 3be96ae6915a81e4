import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

import { Storage, TransferManager, type Bucket } from '@google-cloud/storage';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

let warehouse: LocalWarehouse;
let storage: Storage;
let bucket: Bucket;

beforeAll(async () => {
  warehouse = await startLocalWarehouse();
  storage = new Storage({ projectId: warehouse.project, apiEndpoint: warehouse.endpoint, authClient: new PassThroughClient(), retryOptions: { autoRetry: false } });
  bucket = storage.bucket(warehouse.stagingBucket);
});
afterAll(() => warehouse.close());

const save = (name: string, content: string | Buffer = name, metadata = {}) => bucket.file(name).save(content, { resumable: false, metadata });
const at = (path: string) => `${warehouse.endpoint}${path}`;
const object = (name: string, query = '') => at(`/storage/v1/b/${warehouse.stagingBucket}/o/${encodeURIComponent(name)}${query}`);

describe('the real client', () => {
  it('moves, renames, combines and deletes many', async () => {
    await save('move/a', 'a', { contentType: 'text/csv', metadata: { k: 'v' } });
    await bucket.file('move/a').move('move/b');
    await bucket.file('move/b').moveFileAtomic('move/c');
    const [metadata] = await bucket.file('move/c').getMetadata();
    expect(metadata).toMatchObject({ contentType: 'text/csv', metadata: { k: 'v' } });
    expect((await bucket.getFiles({ prefix: 'move/' }))[0].map((file) => file.name)).toEqual(['move/c']);
    await bucket.deleteFiles({ prefix: 'move/' });
    expect((await bucket.getFiles({ prefix: 'move/' }))[0]).toEqual([]);
  });

  it('uploads and downloads many files and one file in pieces', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'transfer-'));
    try {
      const paths = await Promise.all(['a', 'b', 'c'].map(async (name) => {
        await writeFile(join(dir, name), `${name} `.repeat(100_000));
        return join(dir, name);
      }));
      const manager = new TransferManager(bucket);
      await manager.uploadManyFiles(paths, { customDestinationBuilder: (path) => `many/${path.slice(-1)}` });
      await manager.downloadFileInChunks('many/b', { destination: join(dir, 'back'), chunkSizeBytes: 1 << 16, validation: 'crc32c' });
      expect(await readFile(join(dir, 'back'), 'utf8')).toBe('b '.repeat(100_000));
      await manager.downloadManyFiles('many/', { stripPrefix: 'many/', passthroughOptions: { destination: join(dir, 'down') } });
      expect(await readFile(join(dir, 'down', 'c'), 'utf8')).toBe('c '.repeat(100_000));
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it('is refused access lists as for a bucket with uniform access, and hears what is not carried', async () => {
    await save('acl');
    await expect(bucket.file('acl').acl.get()).rejects.toMatchObject({ code: 400, message: expect.stringContaining('Cannot get legacy ACL for an object when uniform bucket-level access is enabled.') });
    await expect(bucket.file('acl').makePublic()).rejects.toMatchObject({ code: 400, message: expect.stringContaining('uniform bucket-level access is enabled') });
    await expect(bucket.acl.get()).rejects.toMatchObject({ code: 400, message: expect.stringContaining('Cannot get legacy ACLs for a bucket that has enabled uniform bucket-level access.') });
    await expect(bucket.acl.add({ entity: 'allUsers', role: 'READER' })).rejects.toMatchObject({ code: 400, message: expect.stringContaining('Cannot use ACL API') });
    await expect(storage.createHmacKey('a@b.iam.gserviceaccount.com')).rejects.toMatchObject({ code: 400, message: expect.stringContaining('is not supported by the local warehouse') });
    await expect(bucket.lock(1)).rejects.toMatchObject({ code: 400, message: expect.stringContaining('is not supported by the local warehouse') });
    await expect(storage.createBucket('fine-grained', { iamConfiguration: { uniformBucketLevelAccess: { enabled: false } } })).rejects.toMatchObject({ code: 400, message: expect.stringContaining('uniformBucketLevelAccess') });
  });

  it('lists buckets in pages, and asks for the service account', async () => {
    for (const name of ['paged-1', 'paged-2', 'paged-3']) await storage.createBucket(name);
    const [first, next] = (await storage.getBuckets({ prefix: 'paged', maxResults: 2, autoPaginate: false })) as unknown as [{ name: string }[], object];
    const [second] = await storage.getBuckets({ ...next, autoPaginate: false });
    expect([...first, ...second].map((found) => found.name)).toEqual(['paged-1', 'paged-2', 'paged-3']);
    expect((await storage.getServiceAccount())[0].emailAddress).toMatch(/^service-\d+@gs-project-accounts\.iam\.gserviceaccount\.com$/);
  });

  it('keeps metageneration conditions of buckets', async () => {
    const [made] = await storage.createBucket('conditional');
    await expect(made.setMetadata({ labels: { a: 'b' } }, { ifMetagenerationMatch: 7 })).rejects.toMatchObject({ code: 412 });
    await made.setMetadata({ labels: { a: 'b' } }, { ifMetagenerationMatch: 1 });
    await expect(made.delete({ ifMetagenerationMatch: 1 })).rejects.toMatchObject({ code: 412 });
    await made.delete({ ifMetagenerationMatch: 2 });
  });
});

describe('the wire', () => {
  it('replaces the metadata by PUT, and knows etags', async () => {
    await save('put', 'x', { contentType: 'text/csv', cacheControl: 'no-store', metadata: { a: '1' } });
    const { etag } = (await (await fetch(object('put'))).json()) as { etag: string };
    expect((await fetch(object('put'), { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await fetch(object('put'), { method: 'PUT', headers: { 'if-match': '"other"' }, body: '{}' })).status).toBe(412);
    const replaced = await fetch(object('put'), { method: 'PUT', headers: { 'if-match': etag }, body: JSON.stringify({ contentType: 'text/plain' }) });
    const resource = (await replaced.json()) as object;
    expect(resource).toMatchObject({ contentType: 'text/plain', metageneration: '2' });
    expect(resource).not.toHaveProperty('metadata');
    expect(resource).not.toHaveProperty('cacheControl');
  });

  it('takes what Java, Go and Python say in their own way', async () => {
    await save('spoken', 'x');
    const patched = await fetch(object('spoken'), { method: 'POST', headers: { 'x-http-method-override': 'PATCH' }, body: JSON.stringify({ contentType: 'text/x' }) });
    expect(await patched.json()).toMatchObject({ contentType: 'text/x', metageneration: '2' });
    const list = await fetch(at(`/storage/v1/b/${warehouse.stagingBucket}/o?delimiter=&endOffset=&includeFoldersAsPrefixes=false&matchGlob=&pageToken=&prefix=spok&startOffset=&versions=False`));
    expect(await list.json()).toMatchObject({ items: [{ name: 'spoken' }] });
    const started = await fetch(at(`/upload/storage/v1/b/${warehouse.stagingBucket}/o?uploadType=resumable&name=posted`), { method: 'POST', body: '{}' });
    const session = started.headers.get('location') ?? '';
    const chunk = (range: string, length: number) => fetch(session, { method: 'POST', headers: { 'content-range': range, 'x-guploader-no-308': 'yes' }, body: Buffer.alloc(length, 'x') });
    expect((await chunk('bytes 0-262143/*', 262_144)).headers.get('x-http-status-code-override')).toBe('308');
    expect(await (await chunk('bytes 262144-262145/262146', 2)).json()).toMatchObject({ name: 'posted', size: '262146' });
  });

  it('answers the fields that are asked for', async () => {
    await save('fields/a');
    const list = await fetch(at(`/storage/v1/b/${warehouse.stagingBucket}/o?prefix=fields/&fields=kind,items(name,size)`));
    expect(await list.json()).toEqual({ kind: 'storage#objects', items: [{ name: 'fields/a', size: '8' }] });
    await fetch(object('fields/a'), { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ metadata: { x: '1', y: '2', z: '3' } }) });
    const both = await fetch(at(`/storage/v1/b/${warehouse.stagingBucket}/o?prefix=fields/&fields=items/metadata/x,items/name,items/metadata/y`));
    expect(await both.json()).toEqual({ items: [{ name: 'fields/a', metadata: { x: '1', y: '2' } }] });
    expect(await (await fetch(object('fields/a', '?fields=bucket'))).json()).toEqual({ bucket: warehouse.stagingBucket });
    expect(await (await fetch(object('fields/a', '?fields=items(name'))).json()).toMatchObject({ error: { code: 400, message: 'Invalid field selection items(name' } });
  });

  it('takes batches as Google clients send them, each call answered for itself', async () => {
    await save('batch/a');
    await save('batch/b');
    const part = (id: number, request: string) => `--==b==\r\nContent-Type: application/http\r\nContent-ID: <x+${id}>\r\n\r\n${request}\r\n`;
    const path = (name: string) => `/storage/v1/b/${warehouse.stagingBucket}/o/${encodeURIComponent(name)}`;
    const patch = JSON.stringify({ contentType: 'text/x' });
    const body = [
      part(1, `PATCH ${path('batch/a')} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: ${patch.length}\r\n\r\n${patch}`),
      part(2, `DELETE ${path('batch/b')} HTTP/1.1\r\n\r\n`),
      part(3, `DELETE ${path('batch/none')} HTTP/1.1\r\n\r\n`),
      part(4, `GET ${path('batch/a')}?alt=media HTTP/1.1\r\n\r\n`),
    ].join('');
    const answer = await fetch(at('/batch/storage/v1'), { method: 'POST', headers: { 'content-type': 'multipart/mixed; boundary="==b=="' }, body: `${body}--==b==--` });
    const parts = (await answer.text()).split(/--batch_[\w-]+/).slice(1, -1);
    expect(answer.status).toBe(200);
    expect(parts.map((one) => [/Content-ID: (\S+)/.exec(one)?.[1], /HTTP\/1.1 (\d+)/.exec(one)?.[1]])).toEqual([['<response-x+1>', '200'], ['<response-x+2>', '204'], ['<response-x+3>', '404'], ['<response-x+4>', '400']]);
    expect(parts[0]).toContain('"contentType":"text/x"');
    expect(warehouse.requests.slice(-5).map(({ id, status }) => `${id} ${status}`)).toEqual(['storage.objects.patch 200', 'storage.objects.delete 204', 'storage.objects.delete 404', 'storage.objects.get 400', 'storage.batch 200']);
    const many = Array.from({ length: 101 }, (_, index) => part(index, `GET ${path('batch/a')} HTTP/1.1\r\n\r\n`)).join('');
    expect((await fetch(at('/batch'), { method: 'POST', headers: { 'content-type': 'multipart/mixed; boundary="==b=="' }, body: `${many}--==b==--` })).status).toBe(400);
  });

  it('serves reads by the paths of the XML API, as public and signed links have them', async () => {
    await save('a folder/ä?.txt', '0123456789', { contentType: 'text/plain', metadata: { Team: 'shop' } });
    const link = at(`/${warehouse.stagingBucket}/a%20folder/%C3%A4%3F.txt`);
    const whole = await fetch(link);
    expect([whole.status, whole.headers.get('content-type'), whole.headers.get('x-goog-meta-team'), await whole.text()]).toEqual([200, 'text/plain', 'shop', '0123456789']);
    const part = await fetch(link, { headers: { range: 'bytes=2-4' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234']);
    const head = await fetch(link, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
    const missing = await fetch(at(`/${warehouse.stagingBucket}/none`));
    expect([missing.status, missing.headers.get('content-type'), await missing.text()]).toEqual([404, 'application/xml; charset=UTF-8', expect.stringContaining('<Code>NoSuchKey</Code>')]);
    expect(await (await fetch(at('/no-such-bucket/x'))).text()).toContain('<Code>NoSuchBucket</Code>');
    const put = await fetch(link, { method: 'PUT', body: 'x' });
    expect([put.status, await put.text()]).toEqual([400, expect.stringContaining('other than reading an object')]);
    expect(await (await fetch(`${link}?X-Goog-Date=20200101T000000Z&X-Goog-Expires=60&X-Goog-Signature=00`)).text()).toContain('expired');
    expect((await fetch(`${link}?X-Goog-Date=${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}&X-Goog-Expires=60&X-Goog-Signature=00`)).status).toBe(200);
  });

  it('words the refusals of downloads as text', async () => {
    await save('short', '0123456789');
    const answers = await Promise.all([fetch(object('none', '?alt=media')), fetch(object('short', '?alt=media'), { headers: { range: 'bytes=10-' } }), fetch(object('none'))]);
    expect(await Promise.all(answers.map(async (answer) => `${answer.status} ${answer.headers.get('content-type')} ${(await answer.text()).slice(0, 35)}`))).toEqual([
      `404 text/plain; charset=utf-8 No such object: ${warehouse.stagingBucket.slice(0, 19)}`,
      '416 text/plain; charset=utf-8 Request range not satisfiable',
      '404 application/json; charset=UTF-8 {"error":{"code":404,"message":"No ',
    ]);
    await expect(bucket.file('none').download()).rejects.toMatchObject({ code: 404, message: `No such object: ${warehouse.stagingBucket}/none` });
  });

  it('sends compressed objects as they are to who takes gzip, and unpacked to others', async () => {
    await save('zipped', gzipSync('plain text'), { contentEncoding: 'gzip', contentType: 'text/plain' });
    const unpacked = await fetch(object('zipped', '?alt=media'), { headers: { 'accept-encoding': 'identity', range: 'bytes=1-2' } });
    expect([unpacked.status, unpacked.headers.get('content-encoding'), unpacked.headers.get('x-goog-stored-content-encoding'), await unpacked.text()]).toEqual([200, null, 'gzip', 'plain text']);
    expect((await bucket.file('zipped').download())[0].toString()).toBe('plain text');
    expect(await text(bucket.file('zipped').createReadStream({ decompress: false, validation: false }).map((chunk: Buffer) => chunk.toString('hex')))).toBe(gzipSync('plain text').toString('hex'));
  });

  it('lists folders among the objects that stand for them', async () => {
    for (const name of ['tree/', 'tree/a', 'tree/sub/', 'tree/sub/b', 'tree/z']) await save(name, 'x');
    const list = async (query: string) => {
      const { items = [], prefixes = [] } = (await (await fetch(at(`/storage/v1/b/${warehouse.stagingBucket}/o?prefix=tree/&delimiter=/&${query}`))).json()) as { items?: { name: string }[]; prefixes?: string[] };
      return [items.map((item) => item.name), prefixes];
    };
    expect(await list('')).toEqual([['tree/', 'tree/a', 'tree/z'], ['tree/sub/']]);
    expect(await list('includeTrailingDelimiter=true')).toEqual([['tree/', 'tree/a', 'tree/sub/', 'tree/z'], ['tree/sub/']]);
  });

  it('keeps to the limits of names and metadata', async () => {
    await expect(save('x'.repeat(1025))).rejects.toMatchObject({ code: 400 });
    await expect(save('line\nfeed')).rejects.toMatchObject({ code: 400 });
    await save('ü'.repeat(512));
    await expect(save('meta', 'x', { metadata: { k: 'v'.repeat(9000) } })).rejects.toMatchObject({ code: 400 });
    await expect(save('time', 'x', { customTime: 'yesterday' })).rejects.toMatchObject({ code: 400 });
    await save('time', 'x', { customTime: '2021-04-03T00:00:00Z' });
    await expect(bucket.file('time').setMetadata({ customTime: '2020-04-03T00:00:00Z' })).rejects.toMatchObject({ code: 400 });
  });
});

it('finds objects by their contexts, which go along with copies and joins', async () => {
  const contexts = (custom: object) => ({ contexts: { custom } });
  await save('context/a', 'a', contexts({ team: { value: 'shop' }, 'länge': { value: 'kurz' } }));
  await save('context/b', 'b', contexts({ team: { value: 'stock' } }));
  await save('context/c', 'c');
  await bucket.file('context/a').copy(bucket.file('context/a2'));
  await bucket.combine([bucket.file('context/a'), bucket.file('context/b')], bucket.file('context/ab'));
  const found = async (filter: string) => {
    const { items = [] } = (await (await fetch(at(`/storage/v1/b/${warehouse.stagingBucket}/o?prefix=context/&filter=${encodeURIComponent(filter)}`))).json()) as { items?: { name: string }[] };
    return items.map(({ name }) => name.slice('context/'.length));
  };
  expect(await found('contexts."team"="shop"')).toEqual(['a', 'a2']);
  expect(await found('contexts."team":*')).toEqual(['a', 'a2', 'ab', 'b']);
  expect(await found('-contexts."team":*')).toEqual(['c']);
  expect(await found('-contexts."länge"="kurz"')).toEqual(['b', 'c']);
  const patched = await fetch(object('context/a'), { method: 'PATCH', body: JSON.stringify(contexts({ team: null, kept: { value: '1' } })) });
  expect(await patched.json()).toMatchObject({ contexts: { custom: { 'länge': { value: 'kurz', createTime: expect.any(String) }, kept: { value: '1' } } } });
  expect((await (await fetch(at(`/storage/v1/b/${warehouse.stagingBucket}/o?filter=size>1`))).json()) as object).toMatchObject({ error: { code: 400 } });
  await expect(save('context/d', 'd', contexts({ 'google:x': { value: '1' } }))).rejects.toMatchObject({ code: 400 });
});
