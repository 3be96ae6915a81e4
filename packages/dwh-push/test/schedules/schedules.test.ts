import fc from 'fast-check';
import { it } from 'vitest';

import { play, type PlannedPush } from './history.js';

const RUNS = Number(process.env['DWH_SCHEDULES'] ?? 2_000);
const SEED = Number(process.env['DWH_SEED'] ?? 20_210_403);

const push: fc.Arbitrary<PlannedPush> = fc.record({
  content: fc.constantFrom('A', 'B', 'C'),
  atOnce: fc.boolean(),
  whenBusy: fc.constantFrom('wait', 'wait', 'fail'),
  skew: fc.constantFrom(0, 0, -5_000, 90_000, -90_000),
  abortsAfter: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined, freq: 6 }),
});

const schedule = fc.record({
  pushes: fc.array(push, { minLength: 1, maxLength: 4 }),
  weather: fc.constantFrom({ faults: 50, kills: 20, sleeps: 20, failedJobs: 50 }, { faults: 0, kills: 30, sleeps: 30, failedJobs: 0 }, { faults: 150, kills: 0, sleeps: 0, failedJobs: 300 }, { faults: 0, kills: 0, sleeps: 60, failedJobs: 400 }, { faults: 0, kills: 60, sleeps: 60, failedJobs: 100 }),
  choices: fc.infiniteStream(fc.nat(1_000_000), { noHistory: true }),
});

it(`every history of pushes ends as it must: ${RUNS} schedules, seed ${SEED}`, { timeout: 0 }, async () => {
  await fc.assert(fc.asyncProperty(schedule, play), { numRuns: RUNS, seed: SEED, endOnFailure: true });
  process.stdout.write(`${RUNS} schedules of pushes, seed ${SEED}: all ended as they must\n`);
});
