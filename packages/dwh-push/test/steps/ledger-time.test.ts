import { expect, it } from 'vitest';

import { recordPush } from '../../src/ledger/ledger.js';
import type { Clock } from '../../src/ports/clock.js';
import type { ObjectStore } from '../../src/ports/object-store.js';
import { TimeBudget } from '../../src/shared/time-budget.js';

const row = { run_id: 'r', started_at: '2021-04-03T00:00:00Z' };

it('a ledger that does not answer is waited for once, for all rows together', async () => {
  let now = 0;
  const clock: Clock = { now: () => now, random: () => 0, sleep: () => Promise.reject(new Error('not asked for')), alarm: (milliseconds, ring) => { queueMicrotask(() => { now += milliseconds; ring(); }); return () => undefined; } };
  const asked: (number | undefined)[] = [];
  const silent = { create: (_object: unknown, _signal: unknown, timeoutMs?: number) => { asked.push(timeoutMs); return new Promise<void>(() => undefined); } } as unknown as ObjectStore;
  const time = new TimeBudget(clock, 5_000);
  expect(await recordPush(row, { ledger: silent }, time)).toBe(false);
  expect(await recordPush(row, { ledger: silent }, time)).toBe(false);
  expect([now, asked]).toEqual([5_000, [5_000]]);
});
