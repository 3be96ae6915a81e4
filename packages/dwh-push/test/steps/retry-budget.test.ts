import { expect, it } from 'vitest';

import type { Clock } from '../../src/ports/clock.js';
import { RetryBudget, withinBudget } from '../../src/shared/retry-budget.js';
import { retrying } from '../../src/shared/retry.js';

it('the retries of all calls of a step come out of one budget', async () => {
  const waits: number[] = [];
  const clock: Clock = { now: () => 0, random: () => 1, alarm: () => () => undefined, sleep: async (milliseconds) => void waits.push(milliseconds) };
  const failing = () => retrying(() => Promise.reject(new Error('busy')), () => true, clock, { baseMs: 10, capMs: 10, budgetMs: 1_000, maxTries: 4 }).catch((error: unknown) => error);
  await withinBudget(new RetryBudget(50), async () => {
    await Promise.all([failing(), failing(), failing()]);
  });
  expect(waits).toEqual([10, 10, 10, 10, 10]);
  await failing();
  expect(waits).toHaveLength(8);
});
