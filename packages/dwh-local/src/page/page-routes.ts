import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { ApiError } from '../http/api-error.js';
import type { Reply, Route } from '../http/exchange.js';
import { OPEN } from '../iam/route-access.js';

/** The page for looking, at the server's root. It reads and queries through the same wire API as everybody; with identities by a token that its user enters. */
export function pageRoutes(): Route[] {
  return [
    { method: 'GET', path: '/', id: 'dwh.page', access: OPEN, handler: () => asset('index.html') },
    { method: 'GET', path: '/_dwh/page/:file', id: 'dwh.page', access: OPEN, handler: (call) => asset(call.params['file'] ?? '') },
    { method: 'GET', path: '/_dwh/page/views/:file', id: 'dwh.page', access: OPEN, handler: (call) => asset(`views/${call.params['file']}`) },
  ];
}

const FILES: ReadonlySet<string> = new Set(['index.html', 'page.css', 'main.js', 'api.js', 'dom.js', 'cells.js', 'calendar.js', 'more-button.js', ...['tables', 'table', 'jobs', 'job', 'pushes', 'query'].map((view) => `views/${view}.js`)]);
const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

/** Nothing but the page's own files, nothing inline, no markup made from texts. */
const POLICY = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", 'img-src data:', "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"].join('; ');

async function asset(file: string): Promise<Reply> {
  if (!FILES.has(file)) throw new ApiError(404, 'notFound', 'The page has no such file.');
  const body = await readFile(join(packageFolder(), 'page', file));
  const type = TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'text/plain';
  return { status: 200, body, headers: { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY, 'cache-control': 'no-cache', 'referrer-policy': 'no-referrer' } };
}

/** By the package's own name: the sources and what is built from them lie at different depths. */
function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@bm/dwh-local/package.json'));
}
