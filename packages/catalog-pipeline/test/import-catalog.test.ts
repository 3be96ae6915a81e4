import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CatalogImportError, importCatalog, sampleFiles, type ImportProgress } from '@bm/catalog-pipeline';
import { DwhPushError } from '@bm/dwh-push';
import { describe, expect, test } from 'vitest';

import { ask, cellsOf, tableCells } from './support/read-back.js';
import { readCsv } from './support/read-csv.js';
import { testServer } from './support/test-server.js';
import { temporaryDirectory, testWarehouse } from './support/test-warehouse.js';

const logger = 'silent';
const sampleFolder = fileURLToPath(new URL('../sample/', import.meta.url));
const DAYS = ['2021-04-03', '2021-04-04'] as const;
const count = async (...[client, from]: Parameters<typeof ask>): Promise<unknown> => (await ask(client, `SELECT COUNT(*) AS n FROM ${from}`))[0]?.['n'];

/** What team B is to see of a file, by the tests' own reading of the rule. */
function samsungWithoutImage(csv: string): number {
  const [header = [], ...rows] = readCsv(csv);
  const at = (column: string) => header.indexOf(column);
  return rows.filter((row) => row[at('brand')] === 'Samsung' && Number(row[at('year_release')]) > 2000 && (row[at('image')] ?? '') === '').length;
}

describe('on the sample data', () => {
  test('the full import replaces the whole table, and each team sees its rows', async () => {
    const { client } = await testWarehouse();
    const source = join(sampleFolder, 'product_catalog_full.csv');
    const { receipts, views } = await importCatalog({ client, source, logger });
    expect(receipts).toMatchObject([{ outcome: 'published', table: 'bm-local.backmarket.catalog_raw', rowsRead: 1000, rowsLoaded: 1000, rowsRejected: 0 }]);
    expect(views).toEqual([
      { view: 'team_a.catalog_raw_with_image', outcome: 'created' },
      { view: 'team_b.catalog_raw_samsung_without_image', outcome: 'created' },
    ]);
    expect(await count(client, 'team_a.catalog_raw_with_image')).toBe(740);
    expect(await count(client, 'team_b.catalog_raw_samsung_without_image')).toBe(samsungWithoutImage(sampleFiles().get('product_catalog_full.csv') ?? ''));
    expect(await tableCells(client, 'backmarket.catalog_raw')).toEqual(cellsOf(readCsv(await readFile(source, 'utf8'))));

    const again = await importCatalog({ client, source, logger });
    expect(again.views.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged']);
    expect(await count(client, 'backmarket.catalog_raw')).toBe(1000);
  });

  test('a range fills a partition per day, and the views can be asked per day', async () => {
    const { client } = await testWarehouse();
    const source = join(sampleFolder, 'product_catalog_{yyyymmdd}.csv');
    const progress: ImportProgress[] = [];
    const { receipts } = await importCatalog({ client, source, from: DAYS[0], to: DAYS[1], logger, onProgress: (event) => progress.push(event) });
    expect(receipts.map(({ partition, rowsLoaded }) => [partition, rowsLoaded])).toEqual([['20210403', 100], ['20210404', 125]]);
    expect(progress.filter(({ step }) => step === 'report')).toMatchObject([
      { table: 'backmarket.catalog_inc_raw', partitionDate: '2021-04-03', rowsRead: 100 },
      { table: 'backmarket.catalog_inc_raw', partitionDate: '2021-04-04', rowsRead: 125 },
    ]);
    for (const [index, day] of DAYS.entries()) {
      const csv = sampleFiles().get(`product_catalog_${day.replaceAll('-', '')}.csv`) ?? '';
      expect(await tableCells(client, 'backmarket.catalog_inc_raw', day)).toEqual(cellsOf(readCsv(csv)));
      expect(await count(client, `team_a.catalog_inc_raw_with_image WHERE partition_date = '${day}'`)).toBe([74, 93][index]);
      expect(await count(client, `team_b.catalog_inc_raw_samsung_without_image WHERE partition_date = '${day}'`)).toBe(samsungWithoutImage(csv));
    }
  });

  test('the raw tables carry the description, the owner and what each column means', async () => {
    const { client } = await testWarehouse();
    await importCatalog({ client, source: join(sampleFolder, 'product_catalog_20210403.csv'), date: '2021-04-03', logger });
    const [metadata] = (await (await client.bigQuery()).dataset('backmarket').table('catalog_inc_raw').getMetadata()) as unknown as [
      { description: string; labels: object; timePartitioning: object; schema: { fields: { name: string; type: string; mode?: string; description: string }[] } },
    ];
    expect(metadata.description).toMatch(/Daily exports of the product catalog/);
    expect(metadata.labels).toMatchObject({ owner: 'team-catalog', layer: 'raw' });
    expect(metadata.timePartitioning).toEqual({ type: 'DAY' });
    expect(metadata.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'brand STRING', 'category_id INTEGER', 'comment STRING', 'currency STRING', 'description STRING', 'image STRING', 'year_release INTEGER',
    ]);
    for (const { name, description, mode } of metadata.schema.fields) {
      expect(description, name).toBeTruthy();
      expect(mode ?? 'NULLABLE', name).toBe('NULLABLE');
    }
  });
});

