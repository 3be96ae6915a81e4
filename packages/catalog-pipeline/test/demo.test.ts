import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runDemo } from './support/run-cli.js';
import { temporaryDirectory } from './support/test-warehouse.js';

test('the demonstration runs, twice on the same directory, and shows the same', async () => {
  const directory = join(await temporaryDirectory(), '.dwh');
  const runs = [await runDemo({ DWH_LOCAL_DIR: directory }), await runDemo({ DWH_LOCAL_DIR: directory })];
  for (const [run, { code, stdout, stderr }] of runs.entries()) {
    const outcome = run === 0 ? 'published' : 'unchanged';
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^backmarket\\.catalog_raw +whole table +1,000 .* ${outcome}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^backmarket\\.catalog_inc_raw +2021-04-03 +100 .* ${outcome}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^backmarket\\.catalog_inc_raw +2021-04-04 +125 .* ${outcome}$`, 'm'));
    expect(stdout).toMatch(/^team_a .* 740 +74 +93$/m);
    expect(stdout).toMatch(/^team_b .* 21 +1 +4$/m);
    expect(stdout).toMatch(/^before +125 +[0-9a-f]{32}$/m);
    expect(stdout).toMatch(/^Nothing changed\.$/m);
  }
  const fingerprints = runs.flatMap(({ stdout }) => stdout.match(/(?<=^(?:before|after) +125 +)[0-9a-f]{32}$/gm) ?? []);
  expect(fingerprints).toHaveLength(4);
  expect(new Set(fingerprints).size).toBe(1);
});
