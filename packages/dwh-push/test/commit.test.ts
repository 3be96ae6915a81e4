import { spawnSync } from 'node:child_process';

import { createDwhClient } from '@bm/dwh-push';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

import { serve } from './support/file-server.js';
import { thisProcess } from '../src/commit/holder-process.js';
import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string().nullable() });
const DAY = '2021-04-03';

const push = async (table: string, text: string, more: { partitionDate?: string; whenBusy?: 'wait' | 'fail' } = {}) =>
  ({ source: await warehouse.file(`a,b\n1,${text}\n2,${text}\n`), table, partitionDate: DAY, schema, ...more }) as const;
const rowsOf = async (table: string) => (await warehouse.query(`SELECT DISTINCT b FROM ${table} WHERE _PARTITIONDATE = '${DAY}'`)).map(({ b }) => b);
const folder = (table: string) => `dwh-push/bm-local.${table.replace('.', '/')}/20210403/`;

async function bucket() {
  return (await warehouse.client.storage()).bucket(warehouse.client.config.stagingBucket);
}

describe('the same content again', () => {
  it('is not loaded again where it provably is there', async () => {
    const first = await warehouse.push(await push('again.same', 'x'));
    const again = await warehouse.push(await push('again.same', 'x'));
    expect(again).toMatchObject({ outcome: 'unchanged', committed: 'yes', rowsLoaded: 2, pushId: first.pushId, jobId: first.jobId });
    expect(await warehouse.staged()).toEqual([]);
  });

  it('is found to be there after other partitions were written, by pushes and by others', async () => {
    await warehouse.push(await push('again.beside', 'x'));
    await warehouse.push(await push('again.beside', 'y', { partitionDate: '2021-04-04' }));
    expect(await warehouse.push(await push('again.beside', 'x'))).toMatchObject({ outcome: 'unchanged' });
    await warehouse.query(`UPDATE again.beside SET b = 'z' WHERE _PARTITIONDATE = '2021-04-04'`);
    expect(await warehouse.push(await push('again.beside', 'x'))).toMatchObject({ outcome: 'unchanged' });
    expect(await warehouse.push(await push('again.beside', 'y', { partitionDate: '2021-04-04' }))).toMatchObject({ outcome: 'published' });
  });

  it('is loaded again after something else was pushed in between', async () => {
    for (const text of ['x', 'y', 'x']) expect(await warehouse.push(await push('again.aba', text))).toMatchObject({ outcome: 'published' });
    expect(await rowsOf('again.aba')).toEqual(['x']);
  });

  it.each([
    ['changed', `UPDATE again.t SET b = 'z' WHERE a = 1 AND _PARTITIONDATE = '${DAY}'`],
    ['deleted', `DELETE FROM again.t WHERE _PARTITIONDATE = '${DAY}'`],
    ['dropped with the table', 'DROP TABLE again.t'],
  ])('is loaded again after the rows were %s by someone else', async (_, sql) => {
    await warehouse.push(await push('again.t', 'x'));
    await warehouse.query(sql);
    expect(await warehouse.push(await push('again.t', 'x'))).toMatchObject({ outcome: 'published' });
    expect(await rowsOf('again.t')).toEqual(['x']);
  });

  it('is loaded again where the table cannot be asked', async () => {
    await warehouse.push(await push('again.silent', 'x'));
    await warehouse.push(await push('again.silent', 'y', { partitionDate: '2021-04-04' }));
    const refused = warehouse.local.faults.add({ method: 'bigquery.jobs.query', kind: 'error', status: 403, reason: 'accessDenied' });
    expect(await warehouse.push(await push('again.silent', 'x'))).toMatchObject({ outcome: 'published' });
    expect(refused.hits).toBe(1);
    refused.remove();
  });

  it('of a whole table is a no-op too', async () => {
    const { defineDataset } = await import('@bm/dwh-push');
    const whole = defineDataset({ schema, partitioning: 'none' });
    const source = await warehouse.file('a,b\n1,x\n');
    expect(await warehouse.push({ source, table: 'again.whole', schema: whole })).toMatchObject({ outcome: 'published' });
    expect(await warehouse.push({ source, table: 'again.whole', schema: whole })).toMatchObject({ outcome: 'unchanged', rowsLoaded: 1 });
  });
});

