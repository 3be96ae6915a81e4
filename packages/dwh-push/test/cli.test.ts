import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { renderMonitoring } from '@bm/dwh-push';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const bin = fileURLToPath(new URL('../bin/dwh-push.js', import.meta.url));
let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'dwh-push-cli-'));
});
afterAll(() => rm(out, { recursive: true, force: true }));

async function run(...args: string[]) {
  const ended = await promisify(execFile)(process.execPath, [bin, ...args], { env: { ...process.env, ...warehouse.local.env } }).catch((error: unknown) => error as { stdout: string; code: number });
  return { text: ended.stdout, code: 'code' in ended ? ended.code : 0 };
}

describe('dwh-push', () => {
  it('renders what a team needs', async () => {
    const { text, code } = await run('onboard', '--team', 'shop', '--project', 'bm-data', '--dataset', 'shop', '--location', 'EU', '--staging-bucket', 'bm-staging', '--out', out);
    expect([code, text]).toEqual([0, expect.stringContaining('DWH_STAGING_BUCKET=bm-staging')]);
    expect(await readFile(join(out, 'onboarding.tf'), 'utf8')).toContain('google_project_iam_member');
    expect(await readFile(join(out, 'onboarding.sh'), 'utf8')).toContain('gcloud iam service-accounts create dwh-shop');
    expect((await run('onboard', '--team', 'shop')).code).toBe(2);
  });

  it('renders alert policies and a dashboard', async () => {
    expect((await run('monitoring', '--team', 'shop', '--max-age-hours', '30', '--out', out)).code).toBe(0);
    const freshness = JSON.parse(await readFile(join(out, 'alert-freshness.json'), 'utf8')) as { conditions: { conditionPrometheusQueryLanguage: { query: string } }[] };
    expect(freshness.conditions[0]?.conditionPrometheusQueryLanguage.query).toBe('time() - max by (dataset, table) (max_over_time({__name__="custom_googleapis_com:dwh_push_last_success",team="shop"}[60h])) > 108000');
    expect(JSON.parse(await readFile(join(out, 'dashboard.json'), 'utf8'))).toMatchObject({ displayName: 'Pushes of shop', mosaicLayout: { tiles: expect.arrayContaining([expect.anything()]) } });
    expect(() => renderMonitoring({ team: '"', maxAgeHours: -1 })).toThrow(/team.*maxAgeHours/);
  });

  it('checks access', async () => {
    await warehouse.push({ source: [{ a: 1 }], table: 'cli.t', partitionDate: '2021-04-03', schema: (await import('zod')).object({ a: (await import('zod')).int() }) });
    expect(await run('check-access', '--dataset', 'cli')).toMatchObject({ code: 0, text: 'Nothing is known to be missing.\n' });
  });

  it('says what it does not know', async () => {
    expect(await run('fly')).toMatchObject({ code: 2, text: expect.stringContaining('There is no command "fly"') });
    expect((await run('--version')).text).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await run('monitoring', '--teams', 'x')).code).toBe(2);
  });
});
