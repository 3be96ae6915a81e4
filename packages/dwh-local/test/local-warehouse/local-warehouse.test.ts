import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LocalWarehouseError, startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

import { serveInProcess } from './served-process.js';

let dir: string;
const opened: LocalWarehouse[] = [];
const start = async (options: Parameters<typeof startLocalWarehouse>[0] = { dir }) => {
  const warehouse = await startLocalWarehouse(options);
  opened.push(warehouse);
  return warehouse;
};
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'warehouse-'));
});
afterEach(async () => {
  for (const warehouse of opened.splice(0)) await warehouse.close();
  await rm(dir, { recursive: true, force: true });
});

const buckets = async (warehouse: LocalWarehouse) => ((await (await fetch(`${warehouse.endpoint}/storage/v1/b?project=${warehouse.project}`)).json()) as { items: { name: string; location: string }[] }).items;
const makeBucket = async (warehouse: LocalWarehouse, name: string) => expect((await fetch(`${warehouse.endpoint}/storage/v1/b?project=${warehouse.project}`, { method: 'POST', body: JSON.stringify({ name }) })).status).toBe(200);

describe('startLocalWarehouse', () => {
  it('serves a temporary directory with its staging bucket, and removes it', async () => {
    const warehouse = await start({});
    expect(warehouse).toMatchObject({ project: 'bm-local', location: 'EU', stagingBucket: 'bm-local-dwh-staging', joined: false });
    expect(warehouse.env).toEqual({ DWH_TARGET: 'local', DWH_PROJECT: 'bm-local', DWH_LOCATION: 'EU', DWH_STAGING_BUCKET: 'bm-local-dwh-staging', DWH_ENDPOINT: warehouse.endpoint, DWH_GRPC_ENDPOINT: warehouse.grpcEndpoint, DWH_LOCAL_DIR: warehouse.dir });
    expect(await buckets(warehouse)).toMatchObject([{ name: 'bm-local-dwh-staging', location: 'EU' }]);
    await warehouse.close();
    expect(existsSync(warehouse.dir)).toBe(false);
    await warehouse.close();
  });

  it('reopens a directory, and refuses another project or location for it', async () => {
    const first = await start({ dir, project: 'my-project', location: 'europe-west1' });
    await makeBucket(first, 'kept-bucket');
    await expect(start({ dir, project: 'other-project' })).rejects.toMatchObject({ code: 'DIR_OTHER_WAREHOUSE' });
    await first.close();
    await expect(start({ dir, location: 'US' })).rejects.toMatchObject({ code: 'DIR_OTHER_WAREHOUSE' });
    const again = await start({ dir });
    expect(again).toMatchObject({ project: 'my-project', location: 'europe-west1', joined: false });
    expect((await buckets(again)).map((bucket) => bucket.name)).toContain('kept-bucket');
  });

  it("keeps objects in a directory where file handles have no sync(), as under Yarn's Plug'n'Play", async () => {
    const handle = await open(dir, 'r');
    const sync = vi.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'sync').mockRejectedValue(new Error('Method not implemented.'));
    await handle.close();
    try {
      const warehouse = await start({ dir: join(dir, 'data') });
      const response = await fetch(`${warehouse.endpoint}/upload/storage/v1/b/${warehouse.stagingBucket}/o?uploadType=media&name=a`, { method: 'POST', body: 'x' });
      expect(response.status).toBe(200);
    } finally {
      sync.mockRestore();
    }
  });

  it('lets one of many starters serve, and the others join', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => start({ dir })));
    expect(all.filter((warehouse) => !warehouse.joined)).toHaveLength(1);
    expect(new Set(all.map((warehouse) => warehouse.endpoint)).size).toBe(1);
    const joined = all.find((warehouse) => warehouse.joined);
    expect(() => joined?.faults).toThrow(LocalWarehouseError);
    await expect(joined?.reset()).rejects.toMatchObject({ code: 'JOINED' });
    await joined?.close();
    expect((await fetch(`${joined?.endpoint}/_dwh/health`)).status).toBe(200);
  });

  it('joins the server of another process, and serves itself once that one was killed', async () => {
    const [one, two] = await Promise.all([serveInProcess(dir), serveInProcess(dir)]);
    expect(one.env['DWH_ENDPOINT']).toBe(two.env['DWH_ENDPOINT']);
    const { pid } = JSON.parse(await readFile(join(dir, 'server.json'), 'utf8')) as { pid: number };
    const server = one.child.pid === pid ? one : two;
    expect(server.child.pid).toBe(pid);
    const joined = await start({ dir });
    expect(joined).toMatchObject({ joined: true, endpoint: one.env['DWH_ENDPOINT'], grpcEndpoint: one.env['DWH_GRPC_ENDPOINT'] });
    await server.kill();
    expect(existsSync(join(dir, 'server.json'))).toBe(true);
    expect(await start({ dir })).toMatchObject({ joined: false });
  });

  it('is not fooled by a stale server.json and lock, also of a process with its own id', async () => {
    const other = await start({});
    await writeFile(join(dir, 'server.json'), JSON.stringify({ instance: 'gone', endpoint: other.endpoint, grpcEndpoint: other.grpcEndpoint, pid: 1 }));
    await writeFile(join(dir, 'lock'), JSON.stringify({ instance: 'gone', pid: process.pid, started: 5 }));
    expect(await start({ dir })).toMatchObject({ joined: false });
  });

  it('removes what the jobs of a killed process left in their work folder', async () => {
    await mkdir(join(dir, 'work', 'load-left'), { recursive: true });
    await writeFile(join(dir, 'work', 'load-left', 'unpacked'), 'half a file');
    await start({ dir });
    expect(await readdir(join(dir, 'work'))).toEqual([]);
  });

  it('resets to new, also with requests under way', async () => {
    const warehouse = await start({});
    await makeBucket(warehouse, 'some-bucket');
    const delay = warehouse.faults.add({ method: 'storage.buckets.list', kind: 'delay', ms: 100 });
    const slow = buckets(warehouse);
    await expect.poll(() => delay.hits, { interval: 1 }).toBe(1);
    await warehouse.reset();
    expect((await buckets(warehouse)).map((bucket) => bucket.name)).toEqual([warehouse.stagingBucket]);
    await slow;
    expect(warehouse.requests.map((request) => request.id)).toEqual(['storage.buckets.list']);
  });

  it('says what is wrong with options and directories', async () => {
    await expect(start({ port: -1, project: 'X', threads: 0 })).rejects.toMatchObject({ code: 'INVALID_OPTION', message: expect.stringMatching(/port .*project .*threads /) });
    await expect(start({ prot: 1 } as object)).rejects.toMatchObject({ code: 'INVALID_OPTION', message: expect.stringContaining('prot is not an option') });
    await writeFile(join(dir, 'file'), '');
    await expect(start({ dir: join(dir, 'file') })).rejects.toMatchObject({ code: 'DIR_NOT_WRITABLE' });
    const taken = await start({});
    await expect(start({ dir, port: Number(new URL(taken.endpoint).port) })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    expect(existsSync(join(dir, 'lock'))).toBe(false);
    expect(await start({ dir })).toMatchObject({ joined: false });
  });
});
