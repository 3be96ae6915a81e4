import { ApiError } from './api-error.js';
import { errorReply } from './error-reply.js';
import type { Reply } from './exchange.js';

/** @throws ApiError for what would change the meaning of any request and is not served. */
export function refuseUnsupported(query: URLSearchParams): void {
  const alt = query.get('alt');
  if (alt !== null && alt !== 'json' && alt !== 'media') throw new ApiError(400, 'invalidParameter', `Invalid value for alt: ${JSON.stringify(alt)}. The local warehouse answers json and media.`, { location: 'alt', locationType: 'parameter' });
  if (query.has('callback')) throw new ApiError(400, 'invalidParameter', 'JSONP (callback) is not supported by the local warehouse.', { location: 'callback', locationType: 'parameter' });
}

/** No such path, or no such method on it. */
export function unrouted(method: string, rawPath: string, allowed: readonly string[]): Reply {
  if (allowed.length === 0) return errorReply(new ApiError(404, 'notFound', `Not Found: ${method} ${rawPath} is not a method of the local warehouse. SUPPORTED.md lists those that are.`));
  const refusal = errorReply(new ApiError(405, 'methodNotAllowed', `${method} is not allowed on ${rawPath}; allowed: ${allowed.join(', ')}.`));
  return { ...refusal, headers: { allow: allowed.join(', ') } };
}
