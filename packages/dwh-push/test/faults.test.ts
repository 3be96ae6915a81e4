import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const schema = z.object({ a: z.int(), b: z.string().nullable() });
const OLD = 'a,b\n1,old\n2,old\n';
const NEW = 'a,b\n1,new\n2,new\n3,new\n';

/** Every call that a push makes; `nth` where it is made more than once. */
const CALLS = [
  ['bigquery.datasets.get', 1],
  ['bigquery.tables.get', 1],
  // The lease, a part of the records, the head.
  ['storage.objects.insert', 1],
  ['storage.objects.insert', 2],
  ['storage.objects.get', 1],
  ['bigquery.jobs.insert', 1],
  ['bigquery.jobs.get', 1],
  ['bigquery.jobs.get', 2],
  ['storage.objects.insert', 3],
  ['bigquery.tables.get', 2],
  // The part, the lease.
  ['storage.objects.delete', 1],
  ['storage.objects.delete', 2],
] as const;

const FAULTS = [
  { kind: 'error', status: 503, reason: 'backendError' },
  { kind: 'error', status: 500, reason: 'internalError' },
  { kind: 'error', status: 429, reason: 'rateLimitExceeded' },
  { kind: 'error', status: 403, reason: 'rateLimitExceeded' },
  { kind: 'error-after-effect', status: 503, reason: 'backendError' },
  { kind: 'lost-answer' },
  { kind: 'reset' },
  { kind: 'truncate' },
] as const;

async function rowsOf(table: string, day: string) {
  return (await warehouse.query(`SELECT b, COUNT(*) AS n FROM ${table} WHERE _PARTITIONDATE = '${day}' GROUP BY b`)).map(({ b, n }) => `${n} ${b}`);
}

describe.each(FAULTS)('a call that meets $kind $status $reason once', (fault) => {
  // A delete answers without a body, so there is nothing to cut off.
  it.each(CALLS.filter(([method]) => !(fault.kind === 'truncate' && method === 'storage.objects.delete')))('%s (%i.) is made good within the push', async (method, nth) => {
    const name = `t_${method.replaceAll('.', '_')}_${nth}_${Object.values(fault).join('_').replaceAll('-', '_')}`;
    const push = async (content: string, partitionDate: string) => warehouse.push({ source: await warehouse.file(content), table: `faults.${name}`, partitionDate, schema });
    await push(OLD, '2021-04-02');
    await push(OLD, '2021-04-03');
    const met = warehouse.local.faults.add({ method, nth, ...fault });
    try {
      expect(await push(NEW, '2021-04-03')).toMatchObject({ outcome: 'published', rowsLoaded: 3 });
      // The second look at a job is there only where the job takes its time.
      if (!(method === 'bigquery.jobs.get' && nth === 2)) expect(met.hits).toBe(1);
    } finally {
      met.remove();
    }
    expect(await rowsOf(`faults.${name}`, '2021-04-03')).toEqual(['3 new']);
    expect(await rowsOf(`faults.${name}`, '2021-04-02')).toEqual(['2 old']);
    expect(await warehouse.staged()).toEqual([]);
  });
});