/** A push whose source does not end before `finish()`. */
async function slowPush(table: string, text: string) {
  const asked = Promise.withResolvers<void>();
  const rest = Promise.withResolvers<void>();
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/csv', 'transfer-encoding': 'chunked' });
    response.write(`a,b\n1,${text}\n`);
    asked.resolve();
    void rest.promise.then(() => response.end(`2,${text}\n`));
  });
  const outcome = warehouse.client.pushDataset({ source: server.url('/slow.csv'), table, partitionDate: DAY, schema, logger: 'silent' }).catch((error: unknown) => error);
  await asked.promise;
  return { outcome, finish: () => rest.resolve(), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** Waits until the partition's lease is taken, and returns it. */
async function leaseOf(table: string) {
  const lease = (await bucket()).file(`${folder(table)}lease.json`);
  for (;;) if ((await lease.exists())[0]) return lease;
}

describe('a partition that another push writes', () => {
  it('is waited for, or refused at once where the caller wants that', async () => {
    await using slow = await slowPush('busy.t', 'slow');
    await leaseOf('busy.t');
    expect(await warehouse.failure(await push('busy.t', 'fast', { whenBusy: 'fail' }))).toMatchObject({ code: 'LEASE_BUSY', retryable: true, committed: 'no', message: expect.stringContaining('bm-local.busy.t$20210403') });
    const waiting = warehouse.push(await push('busy.t', 'fast'));
    slow.finish();
    expect(await slow.outcome).toMatchObject({ outcome: 'published' });
    expect(await waiting).toMatchObject({ outcome: 'published' });
    expect(await rowsOf('busy.t')).toEqual(['fast']);
    expect(await warehouse.staged()).toEqual([]);
  });

  it('does not hold up other partitions', async () => {
    await using slow = await slowPush('busy.beside', 'slow');
    await leaseOf('busy.beside');
    expect(await warehouse.push(await push('busy.beside', 'fast', { partitionDate: '2021-04-04' }))).toMatchObject({ outcome: 'published' });
    slow.finish();
    await slow.outcome;
  });

  it('is waited for no longer than the deadline', async () => {
    await using slow = await slowPush('busy.deadline', 'slow');
    await leaseOf('busy.deadline');
    expect(await warehouse.failure({ ...(await push('busy.deadline', 'fast')), deadlineMs: 20 })).toMatchObject({ code: 'DEADLINE_EXCEEDED', committed: 'no', retryable: true });
    slow.finish();
    await slow.outcome;
  });
});

describe('a push whose lease has run out', () => {
  it('cannot write any more once another one has taken over, however late it comes', async () => {
    await using zombie = await slowPush('zombie.t', 'zombie');
    const lease = await leaseOf('zombie.t');
    const [{ metadata = {} }] = await lease.getMetadata();
    const record = JSON.parse(String(metadata['facts'])) as { holder: { jobPrefixes: string[] } };
    await lease.setMetadata({ metadata: { facts: JSON.stringify({ ...record, expiresAt: 1 }) } });

    expect(await warehouse.push(await push('zombie.t', 'new'))).toMatchObject({ outcome: 'published' });
    zombie.finish();
    expect(await zombie.outcome).toMatchObject({ code: 'LEASE_LOST', committed: 'no', retryable: true });
    expect(await rowsOf('zombie.t')).toEqual(['new']);
    // Its very job, sent once more: the id is used up.
    const job = { jobId: `${record.holder.jobPrefixes[0]}_1`, location: 'EU', configuration: { query: { query: 'DROP TABLE zombie.t', useLegacySql: false } } };
    await expect((await warehouse.client.bigQuery()).createJob(job)).rejects.toMatchObject({ code: 409 });
    expect(await warehouse.staged()).toEqual([]);
  });

  it('is told so when it renews', async () => {
    await using short = createDwhClient({ target: 'local', endpoint: warehouse.local.endpoint, leaseMs: 1_000 });
    const rest = Promise.withResolvers<void>();
    await using server = await serve((_, response) => void (response.write('a,b\n1,x\n'), rest.promise.then(() => response.end())));
    const outcome = short.pushDataset({ source: server.url('/s.csv'), table: 'lost.t', partitionDate: DAY, schema, logger: 'silent' }).catch((error: unknown) => error);
    await (await leaseOf('lost.t')).delete();
    expect(await outcome).toMatchObject({ code: 'LEASE_LOST', committed: 'no' });
    rest.resolve();
    expect(await warehouse.push(await push('lost.t', 'new'))).toMatchObject({ outcome: 'published' });
  });

  it('leaves nothing behind: the next one settles its jobs and removes its objects', async () => {
    const lease = (await bucket()).file(`${folder('dead.t')}lease.json`);
    const dead = { runId: 'dead', location: 'EU', jobPrefixes: ['dwh-push_dead'] };
    const record = { version: 1, holder: dead, process: { host: 'elsewhere', pid: 1, instance: 'x' }, since: '2021-04-03T00:00:00Z', expiresAt: 1, unsettled: [{ runId: 'deader', location: 'EU', jobPrefixes: ['dwh-push_deader'] }] };
    await lease.save('', { resumable: false, metadata: { metadata: { facts: JSON.stringify(record) } }, preconditionOpts: { ifGenerationMatch: 0 } });
    for (const run of ['dead', 'deader']) await (await bucket()).file(`${folder('dead.t')}run-${run}/part-00000.csv`).save('1,x\n', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } });

    expect(await warehouse.push(await push('dead.t', 'new'))).toMatchObject({ outcome: 'published' });
    expect(await warehouse.staged()).toEqual([]);
    const bigQuery = await warehouse.client.bigQuery();
    for (const run of ['dead', 'deader']) {
      const [job] = await bigQuery.job(`dwh-push_${run}_1`, { location: 'EU' }).getMetadata();
      expect(job.configuration).toMatchObject({ jobType: 'QUERY' });
    }
  });

  it('is not waited for where its process is known to have ended', async () => {
    const lease = (await bucket()).file(`${folder('ended.t')}lease.json`);
    const ended = spawnSync(process.execPath, ['--version']).pid;
    const record = { version: 1, holder: { runId: 'ended', location: 'EU', jobPrefixes: ['dwh-push_ended'] }, process: { ...thisProcess, pid: ended }, since: '2021-04-03T00:00:00Z', expiresAt: Date.now() + 3_600_000, unsettled: [] };
    await lease.save('', { resumable: false, metadata: { metadata: { facts: JSON.stringify(record) } }, preconditionOpts: { ifGenerationMatch: 0 } });
    expect(await warehouse.push(await push('ended.t', 'new', { whenBusy: 'fail' }))).toMatchObject({ outcome: 'published' });
  });

  it('is not taken from another copy of the library in the same process, or from another container', async () => {
    const lease = (await bucket()).file(`${folder('alive.t')}lease.json`);
    for (const holder of [thisProcess, { ...thisProcess, host: `${thisProcess.host}-another`, pid: 1 }]) {
      const record = { version: 1, holder: { runId: 'alive', location: 'EU', jobPrefixes: ['dwh-push_alive'] }, process: holder, since: '2021-04-03T00:00:00Z', expiresAt: Date.now() + 3_600_000, unsettled: [] };
      await lease.save('', { resumable: false, metadata: { metadata: { facts: JSON.stringify(record) } } });
      expect(await warehouse.failure(await push('alive.t', 'new', { whenBusy: 'fail' }))).toMatchObject({ code: 'LEASE_BUSY' });
    }
    await lease.delete();
  });

  it('written by a version that is not known is not touched', async () => {
    const lease = (await bucket()).file(`${folder('future.t')}lease.json`);
    await lease.save('', { resumable: false, metadata: { metadata: { facts: JSON.stringify({ version: 2 }) } }, preconditionOpts: { ifGenerationMatch: 0 } });
    expect(await warehouse.failure(await push('future.t', 'new'))).toMatchObject({ code: 'LEASE_UNREADABLE', message: expect.stringContaining('lease.json') });
    await lease.delete();
  });
});

