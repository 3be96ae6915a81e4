import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';
import { createDwhClient, type DwhClient } from '@bm/dwh-push';
import { afterAll, beforeAll, expect, it } from 'vitest';

// @ts-expect-error the example is JavaScript
import * as service from '../service.js';

const main = fileURLToPath(new URL('../main.js', import.meta.url));
const at = (time: string) => Date.parse(`${time}Z`);
let warehouse: LocalWarehouse;
let client: DwhClient;
let folder: string;
beforeAll(async () => {
  warehouse = await startLocalWarehouse();
  client = createDwhClient({ target: 'local', endpoint: warehouse.endpoint, grpcEndpoint: warehouse.grpcEndpoint });
  folder = await mkdtemp(join(tmpdir(), 'dwh-example-'));
});
afterAll(async () => {
  await client.close();
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the service from a time on; `slept` is called for each time that it sleeps, and lets it end by returning false. */
async function run(from: string, slept: (ms: number) => boolean | Promise<boolean>) {
  const ending = new AbortController();
  let now = at(from);
  const said: { level: string; message: string; [key: string]: unknown }[] = [];
  const status: Record<string, unknown> = {};
  await service.runService({
    client,
    source: join(folder, 'stock_{yyyymmdd}.csv'),
    hour: 4,
    log: { info: (entry: object, message: string) => said.push({ level: 'info', message, ...entry }), error: (entry: object, message: string) => said.push({ level: 'error', message, ...entry }) },
    clock: {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
        if (!(await slept(ms))) ending.abort();
        ending.signal.throwIfAborted();
      },
    },
    status,
    signal: ending.signal,
  });
  return { status, said };
}

it('pushes the day before at once, and the next one the next day at its hour', async () => {
  await writeFile(join(folder, 'stock_20210403.csv'), 'sku,pieces\nchair,3\n');
  await writeFile(join(folder, 'stock_20210404.csv'), 'sku,pieces\nchair,2\nlamp,1\n');
  const sleeps: number[] = [];
  const { status } = await run('2021-04-04T09:00:00', (ms) => sleeps.push(ms) < 2);
  expect(sleeps).toEqual([19 * 3_600_000, 24 * 3_600_000]);
  expect(status).toMatchObject({ state: 'waiting', day: '2021-04-04', outcome: 'published', next: '2021-04-06T04:00:00.000Z' });
  expect((await client.listPartitions({ table: 'shop.stock' })).map(({ partition, rows }) => [partition, rows])).toEqual([['20210403', 1], ['20210404', 2]]);
});

it('does nothing twice', async () => {
  const { status } = await run('2021-04-05T05:00:00', () => false);
  expect(status).toMatchObject({ state: 'waiting', day: '2021-04-04', outcome: 'unchanged' });
});

it('tries again where the file is late, and pushes it when it has come', async () => {
  const { status, said } = await run('2021-05-02T04:00:00', async (ms) => {
    if (ms === 120_000) await writeFile(join(folder, 'stock_20210501.csv'), 'sku,pieces\ndesk,1\n');
    return ms < 3_600_000;
  });
  expect(status).toMatchObject({ day: '2021-05-01', outcome: 'published' });
  expect(said.filter(({ message }) => message === 'will try again').map(({ code, ms }) => [code, ms])).toEqual([['SOURCE_NOT_FOUND', 60_000], ['SOURCE_NOT_FOUND', 120_000]]);
});

it('does not try data again that breaks the contract, and says that it failed', async () => {
  await writeFile(join(folder, 'stock_20210601.csv'), 'sku,pieces\ndesk,-1\n');
  const sleeps: number[] = [];
  const { status } = await run('2021-06-02T04:00:00', (ms) => sleeps.push(ms) < 1);
  expect(sleeps).toEqual([24 * 3_600_000]);
  expect(status).toMatchObject({ state: 'failed', outcome: 'DATA_REJECTED' });
});

/** Begins an answer and never ends it. */
async function endlessSource(): Promise<{ server: Server; asked: Promise<unknown> }> {
  const server = createServer((_request, response) => void response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '1000000' }).write('sku,pieces\nchair,3\n'));
  const asked = once(server, 'request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, asked };
}

it('ends a push that runs when SIGTERM comes, and leaves neither rows nor a lease', async () => {
  const { server, asked } = await endlessSource();
  const environment = { ...process.env, DWH_TARGET: 'local', DWH_ENDPOINT: warehouse.endpoint, DWH_GRPC_ENDPOINT: warehouse.grpcEndpoint, SOURCE: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stock_{yyyymmdd}.csv`, PORT: '0' };
  const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Record<string, unknown>[] = [];
  const listening = new Promise<number>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      lines.push(entry);
      if (entry['message'] === 'listening') resolve(entry['port'] as number);
    });
  });
  const port = await listening;
  await asked;
  const health = await fetch(`http://127.0.0.1:${port}/health`);
  expect([health.status, await health.json()]).toMatchObject([200, { state: 'pushing' }]);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number | null];
  server.closeAllConnections();
  server.close();
  expect(code).toBe(0);
  expect(lines.map(({ message }) => message)).toContain('ended');
  const [files] = await (await client.storage()).bucket(client.config.stagingBucket).getFiles({ prefix: 'dwh-push/' });
  expect(files.map(({ name }) => name).filter((name) => name.endsWith('lease.json') || name.includes('/run-'))).toEqual([]);
});
