import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';

import { rawRows } from './load-jobs.js';
import { startTestService } from './test-service.js';

const installed = spawnSync('bq', ['version'], { stdio: 'ignore' }).status === 0;
if (!installed) process.stdout.write('bq is not installed here: its test is skipped.\n');

test.skipIf(!installed)('bq makes a dataset and a table, loads files into partitions both ways, reads, copies, extracts and removes them', { timeout: 180_000 }, async () => {
  await using service = await startTestService();
  const file = join(service.directory, 'f.csv');
  await writeFile(file, 'a,1\nb,2\n');
  const bq = async (...args: string[]) => (await promisify(execFile)('bq', [`--api=${service.endpoint}`, '--project_id=bm-local', '--oauth_access_token=x', ...args], { env: { ...process.env, NO_GCE_CHECK: 'true' } })).stdout;
  // A start costs seconds, most of them waiting: what does not depend on each other runs side by side.
  await bq('mk', '-d', 'shop');
  await bq('mk', '-t', '--time_partitioning_type=DAY', 'shop.t', 'x:STRING,n:INTEGER');
  await Promise.all([bq('load', '--replace', 'shop.t$20210403', file), bq('load', '--noenable_resumable_uploads', '--replace', 'shop.t$20210404', file)]);
  const [head, , rows, found] = await Promise.all([
    bq('head', 'shop.t$20210403'),
    bq('update', '--description', 'hello', 'shop.t'),
    bq('query', '--nouse_legacy_sql', 'SELECT x, SUM(n) AS s FROM shop.t GROUP BY x ORDER BY x'),
    bq('query', '--nouse_legacy_sql', '--parameter=n:INT64:2', 'SELECT x FROM shop.t WHERE n = @n GROUP BY x'),
    bq('cp', 'shop.t$20210403', 'shop.copied'),
  ]);
  expect(head).toMatch(/\| a \| 1 \|\n\| b \| 2 \|/);
  expect(rows).toMatch(/\| a \| 2 \|\n\| b \| 4 \|/);
  expect(found).toMatch(/\| b \|/);
  const [shown] = await Promise.all([bq('show', '--format=json', 'shop.t'), bq('extract', 'shop.copied', 'gs://files/copied-*.csv'), bq('rm', '-f', '-t', 'shop.t$20210404')]);
  expect(JSON.parse(shown)).toMatchObject({ description: 'hello', timePartitioning: { type: 'DAY' } });
  expect(await rawRows(service, 't')).toHaveLength(2);
  await bq('load', '--autodetect', 'shop.detected', 'gs://files/copied-*.csv');
  await writeFile(file, '{"x":"c","n":3}\n');
  await bq('insert', 'shop.detected', file);
  expect((await rawRows(service, 'detected')).toSorted()).toEqual([['a', '1'], ['b', '2'], ['c', '3']]);
  await bq('rm', '-r', '-f', '-d', 'shop');
  expect(await bq('ls')).toBe('');
});