describe('a call that is refused for good', () => {
  it.each([
    ['bigquery.datasets.get', 1, 403, 'accessDenied', 'LOAD_FORBIDDEN', 'no'],
    ['bigquery.tables.get', 1, 403, 'accessDenied', 'LOAD_FORBIDDEN', 'no'],
    ['storage.objects.insert', 1, 403, 'forbidden', 'STAGE_FORBIDDEN', 'no'],
    ['storage.objects.insert', 2, 403, 'forbidden', 'STAGE_FORBIDDEN', 'no'],
    ['storage.objects.insert', 2, 404, 'notFound', 'STAGE_BUCKET_NOT_FOUND', 'no'],
    ['storage.objects.insert', 2, 412, 'conditionNotMet', 'STAGE_FAILED', 'no'],
    ['storage.objects.get', 1, 403, 'forbidden', 'STAGE_FORBIDDEN', 'no'],
    ['bigquery.jobs.insert', 1, 403, 'accessDenied', 'LOAD_FORBIDDEN', 'no'],
    ['bigquery.jobs.insert', 1, 403, 'quotaExceeded', 'LOAD_QUOTA_EXCEEDED', 'no'],
    ['bigquery.jobs.insert', 1, 400, 'invalid', 'LOAD_REFUSED', 'no'],
    ['bigquery.jobs.get', 1, 403, 'accessDenied', 'LOAD_UNKNOWN', 'unknown'],
    ['bigquery.tables.get', 2, 403, 'accessDenied', 'REGISTER_FORBIDDEN', 'yes'],
  ] as const)('%s (%i.), %i %s, is %s, committed: %s', async (method, nth, status, reason, code, committed) => {
    const table = `refused.t_${method.replaceAll('.', '_')}_${nth}_${reason}_${status}`;
    const push = async (content: string) => ({ source: await warehouse.file(content), table, partitionDate: '2021-04-03', schema });
    await warehouse.push(await push(OLD));
    const met = warehouse.local.faults.add({ method, nth, kind: 'error', status, reason, message: 'a hidden message' });
    const error = await warehouse.failure(await push(NEW));
    met.remove();
    expect(met.hits).toBe(1);
    expect(error).toMatchObject({ code, committed });
    expect(error.message).not.toContain('hidden');
    if (committed !== 'unknown') expect(await rowsOf(table, '2021-04-03')).toEqual([committed === 'yes' ? '3 new' : '2 old']);
    expect(await warehouse.push(await push(NEW))).toMatchObject({ outcome: committed === 'yes' ? 'unchanged' : 'published' });
    expect(await rowsOf(table, '2021-04-03')).toEqual(['3 new']);
  });
});

describe('a refusal that names a permission', () => {
  it.each([
    ['bigquery.tables.get', 'Access Denied: Table p:d.hidden: Permission bigquery.tables.get denied on table p:d.hidden (or it may not exist).', 'bigquery.tables.get'],
    ['bigquery.jobs.insert', 'Access Denied: Project p: User does not have bigquery.jobs.create permission in project hidden.', 'bigquery.jobs.create'],
    ['storage.objects.insert', "hidden@p.iam.gserviceaccount.com does not have storage.objects.create access to the Google Cloud Storage object. Permission 'storage.objects.create' denied on resource (or it may not exist).", 'storage.objects.create'],
  ])('of %s is an error that names it and nothing else of the text', async (method, message, permission) => {
    const met = warehouse.local.faults.add({ method, kind: 'error', status: 403, reason: 'accessDenied', message });
    const error = await warehouse.failure({ source: await warehouse.file(NEW), table: 'denied.t', partitionDate: '2021-04-03', schema });
    met.remove();
    expect(error).toMatchObject({ fault: 'access', permission });
    expect(error.message).toContain(permission);
    expect(error.message).not.toContain('hidden');
  });
});

describe('two pushes of one partition at once', () => {
  it('each end whole, and one of them is what is there', async () => {
    const push = async (content: string) => warehouse.push({ source: await warehouse.file(content), table: 'race.t', partitionDate: '2021-04-03', schema });
    await push(OLD);
    const receipts = await Promise.all([push(NEW), push(OLD), push(NEW), push(OLD)]);
    expect(receipts.map(({ rowsLoaded }) => rowsLoaded)).toEqual([3, 2, 3, 2]);
    expect([['3 new'], ['2 old']]).toContainEqual(await rowsOf('race.t', '2021-04-03'));
  });
});

describe('the disposition', () => {
  it('may be WRITE_TRUNCATE, and the description of the table survives that too', async () => {
    const { createDwhClient } = await import('@bm/dwh-push');
    await using client = createDwhClient({ target: 'local', endpoint: warehouse.local.endpoint, overwrite: 'WRITE_TRUNCATE' });
    const described = z.object({ a: z.int().describe('Column a'), b: z.string().nullable() });
    const push = async (content: string) => client.pushDataset({ source: await warehouse.file(content), table: 'truncate.t', partitionDate: '2021-04-03', schema: described, logger: 'silent' });
    await push(OLD);
    await push(NEW);
    expect(await rowsOf('truncate.t', '2021-04-03')).toEqual(['3 new']);
    const [metadata] = await (await client.bigQuery()).dataset('truncate').table('t').getMetadata();
    expect(metadata.schema.fields[0]).toMatchObject({ name: 'a', mode: 'REQUIRED', description: 'Column a' });
  });
});
