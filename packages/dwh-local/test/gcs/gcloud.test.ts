import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { startLocalWarehouse } from '@bm/dwh-local';

const installed = ['gcloud', 'gsutil'].every((name) => spawnSync(name, ['version'], { stdio: 'ignore' }).status === 0);
if (!installed) process.stdout.write('gcloud and gsutil are not both installed here: their test is skipped.\n');

test.skipIf(!installed)('gcloud storage and gsutil copy in and out, list, move and remove', { timeout: 300_000 }, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'gcloud-'));
  const warehouse = await startLocalWarehouse();
  try {
    const env = { ...process.env, HOME: dir, CLOUDSDK_CONFIG: join(dir, 'config'), CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${warehouse.endpoint}/storage/v1/`, CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true', CLOUDSDK_CORE_PROJECT: warehouse.project, CLOUDSDK_CORE_DISABLE_PROMPTS: '1' };
    const run = async (command: string, ...args: string[]) => (await promisify(execFile)(command, args, { env })).stdout;
    const gcloud = (...args: string[]) => run('gcloud', 'storage', ...args);
    const big = Buffer.alloc(9_000_000, 'not all the same ');
    await writeFile(join(dir, 'big'), big);
    await mkdir(join(dir, 'tree'));
    await writeFile(join(dir, 'tree', 'ö #1.txt'), 'tree\n');
    await writeFile(join(dir, 'small'), 'a,1\n');
    await gcloud('buckets', 'create', 'gs://made-by-gcloud', '--location=EU', '--default-storage-class=nearline', '--soft-delete-duration=7d');
    await gcloud('cp', join(dir, 'big'), join(dir, 'small'), 'gs://made-by-gcloud/in/');
    await gcloud('mv', 'gs://made-by-gcloud/in/small', 'gs://made-by-gcloud/in/moved');
    expect(await gcloud('cat', 'gs://made-by-gcloud/in/moved')).toBe('a,1\n');
    await gcloud('cp', 'gs://made-by-gcloud/in/big', join(dir, 'back'));
    expect((await readFile(join(dir, 'back'))).equals(big)).toBe(true);
    expect(await run('gsutil', '-o', 'GSUtil:use_gcloud_storage=True', 'stat', 'gs://made-by-gcloud/in/big')).toMatch(/Storage class: +NEARLINE/);
    await gcloud('buckets', 'update', 'gs://made-by-gcloud', '--versioning', '--clear-soft-delete', '--update-labels=a=b');
    await gcloud('rsync', '-r', '--delete-unmatched-destination-objects', join(dir, 'tree'), 'gs://made-by-gcloud/in');
    expect(await gcloud('ls', '-r', 'gs://made-by-gcloud/**')).toBe('gs://made-by-gcloud/in/ö #1.txt\n');
    await gcloud('rm', '-r', 'gs://made-by-gcloud');
    expect(await gcloud('buckets', 'list', '--format=value(name)')).toBe(`${warehouse.stagingBucket}\n`);
  } finally {
    await warehouse.close();
    await rm(dir, { recursive: true, force: true });
  }
});
