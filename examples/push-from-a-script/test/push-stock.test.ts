import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../push-stock.js', import.meta.url));
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dwh-example-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function run(day: string, environment: Record<string, string>) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DWH_')));
    execFile(process.execPath, [script, day], { env: { ...inherited, ...environment } }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
  });
}

it('pushes a day, and ends by itself', async () => {
  const { code, stdout, stderr } = await run('2021-04-03', { DWH_TARGET: 'local', DWH_LOCAL_DIR: directory });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '2 rows in bm-local.example.stock, partition 20210403\n' });
  expect(JSON.parse(stderr)).toMatchObject({ severity: 'INFO', push: { outcome: 'published', rowsLoaded: 2 } });
});

it('says what is wrong with a day', async () => {
  const { code, stderr } = await run('2021-04-04', { DWH_TARGET: 'local', DWH_LOCAL_DIR: directory });
  expect(code).toBe(1);
  expect(stderr).toContain('record 2 (byte 28), column "pieces", rule "too_small"');
});

it('says that it has no target', async () => {
  const { code, stderr } = await run('2021-04-03', {});
  expect(code).toBe(1);
  expect(stderr).toContain('DWH_TARGET');
});
