import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

import { hasBrowser, launchBrowser, openView } from './browser.js';

const HOSTILE = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">';

describe.skipIf(!hasBrowser)('the page', () => {
  let warehouse: LocalWarehouse;
  let guarded: LocalWarehouse;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    [warehouse, guarded, browser] = await Promise.all([
      startLocalWarehouse(),
      startLocalWarehouse({ iam: { identities: { 'owner@example.com': {}, 'nobody@example.com': {} }, bindings: [{ role: 'roles/owner', members: ['user:owner@example.com'] }] } }),
      launchBrowser(),
    ]);
    const bigquery = new BigQuery({ projectId: warehouse.project, apiEndpoint: warehouse.endpoint, authClient: new PassThroughClient(), location: 'EU' });
    await bigquery.createDataset('shop');
    await bigquery.createDataset('dwh_ops');
    const statements = [
      `CREATE TABLE shop.orders (id INT64 NOT NULL, note STRING, seen TIMESTAMP, day DATE, parts ARRAY<STRUCT<k STRING, n INT64>>) PARTITION BY day OPTIONS (description = 'Orders & <b>more</b>')`,
      `INSERT INTO shop.orders SELECT n, 'n', TIMESTAMP '2021-04-03 10:00:00.000001', DATE '2021-04-03', [STRUCT('a' AS k, 1 AS n)] FROM UNNEST(GENERATE_ARRAY(10, 129)) AS n`,
      `INSERT INTO shop.orders (id, note, day) VALUES (1, ${JSON.stringify(HOSTILE)}, '2021-05-01'), (2, '', '2021-05-01'), (3, NULL, '2021-05-01'), (4, REPEAT('x', 50000), '2021-05-01')`,
      `CREATE TABLE shop.hours (seen TIMESTAMP) PARTITION BY TIMESTAMP_TRUNC(seen, HOUR)`,
      `INSERT INTO shop.hours VALUES ('2021-04-03 05:30:00'), ('2021-04-03 06:30:00')`,
      `CREATE VIEW shop.few AS SELECT id FROM shop.orders LIMIT 5`,
      `CREATE TABLE dwh_ops.pushes (started_at TIMESTAMP, team STRING, outcome STRING, error_code STRING)`,
      `INSERT INTO dwh_ops.pushes VALUES ('2021-04-03 10:00:00', 'team-a', 'failed', 'SOURCE_NOT_FOUND')`,
    ];
    for (const statement of statements) await bigquery.query(statement);
    await bigquery.query('SELECT * FROM shop.nothing').catch(() => undefined);
    page = await browser.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    // Whatever is asked of another host is asked of the internet.
    page.on('request', (request) => request.url().startsWith(warehouse.endpoint) || request.url().startsWith(guarded.endpoint) || request.url().startsWith('data:') || complaints.push(request.url()));
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([warehouse?.close(), guarded?.close()]);
  });
  // The document's policy keeps evaluated scripts out, and with them whatever of the browser's driver evaluates one.
  afterEach(() => expect(complaints.splice(0)).toEqual([]));

  const open = (hash = '', origin = warehouse.endpoint) => openView(page, origin, hash);
  const row = (text: string) => page.locator('tr', { hasText: text });

  it('lists datasets, tables and their rows', async () => {
    await open();
    expect(await page.title()).toBe('Tables – Local warehouse');
    expect(await row('orders').locator('td').allTextContents()).toEqual(['orders', 'TABLE', '124', '2 by DAY', '20210501']);
    expect(await row('few').locator('td').nth(1).textContent()).toBe('VIEW');
    // The table that scrolls has the focus first, then its first link.
    for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    await page.waitForURL('**/#/table/dwh_ops/pushes');
  });

  it('shows a table: calendar, schema, rows of a partition, page by page', async () => {
    await open('#/table/shop/orders');
    expect(await page.locator('.months caption').allTextContents()).toEqual(['May 2021', 'April 2021']);
    expect(await page.locator('p', { hasText: 'Orders & <b>more</b>' }).count()).toBe(1);
    await page.getByRole('link', { name: '20210403: 120 rows' }).click();
    await page.getByText('The first of 120 rows').waitFor();
    await page.getByRole('button', { name: 'More rows' }).click();
    await expect.poll(() => page.locator('td.data').count(), { interval: 5 }).toBe(500);
    expect(await page.locator('td.data', { hasText: '2021-04-03 10:00:00.000001 UTC' }).count()).toBe(100);
    expect(await page.locator('td.data', { hasText: '[{"k":"a","n":"1"}]' }).count()).toBe(100);
    expect(await row('ARRAY<STRUCT<k STRING, n INTEGER>>').count()).toBeGreaterThan(0);
  });

  it('escapes values, cuts long ones, and tells NULL from the empty text', async () => {
    await open('#/table/shop/orders/20210501');
    const note = (id: string) => page.locator('td.data').filter({ hasText: new RegExp(`^${id}$`) }).locator('xpath=following-sibling::td[1]');
    expect(await note('1').textContent()).toBe(HOSTILE);
    expect(await note('2').locator('.absent').textContent()).toBe('empty text');
    expect(await note('3').locator('.absent').textContent()).toBe('NULL');
    expect((await note('4').textContent())?.length).toBeLessThan(400);
    await note('4').getByRole('button').click();
    expect((await note('4').textContent())?.length).toBe(50_000);
    expect(await page.title()).not.toContain('owned');
  });

  it('sums hours into days, and lists them', async () => {
    await open('#/table/shop/hours');
    expect(await page.locator('td[title="20210403: 2 rows"]').count()).toBe(1);
    await page.getByText('2 hours').click();
    expect(await page.getByRole('link', { name: '2021-04-03 06:00' }).isVisible()).toBe(true);
  });

  it('lists jobs with their errors, without its own queries, and shows one', async () => {
    await open('#/jobs');
    const failed = row('FAILED');
    expect(await failed.count()).toBe(1);
    expect(await failed.locator('td').last().textContent()).toMatch(/^notFound .*shop\.nothing/);
    const own = await page.locator('tbody tr').count();
    await page.getByLabel('Queries of this page, too').check();
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(own);
    await failed.getByRole('link').click();
    await page.getByText('SELECT * FROM shop.nothing', { exact: true }).waitFor();
  });

  it('lists pushes', async () => {
    await open('#/pushes');
    expect(await row('team-a').locator('td').allTextContents()).toEqual(['2021-04-03 10:00:00 UTC', 'team-a', 'failed', 'SOURCE_NOT_FOUND']);
  });

  it('runs queries by keyboard, shows their errors, and never one that an address brought', async () => {
    await open(`#/query/${encodeURIComponent('SELECT 1 AS one')}`);
    expect(await page.locator('td.data').count()).toBe(0);
    await page.getByLabel('GoogleSQL').press('Control+Enter');
    await page.locator('td.data').waitFor();
    expect(await page.locator('td.data').allTextContents()).toEqual(['1']);
    complaints.length = 0;
    await page.getByLabel('GoogleSQL').fill('SELECT FROM');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('Syntax error');
    // Chromium itself tells its console of an answer of 400.
    expect(complaints.splice(0).every((text) => text.includes('status of 400'))).toBe(true);
  });

  it('asks for a token where identities are on', async () => {
    await open('', guarded.endpoint);
    expect(complaints.splice(0).every((text) => text.includes('status of 401'))).toBe(true);
    await page.getByLabel('Token').fill(guarded.credentials.token('owner@example.com'));
    await page.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('There is no dataset yet.').waitFor();
    expect(await page.getByLabel('Token').isVisible()).toBe(false);
    // Whoever may not see something can be somebody else.
    await page.route('**/jobs?*', (route) => route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${guarded.credentials.token('nobody@example.com')}` } }));
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByText('Access Denied').waitFor();
    expect(complaints.splice(0).every((text) => text.includes('status of 403'))).toBe(true);
    expect(await page.getByLabel('Token').isVisible()).toBe(true);
    await page.unrouteAll();
  });

  it('has a name for every control, one first heading, and scopes for heads', async () => {
    for (const hash of ['', '#/table/shop/orders', '#/jobs', '#/pushes', '#/query']) {
      await open(hash);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.locator('h2').count()).toBe(1);
      expect(await page.locator('th:not([scope])').count()).toBe(0);
      expect(await page.locator('input:not([id]), textarea:not([id])').count()).toBe(0);
      for (const control of await page.locator('main input, main textarea').all()) expect(await page.locator(`label[for="${await control.getAttribute('id')}"]`).count()).toBe(1);
    }
  });

  it('gives nothing to other websites, and takes nothing from them', async () => {
    const stranger = await browser.newPage();
    // The same server under another port is another website.
    await stranger.goto(`${guarded.endpoint}/_dwh/page/page.css`);
    const tried = await stranger.evaluate(async (endpoint) => {
      const read = await fetch(`${endpoint}/_dwh/health`).then(() => 'read', () => 'refused');
      await fetch(`${endpoint}/storage/v1/b?project=bm-local`, { method: 'POST', mode: 'no-cors', body: '{"name":"written-by-a-stranger"}' }).catch(() => undefined);
      return read;
    }, warehouse.endpoint);
    await stranger.close();
    expect(tried).toBe('refused');
    expect((await fetch(`${warehouse.endpoint}/storage/v1/b/written-by-a-stranger`)).status).toBe(404);
  });
});
