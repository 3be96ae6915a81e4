import { ApiError } from '../../http/api-error.js';
import type { Reply } from '../../http/exchange.js';

const CODES: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['InvalidArgument', 'Invalid argument.'],
  401: ['AuthenticationRequired', 'Authentication required.'],
  403: ['AccessDenied', 'Access denied.'],
  404: ['NoSuchKey', 'The specified key does not exist.'],
  412: ['PreconditionFailed', 'At least one of the pre-conditions you specified did not hold.'],
  416: ['InvalidRange', 'The requested range cannot be satisfied.'],
  501: ['NotImplemented', 'A header or query you provided requested a function that is not implemented.'],
};

/** A refusal as the XML API words it. https://docs.cloud.google.com/storage/docs/xml-api/reference-status */
export function xmlErrorReply(thrown: unknown): Reply {
  const error = thrown instanceof ApiError ? thrown : new ApiError(500, 'internalError', 'We encountered an internal error. Please try again.');
  if (error.status === 304) return { status: 304 };
  const [code, message] = error.reason === 'noSuchBucket' ? ['NoSuchBucket', 'The specified bucket does not exist.'] : (CODES[error.status] ?? ['InternalError', 'We encountered an internal error. Please try again.']);
  const body = `<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code><Message>${message}</Message><Details>${escaped(error.message)}</Details></Error>`;
  return { status: error.status, headers: { 'content-type': 'application/xml; charset=UTF-8' }, body: Buffer.from(body) };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
