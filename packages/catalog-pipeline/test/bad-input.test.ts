import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { importCatalog } from '@bm/catalog-pipeline';
import { expect, test } from 'vitest';

import { catalogOf, HEADER } from './support/catalog-csv.js';
import { snapshot } from './support/read-back.js';
import { runCli } from './support/run-cli.js';
import { testServer } from './support/test-server.js';
import { temporaryDirectory, testWarehouse } from './support/test-warehouse.js';

const SECRET = 'hunter2-very-private';
const DAY = '2021-04-03';

interface Attempt {
  /** The arguments after `import`. */
  readonly argv: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface BadInput {
  readonly name: string;
  readonly attempt: (folder: string) => Promise<Attempt>;
  readonly code: number;
  /** Of the one error. */
  readonly says: RegExp;
  /** Whether a table ends the run, which it does where an import was begun. */
  readonly table: boolean;
}

/** An attempt at a file with this content. */
const file = (content: string) => async (folder: string): Promise<Attempt> => {
  const path = join(folder, 'bad.csv');
  await writeFile(path, content);
  return { argv: ['--source', path, '--date', DAY] };
};

const BAD_INPUTS: readonly BadInput[] = [
  { name: 'a missing file', attempt: async (folder) => ({ argv: ['--source', join(folder, 'none.csv'), '--date', DAY] }), code: 1, says: /none\.csv does not exist/, table: true },
  {
    name: 'a 404',
    attempt: async () => ({ argv: ['--source', `${await testServer((_, response) => response.writeHead(404).end())}/none.csv`, '--date', DAY] }),
    code: 1,
    says: /none\.csv.*404/,
    table: true,
  },
  {
    name: 'a connection that breaks mid-way',
    attempt: async () => {
      const half = `${HEADER}\nAcer,1,${SECRET}`;
      const origin = await testServer((_, response) => {
        response.writeHead(200, { 'content-length': half.length * 2 });
        response.write(half, () => response.destroy());
      });
      return { argv: ['--source', `${origin}/broken.csv`, '--date', DAY] };
    },
    code: 1,
    says: /broken\.csv/,
    table: true,
  },
  { name: 'a header that does not match the contract', attempt: file(catalogOf('Acer').replace('currency', 'price')), code: 1, says: /header.*currency/is, table: true },
  { name: 'a value of the wrong type', attempt: file(`${catalogOf('Acer', 'Dell')}HP,${SECRET},,EUR,,,2001\n`), code: 1, says: /record 3 .*column "category_id", rule "integer"/, table: true },
  { name: 'a year that is not whole', attempt: file(`${catalogOf('Acer')}HP,1,,EUR,,,2001.5\n`), code: 1, says: /record 2 .*column "year_release", rule "integer"/, table: true },
  { name: 'an unclosed quote', attempt: file(`${catalogOf('Acer')}HP,1,"${SECRET},EUR,,,2001\n`), code: 1, says: /record 2 .*rule "unclosed_quote"/, table: true },
  { name: 'a record with too few fields', attempt: file(`${catalogOf('Acer')}${SECRET}\n`), code: 1, says: /record 2 .*rule "field_count"/, table: true },
  { name: 'an empty export', attempt: file(`${HEADER}\n`), code: 1, says: /no records/, table: true },
  { name: 'an impossible date', attempt: async () => ({ argv: ['--source', 'c.csv', '--date', '2021-02-30'] }), code: 2, says: /"2021-02-30".*not a day of the calendar/, table: false },
  { name: 'no target', attempt: async () => ({ argv: ['--source', 'c.csv'], environment: { DWH_TARGET: '' } }), code: 2, says: /No target is set: pass --target local .* or set DWH_TARGET/, table: false },
  { name: 'a real target without its settings', attempt: async () => ({ argv: ['--source', 'c.csv', '--target', 'gcp'], environment: { DWH_ENDPOINT: '' } }), code: 2, says: /DWH_PROJECT is not set; DWH_STAGING_BUCKET is not set/, table: false },
  { name: 'a dataset that is no name', attempt: async () => ({ argv: ['--source', 'c.csv', '--dataset', 'no-name'] }), code: 2, says: /dataset is not a name/, table: false },
];

test.each(BAD_INPUTS)('$name: one clear error, a code that is not 0, and the warehouse as it was', async ({ attempt, code, says, table }) => {
  const folder = await temporaryDirectory();
  const { client, endpoint } = await testWarehouse();
  const good = join(folder, 'good.csv');
  await writeFile(good, catalogOf('Acer', 'Dell'));
  await importCatalog({ client, source: good, date: DAY, logger: 'silent' });
  const before = await snapshot(client);

  const { argv, environment } = await attempt(folder);
  const result = await runCli(['import', ...argv], { DWH_TARGET: 'local', DWH_ENDPOINT: endpoint, ...environment });

  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(says);
  expect(result.stderr.match(/^error: /gm)).toHaveLength(1);
  expect(result.stderr + result.stdout).not.toContain(SECRET);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  if (table) expect(result.stdout).toMatch(/^table +partition +rows +bytes +rejected +outcome\nbackmarket\.catalog_inc_raw +2021-04-03 .*failed \(\w+\), nothing changed\n$/);
  else expect(result.stdout).toBe('');
  expect(await snapshot(client)).toEqual(before);
});

test('a good import through the command line ends with a table and code 0', async () => {
  const folder = await temporaryDirectory();
  const { client, endpoint } = await testWarehouse();
  const csv = catalogOf('Acer', 'Dell');
  await writeFile(join(folder, '20210403.csv'), csv);
  await writeFile(join(folder, '20210404.csv'), csv);
  const range = ['--source', join(folder, '{yyyymmdd}.csv'), '--from', '2021-04-03', '--to', '2021-04-04', '--target', 'local'];
  const result = await runCli(['import', ...range], { DWH_ENDPOINT: endpoint });
  expect(result).toMatchObject({ code: 0, signal: null });
  expect(result.stdout.split('\n')).toEqual([
    'table                       partition   rows  bytes  rejected  outcome',
    `backmarket.catalog_inc_raw  2021-04-03     2    ${csv.length}         0  published`,
    `backmarket.catalog_inc_raw  2021-04-04     2    ${csv.length}         0  published`,
    'view team_a.catalog_inc_raw_with_image: created',
    'view team_b.catalog_inc_raw_samsung_without_image: created',
    '',
  ]);
  expect(result.stderr.split('\n').at(0)).toMatch(/^backmarket\.catalog_inc_raw 2021-04-03 {2}reading {2}/);
  expect(result.stderr).toMatch(/2021-04-04 {2}done .* 2 rows$/m);
  const logged = result.stderr.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as { push: { partition: string } });
  expect(logged.map(({ push }) => push.partition)).toEqual(['20210403', '20210404']);
  expect(await snapshot(client)).toMatchObject({ datasets: ['backmarket', 'team_a', 'team_b'] });
});
