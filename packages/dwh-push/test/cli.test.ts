import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startLocalWarehouse } from '@bm/dwh-local';
import { createDwhClient, renderMonitoring, renderWarehouse } from '@bm/dwh-push';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { useWarehouse } from './support/warehouse.js';

const warehouse = useWarehouse();
const bin = fileURLToPath(new URL('../bin/dwh-push.js', import.meta.url));
const terraform = (process.env['PATH'] ?? '').split(delimiter).find((directory) => existsSync(join(directory, 'terraform')));
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

  it('renders what all teams share', async () => {
    const { code } = await run('warehouse', '--project', 'bm-local', '--location', 'EU', '--staging-bucket', 'bm-local-dwh-staging', '--personal-data-class', 'email', '--personal-data-class', 'phone_number', '--out', out);
    expect(code).toBe(0);
    const read = (name: string) => readFile(join(out, name), 'utf8');
    const [terraform, commands] = [await read('warehouse.tf'), await read('warehouse.sh')];
    for (const resource of ['google_storage_bucket', 'google_project_iam_custom_role" "dwhTaggingPusher', 'google_bigquery_table" "dwh_freshness', 'google_dataplex_aspect_type" "dwh_dataset', 'google_data_catalog_policy_tag" "dwh_phone_number']) expect(terraform).toContain(resource);
    // Every file that a command reads was written.
    for (const [, file = ''] of commands.matchAll(/(?:< |file-name=|import )([\w-]+\.(?:sql|json))/g)) expect(await read(file)).not.toBe('');
    expect(JSON.parse(await read('taxonomy.json'))).toMatchObject({ taxonomies: [{ policyTags: [{ displayName: 'email' }, { displayName: 'phone_number' }] }] });
    expect((await run('warehouse', '--project', 'x', '--location', 'EU', '--staging-bucket', 'gs://b', '--personal-data-class', 'E-Mail')).text).toMatch(/project.*stagingBucket.*personalDataClasses/);
  });

  it('renders the ledger as SQL that makes what the local warehouse has', async () => {
    await using fresh = await startLocalWarehouse();
    await using client = createDwhClient({ target: 'local', endpoint: fresh.endpoint, ledgerBucket: 'not-there' });
    const bigQuery = await client.bigQuery();
    await (await client.storage()).bucket(fresh.stagingBucket).file('dwh-ops/pushes/beginning.json').save('');
    const sql = renderWarehouse({ project: 'bm-local', location: 'EU', stagingBucket: fresh.stagingBucket })['ledger.sql'];
    for (const statement of sql.split(/;\n/).filter((one) => one.trim() !== '')) await bigQuery.query(statement);
    await using pushing = createDwhClient({ target: 'local', endpoint: fresh.endpoint, team: 'shop' });
    await pushing.pushDataset({ source: [{ a: 1 }], table: 'cli.t', partitionDate: '2021-04-03', schema: z.object({ a: z.int() }), logger: 'silent' });
    expect((await bigQuery.query('SELECT team, table_name, failures_since FROM dwh_ops.freshness'))[0]).toEqual([{ team: 'shop', table_name: 't', failures_since: 0 }]);
    expect((await bigQuery.query('SELECT team, pushes FROM dwh_ops.pushes_by_team'))[0]).toEqual([{ team: 'shop', pushes: 1 }]);
  });

  it.skipIf(terraform === undefined)('renders Terraform that `terraform fmt` leaves as it is', async () => {
    const where = ['--project', 'bm-data', '--location', 'EU', '--staging-bucket', 'bm-staging', '--out', out];
    await run('warehouse', ...where, '--ledger-bucket', 'bm-ledger', '--personal-data-class', 'email');
    await run('onboard', ...where, '--team', 'shop', '--dataset', 'shop', '--taxonomy', 'projects/bm-data/locations/eu/taxonomies/1', '--gitlab-pool', 'projects/1/locations/global/workloadIdentityPools/p', '--gitlab-project', 'a/b');
    const { stdout } = await promisify(execFile)('terraform', ['fmt', '-check', '-diff', out], { env: { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null' } }).catch((error: unknown) => error as { stdout: string });
    expect(stdout).toBe('');
  });

  it('renders alert policies and a dashboard', async () => {
    expect((await run('monitoring', '--team', 'shop', '--max-age-hours', '30', '--out', out)).code).toBe(0);
    const freshness = JSON.parse(await readFile(join(out, 'alert-freshness.json'), 'utf8')) as { conditions: { conditionPrometheusQueryLanguage: { query: string } }[] };
    expect(freshness.conditions[0]?.conditionPrometheusQueryLanguage.query).toBe('time() - max by (dataset, table) (max_over_time({__name__="custom_googleapis_com:dwh_push_last_success",team="shop"}[30d])) > 108000');
    expect(JSON.parse(await readFile(join(out, 'dashboard.json'), 'utf8'))).toMatchObject({ displayName: 'Pushes of shop', mosaicLayout: { tiles: expect.arrayContaining([expect.anything()]) } });
    expect(() => renderMonitoring({ team: '"', maxAgeHours: -1 })).toThrow(/team.*maxAgeHours/);
  });

  it('checks access', async () => {
    await warehouse.push({ source: [{ a: 1 }], table: 'cli.t', partitionDate: '2021-04-03', schema: z.object({ a: z.int() }) });
    expect(await run('check-access', '--dataset', 'cli')).toMatchObject({ code: 0, text: 'Nothing is missing.\n' });
  });

  it('says what it does not know', async () => {
    expect(await run('fly')).toMatchObject({ code: 2, text: expect.stringContaining('There is no command "fly"') });
    expect((await run('--version')).text).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await run('monitoring', '--teams', 'x')).code).toBe(2);
  });
});
