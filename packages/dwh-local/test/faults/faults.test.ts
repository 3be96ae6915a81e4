import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type Fault, type LocalWarehouse } from '@bm/dwh-local';

let warehouse: LocalWarehouse;
beforeEach(async () => {
  warehouse = await startLocalWarehouse();
});
afterEach(() => warehouse.close());

const insert = (name: string) => fetch(`${warehouse.endpoint}/upload/storage/v1/b/${warehouse.stagingBucket}/o?uploadType=media&name=${name}`, { method: 'POST', body: 'x'.repeat(1000) });
const exists = async (name: string) => (await fetch(`${warehouse.endpoint}/storage/v1/b/${warehouse.stagingBucket}/o/${name}`)).status === 200;

describe('faults', () => {
  it.each<[string, Fault, number | 'no answer', boolean]>([
    ['an error before the effect', { kind: 'error', status: 503 }, 503, false],
    ['an error after the effect', { kind: 'error-after-effect', status: 503 }, 503, true],
    ['a lost answer', { kind: 'lost-answer' }, 'no answer', true],
    ['a reset', { kind: 'reset' }, 'no answer', false],
    ['a reset within the body', { kind: 'reset', afterBytes: 500 }, 'no answer', false],
    ['a delay', { kind: 'delay', ms: 1 }, 200, true],
  ])('%s', async (_name, fault, status, effect) => {
    const handle = warehouse.faults.add({ method: 'storage.objects.insert', ...fault });
    const answer = await insert('it').then(
      (response) => response.status,
      () => 'no answer',
    );
    expect(answer).toBe(status);
    expect(await exists('it')).toBe(effect);
    expect(handle.hits).toBe(1);
    expect((await insert('next')).status).toBe(200);
    expect(handle.hits).toBe(1);
  });

  it('cuts an answer in its middle', async () => {
    await insert('cut');
    warehouse.faults.add({ method: 'storage.objects.get', kind: 'truncate', bytes: 300 });
    const response = await fetch(`${warehouse.endpoint}/storage/v1/b/${warehouse.stagingBucket}/o/cut?alt=media`);
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '1000']);
    await expect(response.text()).rejects.toThrow();
  });

  it('meets the nth call, so many times, with the reason asked for', async () => {
    const handle = warehouse.faults.add({ method: 'storage.objects.insert', nth: 2, times: 2, kind: 'error', status: 403, reason: 'rateLimitExceeded' });
    const statuses = [];
    for (const name of ['a', 'b', 'c', 'd']) statuses.push((await insert(name)).status);
    expect(statuses).toEqual([200, 403, 403, 200]);
    expect(handle.hits).toBe(2);
  });

  it('can be taken back', async () => {
    warehouse.faults.add({ method: 'storage.objects.insert', kind: 'reset' }).remove();
    expect((await insert('a')).status).toBe(200);
  });

  it('refuses a method that is not served, and numbers that meet nothing', () => {
    expect(() => warehouse.faults.add({ method: 'storage.objects.insrt', kind: 'reset' })).toThrow(RangeError);
    expect(() => warehouse.faults.add({ method: 'storage.objects.get', nth: 0, kind: 'reset' })).toThrow(RangeError);
    expect(() => warehouse.faults.add({ method: 'storage.objects.get', kind: 'error', status: 200 })).toThrow(RangeError);
  });

  it('does not keep a delayed call when the warehouse closes', async () => {
    const handle = warehouse.faults.add({ method: 'storage.objects.insert', kind: 'delay', ms: 3_600_000 });
    const waiting = insert('late').catch(() => 'cut');
    await expect.poll(() => handle.hits, { interval: 1 }).toBe(1);
    await warehouse.close();
    expect(await waiting).toBe('cut');
  });
});
