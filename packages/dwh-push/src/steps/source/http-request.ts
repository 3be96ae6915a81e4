import { DwhPushError } from '../../errors.js';
import type { Clock } from '../../ports/clock.js';
import { within } from '../../shared/within.js';
import { IDLE_MS } from './read-policy.js';

const MAX_REDIRECTS = 10;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface HttpContext {
  /** What the source is called in errors. */
  readonly name: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Where a redirect without a Location leads, if the service says so in its own way. */
  readonly redirected?: ((from: URL, response: Response) => URL | undefined) | undefined;
}

/**
 * Asks for a URL and follows redirects. The bytes are wanted as they are stored (`Accept-Encoding: identity`), and nothing is sent along that names the caller.
 *
 * @returns an answer that succeeds, or one whose status is among `wanted`
 * @throws DwhPushError `SOURCE_UNREACHABLE` where the same request may succeed later, other codes of the step `source`, and the signal's reason
 */
export async function request(url: URL, headers: Readonly<Record<string, string>>, wanted: ReadonlySet<number>, context: HttpContext): Promise<Response> {
  let at = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await answer(at, headers, context);
    if (wanted.has(response.status)) return response;
    // A body that is let go of may fail; it is no longer anyone's.
    void response.body?.cancel().catch(() => undefined);
    if (!REDIRECTS.has(response.status)) throw refused(response.status, context.name);
    at = follow(at, response, context);
  }
  throw new DwhPushError('SOURCE_UNREADABLE', `${context.name} redirects more than ${MAX_REDIRECTS} times.`);
}

async function answer(url: URL, headers: Readonly<Record<string, string>>, { name, clock, signal }: HttpContext): Promise<Response> {
  const giveUp = new AbortController();
  const unreachable = (why: string) => new DwhPushError('SOURCE_UNREACHABLE', `${name} cannot be reached (${why}).`);
  // With a range, fetch() asks for plain bytes itself.
  const answered = fetch(url, { headers: 'range' in headers ? headers : { 'accept-encoding': 'identity', ...headers }, redirect: 'manual', signal: AbortSignal.any([signal, giveUp.signal]) }).catch((error: unknown) => {
    throw unreachable(networkCode(error));
  });
  try {
    return await within(answered, IDLE_MS, clock, () => unreachable('no answer within a minute'));
  } catch (error) {
    giveUp.abort();
    signal.throwIfAborted();
    throw error;
  }
}

function follow(from: URL, response: Response, { name, redirected }: HttpContext): URL {
  const location = response.headers.get('location');
  const to = location === null ? redirected?.(from, response) : URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const refuse = (why: string) => new DwhPushError('SOURCE_UNREADABLE', `${name} redirects ${why}.`);
  if (to === undefined) throw refuse('to nowhere');
  if (to.protocol !== 'https:' && to.protocol !== 'http:') throw refuse('to something other than http(s)');
  if (from.protocol === 'https:' && to.protocol === 'http:') throw refuse('from https to http, which anyone on the way could read and change');
  if (to.username !== '' || to.password !== '') throw refuse('to a URL with credentials');
  return to;
}

function refused(status: number, name: string): DwhPushError {
  const message = `${name} answered HTTP ${status}.`;
  if (status === 404 || status === 410) return new DwhPushError('SOURCE_NOT_FOUND', message);
  if (status === 401 || status === 403) return new DwhPushError('SOURCE_FORBIDDEN', message);
  if (status === 408 || status === 429 || status >= 500) return new DwhPushError('SOURCE_UNREACHABLE', message);
  return new DwhPushError('SOURCE_UNREADABLE', message);
}

/** fetch() wraps what happened on the socket in a TypeError; its cause has the code. */
export function networkCode(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' ? cause.code : 'connection lost';
}
