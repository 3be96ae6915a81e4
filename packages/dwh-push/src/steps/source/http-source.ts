import { DwhPushError } from '../../errors.js';
import type { Clock } from '../../ports/clock.js';
import { retrying } from '../../shared/retry.js';
import type { Source } from './source.js';

const RETRY = { baseMs: 500, capMs: 8_000, budgetMs: 30_000, maxTries: 4 };
const ANSWER_WITHIN_MS = 60_000;

/**
 * Fetches a URL. Opening is retried; once bytes flow, a break is an error, and so is a body whose end cannot be told from a break.
 * The bytes are taken as they are stored (`Accept-Encoding: identity`), so that their number can be held against Content-Length.
 */
export async function openUrl(url: URL, name: string, clock: Clock, signal: AbortSignal | undefined): Promise<Source> {
  const response = await retrying(() => request(url, name, signal), isRetryable, clock, RETRY, signal);
  const size = contentLength(response);
  if (response.body === null) return { name, kind: 'http', size: 0, chunks: empty(), close: async () => undefined };
  const encoding = response.headers.get('content-encoding') ?? 'identity';
  const endIsCertain = size !== undefined || (response.headers.get('transfer-encoding') ?? '').includes('chunked');
  if (encoding !== 'identity' || !endIsCertain) {
    await response.body.cancel();
    if (encoding !== 'identity') throw new DwhPushError('DECODE_UNSUPPORTED', `The server of ${name} sends Content-Encoding: ${encoding} although plain bytes were asked for.`);
    throw new DwhPushError('SOURCE_UNREADABLE', `The server of ${name} sends neither Content-Length nor chunks: a body that breaks off could not be told from a whole one.`);
  }
  const reader = response.body.getReader();
  return { name, kind: 'http', size, chunks: read(reader, size, name, signal), close: () => reader.cancel().catch(() => undefined) };
}

async function request(url: URL, name: string, signal: AbortSignal | undefined): Promise<Response> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), ANSWER_WITHIN_MS);
  let response: Response;
  try {
    response = await fetch(url, { headers: { 'accept-encoding': 'identity' }, signal: AbortSignal.any([timeout.signal, ...(signal === undefined ? [] : [signal])]) });
  } catch (error) {
    signal?.throwIfAborted();
    throw new DwhPushError('SOURCE_UNREACHABLE', `${name} cannot be reached (${timeout.signal.aborted ? 'no answer within a minute' : networkCode(error)}).`);
  } finally {
    clearTimeout(timer);
  }
  if (response.status === 200) return response;
  await response.body?.cancel();
  throw refused(response.status, name);
}

function refused(status: number, name: string): DwhPushError {
  const message = `${name} answered HTTP ${status}.`;
  if (status === 404 || status === 410) return new DwhPushError('SOURCE_NOT_FOUND', message);
  if (status === 401 || status === 403) return new DwhPushError('SOURCE_FORBIDDEN', message);
  if (status === 408 || status === 429 || status >= 500) return new DwhPushError('SOURCE_UNREACHABLE', message);
  return new DwhPushError('SOURCE_UNREADABLE', message);
}

function isRetryable(error: unknown): boolean {
  return DwhPushError.isInstance(error) && error.code === 'SOURCE_UNREACHABLE';
}

function contentLength(response: Response): number | undefined {
  const header = response.headers.get('content-length');
  return header === null ? undefined : Number(header);
}

async function* read(reader: ReadableStreamDefaultReader<Uint8Array>, size: number | undefined, name: string, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  let received = 0;
  const interrupted = (why: string) => new DwhPushError('SOURCE_INTERRUPTED', `${name} broke off after ${received}${size === undefined ? '' : ` of ${size}`} bytes (${why}).`);
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      signal?.throwIfAborted();
      throw interrupted(networkCode(error));
    });
    if (done) break;
    received += value.byteLength;
    yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  if (size !== undefined && received !== size) throw interrupted('the connection was closed');
}

async function* empty(): AsyncGenerator<Buffer> {}

/** fetch() wraps what happened on the socket in a TypeError; its cause has the code. */
function networkCode(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' ? cause.code : 'connection lost';
}
