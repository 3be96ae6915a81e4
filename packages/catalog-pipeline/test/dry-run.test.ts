import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { catalogOf } from './support/catalog-csv.js';
import { runCli } from './support/run-cli.js';
import { temporaryDirectory, testWarehouse } from './support/test-warehouse.js';

test('A dry run says what would be done to each day, and does nothing of it', async () => {
  const { client } = await testWarehouse();
  const folder = await temporaryDirectory();
  for (const day of ['20210403', '20210404']) await writeFile(join(folder, `${day}.csv`), catalogOf('Samsung'));
  const argv = ['import', '--source', join(folder, '{yyyymmdd}.csv'), '--from', '2021-04-03', '--to', '2021-04-04', '--dry-run'];
  const { code, stdout, stderr } = await runCli(argv, await client.environment());
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines.filter((line) => /^\S/.test(line))).toEqual([
    'bm-local.backmarket.catalog_inc_raw$20210403: the table would be created, with the partition 2021-04-03',
    'bm-local.backmarket.catalog_inc_raw$20210404: the table would be created, with the partition 2021-04-04',
    'view team_a.catalog_inc_raw_with_image: would be published',
    'view team_b.catalog_inc_raw_samsung_without_image: would be published',
  ]);
  expect(lines).toContain(`  source   ${join(folder, '20210403.csv')} (${catalogOf('Samsung').length} bytes)`);
  const [datasets] = await (await client.bigQuery()).getDatasets();
  expect(datasets).toEqual([]);
});

test('A dry run fails where the import would', async () => {
  const { client } = await testWarehouse();
  const folder = await temporaryDirectory();
  const source = join(folder, 'other.csv');
  await writeFile(source, 'brand,price\n');
  const { code, stdout, stderr } = await runCli(['import', '--source', source, '--dry-run'], await client.environment());
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(/^bm-local\.backmarket\.catalog_raw: nothing would change, for the push would fail \(DECODE_HEADER_MISMATCH\)\n/);
  expect(stdout).not.toContain('would be published');
});
