import { Storage, type File } from '@google-cloud/storage';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

let warehouse: LocalWarehouse;
let storage: Storage;

beforeAll(async () => {
  warehouse = await startLocalWarehouse();
  storage = new Storage({ projectId: warehouse.project, apiEndpoint: warehouse.endpoint, authClient: new PassThroughClient(), retryOptions: { autoRetry: false } });
  await storage.createBucket('elsewhere');
});
afterAll(() => warehouse.close());

const staging = () => storage.bucket(warehouse.stagingBucket);
const NOT_MET = { code: 412, message: expect.stringContaining('At least one of the pre-conditions you specified did not hold.') };
const generationOf = async (file: File) => Number((await file.getMetadata())[0].generation);
const text = async (file: File) => (await file.download())[0].toString();

async function put(name: string, content: string, metadata: Record<string, string> = {}): Promise<File> {
  const file = staging().file(name);
  await file.save(content, { resumable: false, contentType: 'text/csv', metadata: { metadata } });
  return file;
}

test('A rewrite goes to another bucket under the conditions on both of its ends', async () => {
  const source = await put('rewrite/source', 'one', { push: '7' });
  const generation = await generationOf(source);
  const target = storage.bucket('elsewhere').file('a folder/target');
  const rewrite = (ifGenerationMatch: number, sourceGeneration: number) => staging().file('rewrite/source', { generation: sourceGeneration }).copy(target, { preconditionOpts: { ifGenerationMatch } });
  await rewrite(0, generation);
  expect(await text(target)).toBe('one');
  expect((await target.getMetadata())[0]).toMatchObject({ bucket: 'elsewhere', contentType: 'text/csv', metadata: { push: '7' }, size: '3', metageneration: '1' });
  expect(await rewriteOf('elsewhere', { ifGenerationMatch: '0' })).toBe(412);
  expect(await rewriteOf('elsewhere', { ifSourceGenerationMatch: '1' })).toBe(412);
  expect(await rewriteOf('elsewhere', { ifSourceGenerationNotMatch: String(generation) })).toBe(412);
  await put('rewrite/source', 'two');
  // What the caller saw is not there any more: neither by its generation, nor under a condition.
  expect(await rewriteOf('elsewhere', { sourceGeneration: String(generation) })).toBe(404);
  expect(await rewriteOf('elsewhere', { ifSourceGenerationMatch: String(generation) })).toBe(412);
  expect(await text(target)).toBe('one');
  await expect(rewrite(await generationOf(target), generation)).rejects.toMatchObject({ code: 404 });
  await expect(rewrite(0, await generationOf(source))).rejects.toMatchObject(NOT_MET);
  await rewrite(await generationOf(target), await generationOf(source));
  expect(await text(target)).toBe('two');
  expect(await rewriteOf('elsewhere', { ifSourceGenerationMatch: String(await generationOf(source)), sourceGeneration: String(await generationOf(source)) })).toBe(200);
});

/** The parameters that the Node client has no names for. @returns the status */
async function rewriteOf(bucket: string, parameters: Record<string, string>): Promise<number> {
  const path = `/storage/v1/b/${warehouse.stagingBucket}/o/${encodeURIComponent('rewrite/source')}/rewriteTo/b/${bucket}/o/${encodeURIComponent('a folder/target')}`;
  const response = await fetch(`${warehouse.endpoint}${path}?${new URLSearchParams(parameters)}`, { method: 'POST' });
  const body = (await response.json()) as { done?: boolean; totalBytesRewritten?: string };
  if (response.ok) expect(body).toMatchObject({ kind: 'storage#rewriteResponse', done: true, totalBytesRewritten: '3', objectSize: '3' });
  return response.status;
}

test.each([[true], [false]])('Custom metadata of an upload (resumable: %s) is what get and list answer', async (resumable) => {
  const custom = { 'push-id': 'abc', rows: '12', empty: '', 'ünï': 'çødé "x"', __proto: 'p' };
  const name = `custom/${resumable}`;
  await staging().file(name).save('x', { resumable, metadata: { contentType: 'text/csv', metadata: custom }, preconditionOpts: { ifGenerationMatch: 0 } });
  expect((await staging().file(name).getMetadata())[0].metadata).toEqual(custom);
  const [files] = await staging().getFiles({ prefix: name });
  expect(files.map((file) => file.metadata.metadata)).toEqual([custom]);
});

test('matchGlob picks names', async () => {
  for (const name of ['glob/a.csv', 'glob/b.csv.gz', 'glob/deep/c.csv', 'glob/deep/er/d.json', 'glob/[x].csv']) await put(name, '');
  const list = async (matchGlob: string) => (await staging().getFiles({ matchGlob }))[0].map((file) => file.name);
  expect(await list('glob/*.csv')).toEqual(['glob/[x].csv', 'glob/a.csv']);
  expect(await list('glob/**.csv')).toEqual(['glob/[x].csv', 'glob/a.csv', 'glob/deep/c.csv']);
  expect(await list('glob/**/*.{csv,json}')).toEqual(['glob/[x].csv', 'glob/a.csv', 'glob/deep/c.csv', 'glob/deep/er/d.json']);
  expect(await list('glob/[a-b].csv*')).toEqual(['glob/a.csv', 'glob/b.csv.gz']);
  expect(await list('glob/?.csv')).toEqual(['glob/a.csv']);
  expect(await list('glob/\\[x\\].csv')).toEqual(['glob/[x].csv']);
  expect(await list('nothing/*')).toEqual([]);
  await expect(list('glob/{a')).rejects.toMatchObject({ code: 400 });
});

test('An object is overwritten, patched and deleted only while it is the one that the caller saw', async () => {
  const file = await put('head', 'one');
  const first = await generationOf(file);
  for (const resumable of [true, false]) await expect(file.save('two', { resumable, preconditionOpts: { ifGenerationMatch: first + 1 } })).rejects.toMatchObject(NOT_MET);
  await file.save('two', { resumable: false, preconditionOpts: { ifGenerationMatch: first } });
  const second = await generationOf(file);
  expect(second).toBeGreaterThan(first);
  await file.save('three', { resumable: true, preconditionOpts: { ifGenerationMatch: second } });
  const third = await generationOf(file);
  await expect(file.setMetadata({ metadata: { a: 'b' } }, { ifGenerationMatch: second })).rejects.toMatchObject(NOT_MET);
  await expect(file.setMetadata({ metadata: { a: 'b' } }, { ifMetagenerationMatch: 2 })).rejects.toMatchObject(NOT_MET);
  await file.setMetadata({ metadata: { a: 'b' } }, { ifGenerationMatch: third, ifMetagenerationMatch: 1 });
  await expect(file.delete({ ifGenerationMatch: second } as never)).rejects.toMatchObject(NOT_MET);
  await expect(file.delete({ ifMetagenerationMatch: 1 } as never)).rejects.toMatchObject(NOT_MET);
  expect(await text(file)).toBe('three');
  await file.delete({ ifGenerationMatch: third, ifMetagenerationMatch: 2 } as never);
  expect(await file.exists()).toEqual([false]);
  await expect(file.delete({ ifGenerationMatch: third } as never)).rejects.toMatchObject({ code: 404 });
});
