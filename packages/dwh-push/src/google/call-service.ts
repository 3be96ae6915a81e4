import type { Clock } from '../ports/clock.js';
import { ServiceError } from '../ports/service-error.js';
import { abortable } from '../shared/abort.js';
import { DEFAULT_RETRY, retrying, type RetryPolicy } from '../shared/retry.js';
import { deniedPermission } from './denied-permission.js';
import { grpcError } from './grpc-error.js';

/** How long one try may take. Google's clients can leave a promise unsettled for good when their own budget ends, so every call has a deadline of ours. */
const TRY_DEADLINE_MS = 120_000;

export interface CallOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly retry?: RetryPolicy;
  /** What is on its way when the signal aborts is waited for, because what it does has to be known; only nothing more is sent. */
  readonly finishes?: boolean;
  /** How long one try may take, in milliseconds. Default: two minutes. */
  readonly tryMs?: number;
}

/**
 * Calls a Google client, tells its many error shapes apart once, and repeats what may succeed when repeated. The clients' own retries are off: they pass over a 403
 * rateLimitExceeded, and cannot be aborted.
 *
 * @throws ServiceError
 */
export function callService<T>(call: string, work: () => Promise<T>, { clock, signal, retry = DEFAULT_RETRY, finishes = false, tryMs = TRY_DEADLINE_MS }: CallOptions): Promise<T> {
  const attempt = async () => {
    const deadline = new AbortController();
    const cancelAlarm = clock.alarm(tryMs, () => deadline.abort(new ServiceError(call, undefined, 'deadlineExceeded', true)));
    try {
      return await abortable(work(), signal === undefined || finishes ? deadline.signal : AbortSignal.any([signal, deadline.signal]));
    } catch (error) {
      if (signal?.aborted === true && error === signal.reason) throw error;
      throw serviceError(call, error) ?? error;
    } finally {
      cancelAlarm();
    }
  };
  return retrying(attempt, (error) => error instanceof ServiceError && error.retryable, clock, retry, signal);
}

/** `undefined` for what is not there, whatever else stays an error. */
export async function absentAsUndefined<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return undefined;
    throw error;
  }
}

/** https://docs.cloud.google.com/bigquery/docs/error-messages and https://docs.cloud.google.com/storage/docs/retry-strategy */
const RETRYABLE_STATUS = new Set([408, 429, 500, 502, 503, 504]);
const RETRYABLE_REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'backendError', 'internalError', 'jobRateLimitExceeded', 'jobBackendError', 'jobInternalError', 'tableUnavailable']);

/** How the HTTP clients below Google's name what happened on the way. */
const TRANSPORT_ERRORS = new Set(['FetchError', 'GaxiosError', 'AbortError', 'TimeoutError']);

/** What Google's HTTP clients attach to their errors, as far as we look. */
interface ClientError {
  readonly code?: unknown;
  readonly status?: unknown;
  readonly errors?: readonly { readonly reason?: unknown; readonly message?: unknown }[];
  readonly response?: { readonly status?: unknown; readonly statusCode?: unknown; readonly data?: unknown; readonly body?: unknown };
}

/** What a call failed with, or undefined where the error is not one of the service or the way to it: then it is a mistake, and repeating it mends nothing. */
export function serviceError(call: string, error: unknown): ServiceError | undefined {
  if (error instanceof ServiceError) return error;
  const ofGrpc = grpcError(call, error);
  if (ofGrpc !== undefined) return ofGrpc;
  const { code, status, errors, response } = (error ?? {}) as ClientError;
  const statusCode = [code, status, response?.status, response?.statusCode].map(asStatus).find((candidate) => candidate !== undefined);
  const reason = [errors?.[0]?.reason, reasonIn(response?.data), reasonIn(response?.body)].find((candidate) => typeof candidate === 'string' && candidate !== '') as string | undefined;
  if (statusCode === undefined) {
    // Credentials are looked for inside the first call; that failure has neither a status nor a socket error code.
    if (error instanceof Error && /default credentials|credential/i.test(error.message)) return new ServiceError(call, 401, 'credentialsMissing', false);
    const answerBrokeOff = typeof code === 'number' || reason !== undefined;
    const socketCode = typeof code === 'string' ? code : (error as { cause?: { code?: unknown } } | undefined)?.cause?.code;
    if (!answerBrokeOff && typeof socketCode !== 'string' && !(error instanceof Error && TRANSPORT_ERRORS.has(error.name))) return undefined;
    return new ServiceError(call, undefined, typeof socketCode === 'string' ? socketCode : (reason ?? 'network'), true);
  }
  const permission = statusCode === 403 ? deniedPermission(errors?.[0]?.message ?? (error as Partial<Error>).message) : undefined;
  return new ServiceError(call, statusCode, reason ?? `http${statusCode}`, RETRYABLE_STATUS.has(statusCode) || (reason !== undefined && RETRYABLE_REASONS.has(reason)), permission);
}

/** A status that refuses. An error with a 2xx is an answer that broke off: the request may have taken effect, as with no answer at all. */
function asStatus(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 400 && number < 600 ? number : undefined;
}

/** The reason in an error body, parsed or as text. */
function reasonIn(body: unknown): string | undefined {
  try {
    const parsed = (typeof body === 'string' ? JSON.parse(body) : body) as { error?: { errors?: readonly { reason?: string }[] } } | undefined;
    return parsed?.error?.errors?.[0]?.reason;
  } catch {
    return undefined;
  }
}
