import { ApiError } from './api-error.js';
import type { Reply } from './exchange.js';
import { canonicalStatus } from './http-status.js';

const INTERNAL = new ApiError(500, 'internalError', 'An internal error occurred and the request could not be completed.');

/** The one place that turns whatever a handler threw into Google's error body. What is not an ApiError tells the client nothing about its insides. */
export function errorReply(thrown: unknown): Reply {
  const error = thrown instanceof ApiError ? thrown : INTERNAL;
  if (error.status === 304) return { status: 304 };
  const { domain = 'global', ...place } = error.details;
  return {
    status: error.status,
    json: {
      error: {
        code: error.status,
        message: error.message,
        status: canonicalStatus(error.status),
        errors: [{ message: error.message, domain, reason: error.reason, ...place }],
      },
    },
  };
}
