import { request } from 'node:http';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';

let warehouse: LocalWarehouse;
beforeAll(async () => {
  warehouse = await startLocalWarehouse({ allowedHosts: ['warehouse.example.com'] });
});
afterAll(() => warehouse.close());

function statusOf(headers: Record<string, string>, path = '/_dwh/health', method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(warehouse.endpoint);
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

it.each(['127.0.0.1:1', '[::1]:80', 'localhost', 'LOCALHOST:9050', 'a.localhost', 'warehouse', 'host.docker.internal:9050', 'warehouse.example.com', '10.0.0.7'])('answers to the host name %s', async (host) => {
  expect(await statusOf({ host })).toBe(200);
});

it.each(['evil.example', 'evil.example:9050', '127.0.0.1.evil.example', 'localhost.evil.example', 'other.example.com', '[::1].evil.example', 'evil.example.'])('does not answer to the host name %s', async (host) => {
  expect(await statusOf({ host })).toBe(403);
});

it.each([{ origin: 'http://evil.example' }, { origin: 'null' }, { origin: 'http://localhost:3000' }, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }])('refuses what another website sends: %o', async (headers) => {
  expect(await statusOf({ host: 'localhost:9050', ...headers } as Record<string, string>)).toBe(403);
});

it('lets its own page ask, links lead here, and clients that say nothing', async () => {
  expect(await statusOf({ host: 'localhost:9050', origin: 'http://localhost:9050', 'sec-fetch-site': 'same-origin' })).toBe(200);
  expect(await statusOf({ host: 'localhost:9050', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, '/')).toBe(200);
  expect(await statusOf({ host: 'localhost:9050', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, '/', 'POST')).toBe(403);
});

it('keeps objects that are HTML from running as pages of the server', async () => {
  await fetch(`${warehouse.endpoint}/upload/storage/v1/b/${warehouse.stagingBucket}/o?uploadType=media&name=p.html`, { method: 'POST', body: '<script>1</script>', headers: { 'content-type': 'text/html' } });
  const { headers } = await fetch(`${warehouse.endpoint}/storage/v1/b/${warehouse.stagingBucket}/o/p.html?alt=media`);
  expect([headers.get('content-type'), headers.get('content-security-policy'), headers.get('x-content-type-options'), headers.get('access-control-allow-origin')]).toEqual(['text/html', "default-src 'none'; sandbox", 'nosniff', null]);
});

it('serves the page with a policy that lets nothing in, and only its own files', async () => {
  const page = await fetch(`${warehouse.endpoint}/`);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
  for (const path of ['/_dwh/page/..%2fpackage.json', '/_dwh/page/nothing.js', '/_dwh/page/views/..%2f..%2fpackage.json']) expect((await fetch(`${warehouse.endpoint}${path}`)).status).toBe(404);
});
