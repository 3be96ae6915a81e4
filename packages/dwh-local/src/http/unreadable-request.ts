import type { Duplex } from 'node:stream';

import { ApiError } from './api-error.js';
import { errorReply } from './error-reply.js';

/** Answers bytes that are not HTTP, and closes: after them no one knows where the next request would start. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const refusal = REFUSALS[error.code ?? ''] ?? new ApiError(400, 'badRequest', 'Your client has issued a malformed or illegal request.');
  const body = JSON.stringify(errorReply(refusal).json);
  const head = [`HTTP/1.1 ${refusal.status} Bad Request`, 'Connection: close', 'Content-Type: application/json; charset=UTF-8', `Content-Length: ${Buffer.byteLength(body)}`];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

const REFUSALS: Readonly<Record<string, ApiError>> = {
  HPE_HEADER_OVERFLOW: new ApiError(431, 'badRequest', 'The request line and headers are longer than 16 KiB.'),
  ERR_HTTP_REQUEST_TIMEOUT: new ApiError(408, 'timeout', 'The request took too long to arrive.'),
};
