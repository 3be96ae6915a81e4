import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { crashRounds } from './crash-rounds.ts';

it('has all that it acknowledged, whole and once, however it is killed (npm run crashes kills it hundreds of times)', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crashes-'));
  try {
    const { acknowledged, inFlight } = await crashRounds(dir, 6);
    expect(acknowledged).toBeGreaterThan(20);
    expect(inFlight).toBeGreaterThan(6);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
