import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { Engine } from '../../src/engine/engine.js';
import { FaultPlan } from '../../src/faults/fault-plan.js';
import { createCloudStorage, type CloudStorage } from '../../src/gcs/cloud-storage.js';
import { EventHub } from '../../src/gcs/notifications/event-hub.js';
import { HttpServer } from '../../src/http/http-server.js';
import { RequestLog } from '../../src/http/request-log.js';
import { createRouter } from '../../src/http/router.js';
import { openAccess } from '../../src/iam/open-access.js';

let dir: string;
let engine: Engine;
let storage: CloudStorage;
let server: HttpServer;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'staged-'));
  engine = await Engine.open({ path: join(dir, 'db') });
  storage = await createCloudStorage({ engine, access: await openAccess(engine, 'bm-local', undefined), folder: join(dir, 'blobs'), durable: false, project: 'p', location: 'EU', origin: () => '', hub: new EventHub(() => undefined) });
  await storage.ensureBucket('staging');
  const router = createRouter(storage.routes);
  server = await HttpServer.listen({ host: '127.0.0.1', port: 0, router: () => router, faults: new FaultPlan([]), log: new RequestLog(), admit: async () => undefined, keepAlive: false, onInternalError: (error) => expect.fail(String(error)) });
  for (const name of ['a/1.csv', 'a/2.csv', 'a/2.txt', 'a/10.csv', 'b.csv']) await fetch(`${server.origin}/upload/storage/v1/b/staging/o?uploadType=media&name=${encodeURIComponent(name)}`, { method: 'POST', body: name, headers: { 'content-type': 'text/csv' } });
});
afterEach(async () => {
  await server.close(0);
  engine.close();
  await rm(dir, { recursive: true, force: true });
});

it('finds one object, or those that a wildcard names, sorted by name', async () => {
  const names = async (uri: string) => {
    const { files, release } = await storage.stagedFiles.resolve(uri);
    release();
    return files.map((file) => file.uri);
  };
  expect(await names('gs://staging/a/1.csv')).toEqual(['gs://staging/a/1.csv']);
  expect(await names('gs://staging/a/*.csv')).toEqual(['gs://staging/a/1.csv', 'gs://staging/a/10.csv', 'gs://staging/a/2.csv']);
  expect(await names('gs://staging/*')).toHaveLength(5);
  const { files, release } = await storage.stagedFiles.resolve('gs://staging/b.csv');
  expect(files[0]).toMatchObject({ size: 5, contentType: 'text/csv', generation: expect.stringMatching(/^\d{16}$/) });
  release();
});

it.each([
  ['gs://staging/a', 404, 'notFound'],
  ['gs://staging/c*', 404, 'notFound'],
  ['gs://other/a/1.csv', 404, 'notFound'],
  ['gs://staging/a/1.csv#123', 400, 'invalid'],
  ['gs://staging/a*/*', 400, 'invalid'],
  ['gs://sta*/a', 400, 'invalid'],
  ['gs://staging/', 400, 'invalid'],
  ['s3://staging/a', 400, 'invalid'],
])('refuses %s with %i %s', async (uri, status, reason) => {
  await expect(storage.stagedFiles.resolve(uri)).rejects.toMatchObject({ status, reason });
});

it('keeps the bytes until they are released, whatever happens to the object', async () => {
  const { files, release } = await storage.stagedFiles.resolve('gs://staging/a/*.csv');
  expect((await fetch(`${server.origin}/storage/v1/b/staging/o/a%2F1.csv`, { method: 'DELETE' })).status).toBe(204);
  await fetch(`${server.origin}/upload/storage/v1/b/staging/o?uploadType=media&name=a/2.csv`, { method: 'POST', body: 'new' });
  expect(await Promise.all(files.map((file) => readFile(file.path, 'utf8')))).toEqual(['a/1.csv', 'a/10.csv', 'a/2.csv']);
  release();
  await expect.poll(() => files.map((file) => existsSync(file.path))).toEqual([false, true, false]);
});