test('NULL and the empty string both count as no image, the year 2000 is not after 2000, and another brand is not Samsung', async () => {
  const { client } = await testWarehouse();
  const source = join(await temporaryDirectory(), 'edges.csv');
  const lines = ['Samsung,1,null image,EUR,,,2001', 'Samsung,2,empty image,EUR,,"",2001', 'Samsung,3,an image,EUR,,x,2001', 'Samsung,4,too old,EUR,,,2000', 'samsung,5,other case,EUR,,,2001', ',6,no brand,EUR,,,2001', 'Samsung,7,no year,EUR,,,'];
  await writeFile(source, `brand,category_id,comment,currency,description,image,year_release\n${lines.join('\n')}\n`);
  await importCatalog({ client, source, logger });
  const ids = async (view: string) => (await ask(client, `SELECT category_id FROM ${view} ORDER BY category_id`)).map(({ category_id }) => category_id);
  expect(await ids('team_a.catalog_raw_with_image')).toEqual([3]);
  expect(await ids('team_b.catalog_raw_samsung_without_image')).toEqual([1, 2]);
});

test('the views are authorized on the raw dataset', async () => {
  const { client } = await testWarehouse();
  await importCatalog({ client, source: join(sampleFolder, 'product_catalog_20210403.csv'), date: '2021-04-03', logger });
  const [{ access }] = (await (await client.bigQuery()).dataset('backmarket').getMetadata()) as unknown as [{ access: { view?: { datasetId: string; tableId: string } }[] }];
  const authorized = access.flatMap(({ view }) => (view === undefined ? [] : [`${view.datasetId}.${view.tableId}`]));
  expect(authorized.sort()).toEqual(['team_a.catalog_inc_raw_with_image', 'team_b.catalog_inc_raw_samsung_without_image']);
});

describe('a day that fails', () => {
  test('stops the range, says which days are done, and the same call again ends right', async () => {
    const { client } = await testWarehouse();
    const csv = (brand: string) => `brand,category_id,comment,currency,description,image,year_release\n${brand},1,,EUR,,,2001\n`;
    const missing = new Set(['/2021-04-04.csv']);
    const origin = await testServer((request, response) => {
      const path = request.url ?? '';
      response.writeHead(missing.has(path) ? 404 : 200).end(missing.has(path) ? '' : csv(path.slice(1, 11)));
    });
    const call = () => importCatalog({ client, source: `${origin}/{date}.csv`, from: '2021-04-03', to: '2021-04-06', logger });

    const error = await call().catch((thrown: unknown) => thrown);
    if (!(error instanceof CatalogImportError)) throw error;
    expect(error.state.receipts.map(({ partition }) => partition)).toEqual(['20210403']);
    expect(error.state.failed?.partitionDate).toBe('2021-04-04');
    expect(error.state.notRun.map(({ partitionDate }) => partitionDate)).toEqual(['2021-04-05', '2021-04-06']);
    expect(DwhPushError.isInstance(error.cause) && error.cause.code).toBe('SOURCE_NOT_FOUND');
    expect(error.message).toMatch(/^The import of backmarket\.catalog_inc_raw 2021-04-04 failed: /);
    expect(await ask(client, 'SELECT brand FROM backmarket.catalog_inc_raw')).toEqual([{ brand: '2021-04-03' }]);

    missing.clear();
    expect((await call()).receipts).toHaveLength(4);
    expect(await ask(client, 'SELECT brand FROM backmarket.catalog_inc_raw ORDER BY brand')).toEqual(['2021-04-03', '2021-04-04', '2021-04-05', '2021-04-06'].map((brand) => ({ brand })));
  });
});

const realData = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

test.skipIf(!existsSync(realData))('on the real exports: rows per day, what each team sees, and every cell of the raw table', async () => {
  const { client } = await testWarehouse();
  const { receipts } = await importCatalog({ client, source: join(realData, 'product_catalog_{yyyymmdd}.csv'), from: DAYS[0], to: DAYS[1], logger });
  expect(receipts.map(({ rowsLoaded, rowsRejected }) => [rowsLoaded, rowsRejected])).toEqual([[99, 0], [126, 0]]);
  for (const [index, day] of DAYS.entries()) {
    expect(await count(client, `team_a.catalog_inc_raw_with_image WHERE partition_date = '${day}'`)).toBe([73, 94][index]);
    expect(await count(client, `team_b.catalog_inc_raw_samsung_without_image WHERE partition_date = '${day}'`)).toBe([1, 7][index]);
    const file = await readFile(join(realData, `product_catalog_${day.replaceAll('-', '')}.csv`), 'utf8');
    expect(await tableCells(client, 'backmarket.catalog_inc_raw', day)).toEqual(cellsOf(readCsv(file)));
  }
});
