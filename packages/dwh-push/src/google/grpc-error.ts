import { ServiceError } from '../ports/service-error.js';
import { deniedPermission } from './denied-permission.js';

/** HTTP statuses and reasons of gRPC codes: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const CODES: Readonly<Record<number, readonly [status: number, reason: string]>> = {
  1: [499, 'cancelled'],
  2: [500, 'unknown'],
  3: [400, 'invalidArgument'],
  4: [504, 'deadlineExceeded'],
  5: [404, 'notFound'],
  6: [409, 'alreadyExists'],
  7: [403, 'permissionDenied'],
  8: [429, 'resourceExhausted'],
  9: [400, 'failedPrecondition'],
  10: [409, 'aborted'],
  11: [400, 'outOfRange'],
  12: [501, 'unimplemented'],
  13: [500, 'internal'],
  14: [503, 'unavailable'],
  15: [500, 'dataLoss'],
  16: [401, 'unauthenticated'],
};
const RETRYABLE = new Set([2, 4, 8, 10, 13, 14]);

/** What a call over gRPC failed with; undefined where the error is not one of gRPC. */
export function grpcError(call: string, error: unknown): ServiceError | undefined {
  const { code, details, message } = (error ?? {}) as { code?: unknown; details?: unknown; message?: unknown };
  const known = typeof code === 'number' ? CODES[code] : undefined;
  if (known === undefined || typeof details !== 'string') return undefined;
  const [status, reason] = known;
  return new ServiceError(call, status, reason, RETRYABLE.has(code as number), code === 7 ? deniedPermission(details === '' ? message : details) : undefined);
}
