import { DwhPushError } from '../../errors.js';
import type { Clock } from '../../ports/clock.js';
import { resuming } from '../../shared/resuming.js';
import { retrying } from '../../shared/retry.js';
import { within } from '../../shared/within.js';
import { fileNameOf, mediaTypeOf } from './file-name.js';
import { networkCode, request, type HttpContext } from './http-request.js';
import { contentRange, versionOf, type HttpVersion } from './http-version.js';
import { IDLE_MS, PROGRESS_BYTES, READ_RETRY } from './read-policy.js';
import type { Source } from './source.js';
import type { HttpLocation } from './source-location.js';
import { otherRegion } from './s3-url.js';

const OPENED = new Set([200]);
const RESUMED = new Set([200, 206, 412, 416]);

/**
 * Fetches a URL. A connection that breaks is taken up again where it broke, as long as the server can tell that the file is still the same; a body whose end cannot be told from a
 * break is refused.
 *
 * @throws DwhPushError of the step `source`
 */
export async function openUrl({ kind, url, name }: HttpLocation, clock: Clock, signal: AbortSignal | undefined): Promise<Source> {
  const closing = new AbortController();
  const stop = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
  const context: HttpContext = { name, clock, signal: stop, redirected: kind === 's3' ? otherRegion : undefined };
  const open = async () => accepted(await request(url, {}, OPENED, context), name);
  const first = await retrying(open, isUnreachable, clock, READ_RETRY, signal);
  const version = versionOf(first);
  const chunks = new HttpBody(url, first, version, context).chunks();
  const fileName = fileNameOf(decoded(url.pathname));
  const part = { name, fileName, mediaType: mediaTypeOf(first.headers.get('content-type')), contentEncoding: undefined, chunks };
  return { name, kind, size: version.size, parts: [part], close: async () => closing.abort() };
}

class HttpBody {
  readonly #url: URL;
  readonly #context: HttpContext;
  #answer: Response | undefined;
  #version: HttpVersion;

  constructor(url: URL, first: Response, version: HttpVersion, context: HttpContext) {
    this.#url = url;
    this.#context = context;
    this.#answer = first;
    this.#version = version;
  }

  chunks(): AsyncGenerator<Buffer> {
    const { clock, signal } = this.#context;
    // Where nothing was passed on yet, beginning anew is no splice; later the server has to tell that the file is the same.
    const isBreak = (error: unknown, position: number) => isInterrupted(error) && (position === 0 || this.#version.unchanged !== undefined);
    return resuming((position) => this.#from(position), { isBreak, clock, policy: READ_RETRY, progressBytes: PROGRESS_BYTES, signal });
  }

  async *#from(start: number): AsyncGenerator<Buffer> {
    const { clock, signal } = this.#context;
    const { body } = this.#answer ?? (await this.#ask(start));
    this.#answer = undefined;
    const reader = body?.getReader();
    let position = start;
    try {
      while (reader !== undefined) {
        const { done, value } = await within(reader.read(), IDLE_MS, clock, () => this.#interrupted(position, 'nothing came for a minute'));
        if (done) break;
        position += value.byteLength;
        yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw DwhPushError.isInstance(error) ? error : this.#interrupted(position, networkCode(error));
    } finally {
      void reader?.cancel().catch(() => undefined);
    }
    if (this.#version.size !== undefined && position !== this.#version.size) throw this.#interrupted(position, 'the connection was closed');
  }

  /** What follows `start`, of the same file. */
  async #ask(start: number): Promise<Response> {
    try {
      if (start > 0) return this.#rest(start, await request(this.#url, { range: `bytes=${start}-`, ...this.#version.unchanged }, RESUMED, this.#context));
      const response = accepted(await request(this.#url, {}, OPENED, this.#context), this.#context.name);
      this.#version = versionOf(response);
      return response;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      throw this.#interrupted(start, 'and asking for the rest of it failed');
    }
  }

  #rest(start: number, response: Response): Response {
    const { name } = this.#context;
    const { size, etag, modified } = this.#version;
    const refuse = (error: DwhPushError) => {
      void response.body?.cancel().catch(() => undefined);
      return error;
    };
    const changed = () => refuse(new DwhPushError('SOURCE_CHANGED', `${name} changed after ${start} bytes of it had been read.`));
    const now = versionOf(response);
    if (response.status === 412 || response.status === 416) throw changed();
    // A server that does not look at the condition says in its answer what it has by now: a part carries what the whole carried. https://www.rfc-editor.org/rfc/rfc9110#section-15.3.7
    if (response.status === 206 && (etag !== now.etag || (etag === undefined && modified !== now.modified))) throw changed();
    if (etag !== undefined && now.etag !== undefined && etag !== now.etag) throw changed();
    if (response.status === 200) {
      this.#version = { ...this.#version, unchanged: undefined };
      throw refuse(this.#interrupted(start, 'and the server does not send the rest of a file'));
    }
    const range = contentRange(response);
    if (range !== undefined && size !== undefined && range.size !== size) throw changed();
    if (range?.start !== start) throw refuse(new DwhPushError('SOURCE_UNREADABLE', `${name} answers a request for the bytes from ${start} on with others, or does not say how many there are.`));
    this.#version = { ...this.#version, size: size ?? range.size };
    return accepted(response, name);
  }

  #interrupted(position: number, why: string): DwhPushError {
    const { size } = this.#version;
    return new DwhPushError('SOURCE_INTERRUPTED', `${this.#context.name} broke off after ${position}${size === undefined ? '' : ` of ${size}`} bytes (${why}).`);
  }
}

const isUnreachable = (error: unknown): boolean => DwhPushError.isInstance(error) && error.code === 'SOURCE_UNREACHABLE';
const isInterrupted = (error: unknown): boolean => DwhPushError.isInstance(error) && error.code === 'SOURCE_INTERRUPTED';

/** The answer, where its bytes are the file's and their end can be told. */
function accepted(response: Response, name: string): Response {
  const { headers, body } = response;
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  const endIsCertain = headers.has('content-length') || (headers.get('transfer-encoding') ?? '').includes('chunked') || body === null;
  if ((encoding === 'identity' || encoding === '') && endIsCertain) return response;
  void body?.cancel().catch(() => undefined);
  if (endIsCertain) throw new DwhPushError('DECODE_UNSUPPORTED', `The server of ${name} sends Content-Encoding: ${/^[a-z0-9, -]{1,30}$/.test(encoding) ? encoding : 'unknown'} although plain bytes were asked for.`);
  throw new DwhPushError('SOURCE_UNREADABLE', `The server of ${name} sends neither Content-Length nor chunks: a body that breaks off could not be told from a whole one.`);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
