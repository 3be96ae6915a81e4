import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { EVERYBODY } from '../iam/caller.js';
import { ApiError } from './api-error.js';
import type { Call } from './exchange.js';
import { readJsonBody } from './json-body.js';

/** The request line, taken apart without decoding: routing cuts the path at its slashes before it decodes. */
export interface Target {
  readonly rawPath: string;
  readonly query: URLSearchParams;
  readonly rawQuery: string;
}

/** @throws ApiError 400 where the request line names no path. */
export function parseTarget(request: Pick<IncomingMessage, 'url'>): Target {
  const sent = (request.url ?? '').replace(/^https?:\/\/[^/?#]*/i, '');
  const mark = sent.indexOf('?');
  const rawPath = (mark === -1 ? sent : sent.slice(0, mark)) || '/';
  if (!rawPath.startsWith('/')) throw new ApiError(400, 'badRequest', 'The request line must name a path.');
  const rawQuery = mark === -1 ? '' : sent.slice(mark + 1);
  return { rawPath, rawQuery, query: new URLSearchParams(rawQuery) };
}

/** Google's Java clients have no PATCH: they send a POST that says what it is meant to be. @throws ApiError 400 for any other use of the header */
export function methodOf({ method = 'GET', headers }: Pick<IncomingMessage, 'method' | 'headers'>): string {
  const meant = headers['x-http-method-override'];
  if (meant === undefined) return method;
  if (method === 'POST' && typeof meant === 'string' && /^(?:GET|PATCH|PUT|DELETE)$/.test(meant)) return meant;
  throw new ApiError(400, 'badRequest', 'X-HTTP-Method-Override may turn a POST into GET, PATCH, PUT or DELETE.');
}

const HOST = /^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** Links in answers lead back the way the client came (a container's host name, `localhost`), or to `fallback` where it did not say. */
export function originOf(request: IncomingMessage, fallback: string): string {
  const host = request.headers.host;
  return host !== undefined && HOST.test(host) ? `http://${host}` : fallback;
}

export interface CallParts {
  readonly request: Pick<IncomingMessage, 'method' | 'headers'>;
  readonly target: Target;
  readonly origin: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Readable;
  readonly signal: AbortSignal;
}

export function createCall({ request, target, origin, params, body, signal }: CallParts): Call {
  return {
    method: methodOf(request),
    url: new URL(target.rawPath + (target.rawQuery === '' ? '' : `?${target.rawQuery}`), origin),
    origin,
    params,
    query: target.query,
    headers: request.headers,
    body,
    signal,
    // Replaced by the route's guard where there are identities.
    caller: EVERYBODY,
    json: () => readJsonBody(body, request.headers['content-encoding']),
  };
}
