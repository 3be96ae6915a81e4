import type { Call, Reply } from '../http/exchange.js';
import { preconditionFailed } from './refusals.js';

/** @throws ApiError 412 where the caller sent `If-Match` with another etag than the resource has. */
export function checkIfMatch(call: Call, etag: string): void {
  if (!(namesEtag(call.headers['if-match'], etag) ?? true)) throw preconditionFailed();
}

/** The resource, or 304 where the caller sent `If-None-Match` with the etag that it has. */
export function unlessKnown(call: Call, reply: Reply): Reply {
  const { etag } = reply.json as { etag: string };
  return namesEtag(call.headers['if-none-match'], etag) ? { status: 304, headers: { etag } } : reply;
}

/** Undefined where there is no such header. */
function namesEtag(header: string | undefined, etag: string): boolean | undefined {
  const named = header?.split(',').map((part) => part.trim().replace(/^W\//, '').replace(/^"(.*)"$/, '$1'));
  return named && (named.includes('*') || named.includes(etag));
}
