import type { Health } from './data-dir/probe-server.js';
import type { Route } from './http/exchange.js';
import { OPEN } from './iam/route-access.js';

/** Tells who serves here, so that a second process finds the server of its directory and no other. */
export function healthRoute(health: Health): Route {
  return { method: 'GET', path: '/_dwh/health', id: 'dwh.health', access: OPEN, handler: async () => ({ status: 200, json: health }) };
}
