import { errorReply } from '../http/error-reply.js';
import { ApiError } from '../http/api-error.js';
import type { Reply } from '../http/exchange.js';

/** Downloads word their refusals as text, not as Google's error body. */
export function mediaRefusal(thrown: unknown): Reply {
  return thrown instanceof ApiError && thrown.status !== 304 ? { status: thrown.status, body: thrown.message } : errorReply(thrown);
}
