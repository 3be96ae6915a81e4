import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';
import { createDwhClient } from '@bm/dwh-push';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));
let scratch: string;
let warehouse: LocalWarehouse;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'dwh-example-'));
  warehouse = await startLocalWarehouse();
});
afterAll(async () => {
  await warehouse.close();
  await rm(scratch, { recursive: true, force: true });
});

function run(...args: string[]) {
  const environment = { ...process.env, DWH_TARGET: 'local', DWH_ENDPOINT: warehouse.endpoint, DWH_GRPC_ENDPOINT: warehouse.grpcEndpoint };
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env: environment }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
  });
}

describe('a contract that gains a column', () => {
  it('is pushed before and after, and old rows have NULL', async () => {
    expect(await run('push.js', 'before', '2021-04-03')).toMatchObject({ code: 0, stdout: expect.stringContaining('published: 2 rows') as string });
    const after = await run('push.js', 'after', '2021-04-04');
    expect(after).toMatchObject({ code: 0, stdout: expect.stringContaining('published: 2 rows') as string });
    expect(after.stdout).toContain('columns  currency: new, STRING');
    const client = createDwhClient({ target: 'local', endpoint: warehouse.endpoint });
    const [rows] = await (await client.bigQuery()).query('SELECT CAST(_PARTITIONDATE AS STRING) AS day, sku, currency FROM example.prices ORDER BY 1, 2');
    await client.close();
    expect(rows).toEqual([
      { day: '2021-04-03', sku: 'chair', currency: null },
      { day: '2021-04-03', sku: 'lamp', currency: null },
      { day: '2021-04-04', sku: 'chair', currency: 'EUR' },
      { day: '2021-04-04', sku: 'lamp', currency: null },
    ]);
  });

  it('takes neither an old file nor goes back to the old contract', async () => {
    expect((await run('push.js', 'after', '2021-04-03')).stdout).toMatch(/DECODE_HEADER_MISMATCH|header/);
    const back = await run('push.js', 'before', '2021-04-03');
    expect([back.code, back.stdout]).toEqual([1, expect.stringContaining('currency')]);
  });

  it('is refused where it would break readers, by the plan already', async () => {
    const { code, stdout } = await run('push.js', 'refused', '2021-04-04');
    expect(code).toBe(1);
    expect(stdout).toContain('price: FLOAT64 -> STRING');
    expect(stdout).toContain('currency');
  });
});

describe('two versions of the library', () => {
  it('are told to be the same where they are', async () => {
    expect(await run('compare-versions.js', '.', folder)).toMatchObject({ code: 0, stdout: expect.stringContaining('land the same 4 rows') as string });
  });

  it('are told apart where they are not', async () => {
    const other = join(scratch, 'other');
    await cp(folder, other, { recursive: true });
    await symlink(join(folder, '../../node_modules'), join(scratch, 'node_modules'));
    await writeFile(join(other, 'data/prices_20210403.csv'), 'sku,price\nchair,49.5\n');
    const { code, stdout } = await run('compare-versions.js', '.', other);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ before: { rows: { length: 4 } }, after: { rows: { length: 3 } } });
  });
});
