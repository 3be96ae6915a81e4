import type { Call } from '../http/exchange.js';
import { preconditionFailed } from './refusals.js';

/** @throws ApiError 412 where the caller sent `If-Match` with another etag than the resource has. */
export function checkIfMatch(call: Call, etag: string): void {
  const header = call.headers['if-match'];
  if (header === undefined) return;
  const accepted = header.split(',').map((part) => part.trim().replace(/^W\//, '').replace(/^"(.*)"$/, '$1'));
  if (!accepted.includes('*') && !accepted.includes(etag)) throw preconditionFailed();
}
