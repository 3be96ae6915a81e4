import type { Route } from '../http/exchange.js';
import { OPEN } from '../iam/route-access.js';
import { discoveryDocument } from './discovery-document.js';

/** What `bq` asks for first, at any host but Google's. */
export function discoveryRoutes(bigquery: readonly Route[]): Route[] {
  const reply = async (origin: string) => ({ status: 200, json: discoveryDocument(bigquery, origin) });
  return [
    { method: 'GET', path: '/$discovery/rest', id: 'discovery.rest', access: OPEN, handler: (call) => reply(call.origin) },
    { method: 'GET', path: '/discovery/v1/apis/bigquery/v2/rest', id: 'discovery.rest', access: OPEN, handler: (call) => reply(call.origin) },
  ];
}
