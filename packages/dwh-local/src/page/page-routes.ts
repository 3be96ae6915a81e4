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
  ];
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['index.html', 'text/html'],
  ['page.css', 'text/css'],
  ['main.js', 'text/javascript'],
]);

/** Nothing but the page's own files, nothing inline, no markup made from texts. */
const POLICY = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", 'img-src data:', "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"].join('; ');

async function asset(file: string): Promise<Reply> {
  const type = TYPES.get(file);
  if (type === undefined) throw new ApiError(404, 'notFound', 'The page has no such file.');
  const body = await readFile(join(packageFolder(), 'dist', 'page', file));
  return { status: 200, body, headers: { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': POLICY, 'cache-control': 'no-cache', 'referrer-policy': 'no-referrer' } };
}

/** By the package's own name: the sources and what is built from them lie at different depths. */
function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@bm/dwh-local/package.json'));
}