describe('a push that is aborted while it writes into the staging bucket', () => {
  it.each([['its lease', 1], ['its records', 2]])('leaves nothing of %s behind', async (what, nth) => {
    const table = `aborted.t_${nth}`;
    const slow = warehouse.local.faults.add({ method: 'storage.objects.insert', nth, kind: 'delay', ms: 500 });
    const abort = new AbortController();
    const failure = warehouse.failure({ ...(await push(table, 'x')), signal: abort.signal });
    await vi.waitFor(() => expect(slow.hits).toBe(1), { timeout: 30_000, interval: 5 });
    abort.abort();
    const error = await failure;
    slow.remove();
    expect(error, what).toMatchObject({ code: 'ABORTED', committed: 'no' });
    expect((await warehouse.staged()).filter((name) => name.startsWith(folder(table)))).toEqual([]);
    expect(await warehouse.push(await push(table, 'x', { whenBusy: 'fail' }))).toMatchObject({ outcome: 'published' });
  });
});

describe('the staging bucket', () => {
  it('must be where the dataset is', async () => {
    const storage = await warehouse.client.storage();
    await storage.createBucket('bucket-in-asia', { location: 'ASIA-EAST1' });
    await using client = createDwhClient({ target: 'local', endpoint: warehouse.local.endpoint, stagingBucket: 'bucket-in-asia' });
    const error: unknown = await client.pushDataset({ ...(await push('asia.t', 'x')), logger: 'silent' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'STAGE_LOCATION_MISMATCH', step: 'stage', committed: 'no' });
  });
});

describe('a deadline', () => {
  it('ends a push that reads a source which never ends, and nothing has changed', async () => {
    await using server = await serve((_, response) => void response.write('a,b\n1,x\n'));
    const error = await warehouse.failure({ source: server.url('/endless.csv'), table: 'deadline.t', partitionDate: DAY, schema, deadlineMs: 50 });
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', committed: 'no', receipt: { outcome: 'failed', errorCode: 'DEADLINE_EXCEEDED' } });
    expect(await warehouse.staged()).toEqual([]);
  });
});
