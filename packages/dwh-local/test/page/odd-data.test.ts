import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

import { hasBrowser, launchBrowser, openView } from './browser.js';

const HOSTILE = '<script>document.title="owned"</script>';
const WIDE = Array.from({ length: 200 }, (_, index) => `column_number_${index}`);
const NARROW = 380;

describe.skipIf(!hasBrowser)('the page, with odd data and bad luck', () => {
  let warehouse: LocalWarehouse;
  let browser: Browser;
  let page: Page;
  const thrown: string[] = [];

  beforeAll(async () => {
    [warehouse, browser] = await Promise.all([startLocalWarehouse(), launchBrowser()]);
    page = await browser.newPage();
    page.on('pageerror', (error) => thrown.push(error.message));
    const bigquery = new BigQuery({ projectId: warehouse.project, apiEndpoint: warehouse.endpoint, authClient: new PassThroughClient(), location: 'EU' });
    await bigquery.createDataset('odd');
    const statements = [
      'CREATE TABLE odd.none (day DATE) PARTITION BY day',
      'CREATE TABLE odd.days (note STRING, day DATE) PARTITION BY day',
      `INSERT INTO odd.days VALUES (${JSON.stringify(HOSTILE)}, NULL), ('b', '2021-04-03')`,
      'CREATE TABLE odd.ranged (n INT64) PARTITION BY RANGE_BUCKET(n, GENERATE_ARRAY(99000, 200000, 500))',
      'INSERT INTO odd.ranged VALUES (99500), (100000), (101500), (NULL), (7)',
      `CREATE TABLE odd.nested AS SELECT STRUCT([STRUCT(TIMESTAMP '2021-04-03' AS t, ${JSON.stringify(HOSTILE)} AS x)] AS list, CAST(NULL AS STRING) AS nothing) AS deep, ['', 'a'] AS texts, CAST(NULL AS STRUCT<a INT64>) AS absent`,
      `CREATE TABLE odd.wide AS SELECT ${WIDE.map((name, index) => `${index} AS ${name}`).join(', ')}`,
    ];
    for (const statement of statements) await bigquery.query(statement);
    await bigquery.createDataset('abroad', { location: 'US' });
    await bigquery.query({ query: 'CREATE TABLE abroad.there AS SELECT 7 AS n', location: 'US' });
    await bigquery.query('SELECT 1 FROM odd.wide WHERE ERROR("no such luck") IS NULL').catch(() => undefined);
  });
  afterAll(async () => {
    await browser?.close();
    await warehouse?.close();
  });
  afterEach(async () => {
    await page.unrouteAll();
    expect(thrown.splice(0)).toEqual([]);
  });

  const open = (hash = '') => openView(page, warehouse.endpoint, hash);
  const row = (text: string) => page.locator('tr', { hasText: text }).locator('td');
  const query = async (sql: string) => {
    await open(`#/query/${encodeURIComponent(sql)}`);
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('link', { name: 'its job' }).waitFor();
  };

  it('takes no partition without a time for the latest', async () => {
    await open();
    expect(await row('days').allTextContents()).toEqual(['days', 'TABLE', '2', '2 by DAY', '20210403']);
    expect(await row('ranged').allTextContents()).toEqual(['ranged', 'TABLE', '5', '5 by RANGE', '–']);
    expect(await row('none').allTextContents()).toEqual(['none', 'TABLE', '0', '0 by DAY', '–']);
  });

  it('shows and queries datasets of any location', async () => {
    await open();
    expect(await row('there').allTextContents()).toEqual(['there', 'TABLE', '1', '–', '–']);
    await query('SELECT n FROM abroad.there');
    expect(await page.locator('td.data').allTextContents()).toEqual(['7']);
  });

  it('lists ranges of integers by their size, and has no calendar for them', async () => {
    await open('#/table/odd/ranged');
    expect(await page.locator('.months td').count()).toBe(0);
    expect(await page.getByRole('region', { name: 'By partition' }).locator('a').allTextContents()).toEqual(['101500', '100000', '99500', '__NULL__', '__UNPARTITIONED__']);
  });

  it('shows the partition of NULLs', async () => {
    await open('#/table/odd/days');
    await page.getByRole('link', { name: '__NULL__' }).click();
    await page.getByRole('region', { name: '1 row', exact: true }).waitFor();
    expect(await page.locator('td.data').allTextContents()).toEqual([HOSTILE, 'NULL']);
  });

  it('shows a table without rows', async () => {
    await open('#/table/odd/none');
    expect(await page.locator('section p').allTextContents()).toEqual(['None has rows.', 'No rows.']);
  });

  it('shows nested values as JSON', async () => {
    await open('#/table/odd/nested');
    expect(await page.locator('td.data').allTextContents()).toEqual([`{"list":[{"t":"2021-04-03 00:00:00 UTC","x":${JSON.stringify(HOSTILE)}}],"nothing":null}`, '["","a"]', 'NULL']);
  });

  it('stays as wide as the window: what is wider scrolls by itself', async () => {
    const before = page.viewportSize() ?? { width: 0, height: 0 };
    await page.setViewportSize({ ...before, width: NARROW });
    for (const hash of ['#/table/odd/wide', '#/table/odd/days', '#/jobs']) {
      await open(hash);
      const boxes = await Promise.all((await page.locator('.months table, .scroll').all()).map((element) => element.boundingBox()));
      expect(boxes.length).toBeGreaterThan(0);
      expect(boxes.filter((box) => box === null || box.x + box.width > NARROW)).toEqual([]);
    }
    await page.setViewportSize(before);
  });

  it('shows the heads of a result without rows, and one row in the singular', async () => {
    await query('SELECT note FROM odd.days WHERE FALSE');
    expect(await page.getByRole('region', { name: 'Result' }).locator('th').allTextContents()).toEqual(['noteSTRING']);
    await query('SELECT 1');
    expect(await page.getByText(/^\d+ ms, 1 row its job$/).count()).toBe(1);
  });

  it('shows 100,000 rows page by page', async () => {
    await query('SELECT n FROM UNNEST(GENERATE_ARRAY(1, 100000)) AS n');
    expect(await page.getByText('100,000 rows').count()).toBe(1);
    await page.getByRole('button', { name: 'More rows' }).click();
    await expect.poll(() => page.locator('td.data').count(), { interval: 5 }).toBe(200);
  });

  it('asks for more rows again after a failure', async () => {
    await query('SELECT n FROM UNNEST(GENERATE_ARRAY(1, 150)) AS n');
    await page.route('**/queries/**', (route) => route.abort(), { times: 1 });
    await page.getByRole('button', { name: 'More rows' }).click();
    await page.getByText('The warehouse does not answer.').waitFor();
    await page.getByRole('button', { name: 'More rows' }).click();
    await expect.poll(() => page.locator('td.data').count(), { interval: 5 }).toBe(150);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'More rows' }).count()).toBe(0);
  });

  it('runs a statement once, however often the keys are pressed while it runs', async () => {
    const asked: string[] = [];
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await page.route('**/queries?', async (route) => {
      asked.push(route.request().url());
      await released;
      await route.continue();
    });
    await open(`#/query/${encodeURIComponent("INSERT INTO odd.none VALUES ('2021-04-03')")}`);
    for (let times = 0; times < 3; times += 1) await page.getByLabel('GoogleSQL').press('Control+Enter');
    release();
    await page.getByText('1 row changed').waitFor();
    expect(asked).toHaveLength(1);
  });

  it('finds jobs behind its own queries', async () => {
    for (let times = 0; times < 2; times += 1) await open();
    await page.route('**/jobs?*', (route) => route.continue({ url: route.request().url().replace('maxResults=50', 'maxResults=2') }));
    await open('#/jobs');
    const found = await page.locator('tbody tr').count();
    expect(found).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'More jobs' }).click();
    await expect.poll(() => page.locator('tbody tr').count(), { interval: 5 }).toBeGreaterThan(found);
  });

  it('asks a warehouse again that did not answer', async () => {
    await page.route('**/_dwh/health?', (route) => route.abort(), { times: 1 });
    await open();
    expect(await page.getByRole('alert').textContent()).toBe('The warehouse does not answer. Is it still running?');
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByText('no such luck').waitFor();
  });

  it('says what is wrong with an address', async () => {
    for (const [hash, message] of [['#/table/odd', 'The address names no table.'], ['#/job/EU', 'The address names no job.'], [`#/table/odd/${encodeURIComponent(HOSTILE)}`, `Not found: Table bm-local:odd.${HOSTILE}`]]) {
      await open(hash);
      expect(await page.getByRole('alert').textContent()).toBe(message);
    }
  });
});
