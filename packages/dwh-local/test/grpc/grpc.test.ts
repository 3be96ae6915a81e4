import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type Fault, type LocalWarehouse } from '@bm/dwh-local';

import { serveInProcess } from '../local-warehouse/served-process.js';
import { clientsOf, codeOf, type Clients } from './clients.js';

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});
const start = async (options: Parameters<typeof startLocalWarehouse>[0] = {}) => {
  const warehouse = await startLocalWarehouse(options);
  opened.push(warehouse);
  return warehouse;
};
const connect = (warehouse: LocalWarehouse): Clients => {
  const clients = clientsOf(warehouse);
  opened.push(clients);
  return clients;
};
const temporary = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'grpc-'));
  opened.push({ close: () => rm(dir, { recursive: true, force: true }) });
  return dir;
};

const parent = 'projects/bm-local/locations/eu';
const METHOD = 'datacatalog.PolicyTagManager.CreateTaxonomy';
const create = ({ policyTags }: Clients, displayName: string) => policyTags.createTaxonomy({ parent, taxonomy: { displayName } });
const names = async ({ policyTags }: Clients) => (await policyTags.listTaxonomies({ parent }))[0].map((taxonomy) => taxonomy.displayName);

describe('faults of gRPC methods', () => {
  it.each<[string, Fault, number | 'answered', boolean]>([
    ['an error before the effect', { kind: 'error', status: 503 }, 14, false],
    ['an error by the name of its code', { kind: 'error', status: 409, reason: 'ABORTED' }, 10, false],
    ['an error after the effect', { kind: 'error-after-effect', status: 403 }, 7, true],
    ['a lost answer', { kind: 'lost-answer' }, 14, true],
    ['a reset', { kind: 'reset' }, 14, false],
    ['a delay', { kind: 'delay', ms: 1 }, 'answered', true],
  ])('%s', async (_name, fault, code, effect) => {
    const warehouse = await start();
    const clients = connect(warehouse);
    const handle = warehouse.faults.add({ method: METHOD, nth: 2, ...fault });
    expect(await codeOf(create(clients, 'first'))).toBe('answered');
    expect(await codeOf(create(clients, 'second'))).toBe(code);
    expect(handle.hits).toBe(1);
    expect(await names(clients)).toHaveLength(effect ? 2 : 1);
    const statuses = warehouse.requests.filter((request) => request.id === METHOD).map((request) => request.status);
    expect(statuses).toEqual([200, code === 'answered' ? 200 : fault.kind === 'lost-answer' || fault.kind === 'reset' ? 0 : { 14: 503, 10: 409, 7: 403 }[code]]);
  });

  it('are refused where they would mean nothing', async () => {
    const { faults } = await start();
    expect(() => faults.add({ method: METHOD, kind: 'truncate' })).toThrow(RangeError);
    expect(() => faults.add({ method: METHOD, kind: 'reset', afterBytes: 1 })).toThrow(RangeError);
    expect(() => faults.add({ method: METHOD, kind: 'error', status: 503, reason: 'backendError' })).toThrow(RangeError);
  });
});

it('a method that is not served is UNIMPLEMENTED by name, and in the log', async () => {
  const warehouse = await start();
  const { catalog } = connect(warehouse);
  await expect(catalog.listMetadataJobs({ parent })).rejects.toMatchObject({ code: 12, message: expect.stringContaining('google.cloud.dataplex.v1.CatalogService/ListMetadataJobs') });
  expect(warehouse.requests.at(-1)).toEqual({ id: undefined, method: 'POST', path: '/google.cloud.dataplex.v1.CatalogService/ListMetadataJobs', status: 501 });
});

it('what was acknowledged is there after a reopening and after a kill, and gone after a reset', async () => {
  const dir = await temporary();
  const served = await serveInProcess(dir);
  const joined = await start({ dir });
  expect(joined).toMatchObject({ joined: true, grpcEndpoint: served.env['DWH_GRPC_ENDPOINT'] });
  const first = connect(joined);
  for (const name of ['a', 'b', 'c']) await create(first, name);
  await served.kill();
  const warehouse = await start({ dir });
  expect(warehouse.joined).toBe(false);
  const second = connect(warehouse);
  expect(new Set(await names(second))).toEqual(new Set(['a', 'b', 'c']));
  await warehouse.reset();
  expect(await names(second)).toEqual([]);
});

it('many calls at once are each done once', async () => {
  const clients = connect(await start());
  await Promise.all(Array.from({ length: 30 }, (_, index) => create(clients, `t${index}`)));
  expect(new Set(await names(clients)).size).toBe(30);
});

it('resets while calls come in, twice at once', async () => {
  const warehouse = await start();
  const clients = connect(warehouse);
  const calls = Array.from({ length: 10 }, (_, index) => codeOf(create(clients, `t${index}`)));
  const resets = [warehouse.reset(), warehouse.reset()];
  const late = codeOf(create(clients, 'late'));
  await Promise.all(resets);
  expect(new Set([...(await Promise.all(calls)), await late])).toEqual(new Set(['answered']));
});

it('refuses a port that is taken', async () => {
  const { grpcEndpoint } = await start();
  await expect(start({ grpcPort: Number(grpcEndpoint.split(':')[1]) })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
});

it('lets a process end that forgot to close, also after a call', async () => {
  const script = `
    const { startLocalWarehouse } = await import('@bm/dwh-local');
    const { connect } = await import('node:http2');
    const { grpcEndpoint } = await startLocalWarehouse();
    const session = connect('http://' + grpcEndpoint);
    const call = session.request({ ':method': 'POST', ':path': '/google.longrunning.Operations/GetOperation', 'content-type': 'application/grpc', te: 'trailers' });
    call.end(Buffer.alloc(5));
    call.resume();
    call.on('response', (answer) => { console.log('status', answer['grpc-status']); session.unref(); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += String(chunk)));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  expect(out).toBe('status 3\n');
});
