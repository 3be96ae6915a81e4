import type { IncomingHttpHeaders } from 'node:http';

import { ApiError } from './api-error.js';
import { MAX_JSON_BYTES, parseJsonObject } from './json-body.js';

export interface RelatedParts {
  /** The first part: the resource. */
  readonly metadata: Record<string, unknown>;
  /** The second part's headers, names in lower case. */
  readonly mediaHeaders: Readonly<Record<string, string>>;
  /** The second part's bytes; to be read to its end, which is where a body that stops short is noticed. */
  readonly media: AsyncIterable<Buffer>;
}

const malformed = (what: string) => new ApiError(400, 'badRequest', `Malformed multipart body: ${what}.`);

/**
 * An upload of `multipart/related`: one JSON part, one media part. Lines may end in CRLF or in a bare LF, the boundary may be quoted either way.
 * @throws ApiError 400 where the body is anything else; reading `media` throws it too.
 */
export async function readMultipartRelated(body: AsyncIterable<Buffer>, headers: IncomingHttpHeaders): Promise<RelatedParts> {
  const boundary = /^multipart\/(?:related|mixed)\s*;.*?\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(headers['content-type'] ?? '');
  const named = boundary?.[1] ?? boundary?.[2];
  if (named === undefined) throw malformed('Content-Type must be multipart/related with a boundary');
  const input = new Input(body);

  const opening = await input.line();
  // gcloud puts single quotes around the boundary in the header only; by the letter they would belong to it.
  const spelled = [named, named.replace(/^'(.*)'$/, '$1')].find((candidate) => opening.text.trimEnd() === `--${candidate}`);
  if (spelled === undefined) throw malformed('it does not start with the boundary');
  const delimiter = Buffer.from(`${opening.end}--${spelled}`);

  await readHeaders(input);
  const json: Buffer[] = [];
  let length = 0;
  for await (const chunk of input.until(delimiter)) {
    length += chunk.length;
    if (length > MAX_JSON_BYTES) throw new ApiError(413, 'requestTooLarge', 'The metadata part is too long.');
    json.push(chunk);
  }
  if ((await input.line()).text.trimEnd() !== '') throw malformed('it has no media part');
  const mediaHeaders = await readHeaders(input);
  return { metadata: parseJsonObject(Buffer.concat(json)), mediaHeaders, media: mediaOf(input, delimiter) };
}

async function* mediaOf(input: Input, delimiter: Buffer): AsyncGenerator<Buffer> {
  yield* input.until(delimiter);
  const closing = await input.line();
  if (!closing.text.startsWith('--')) throw malformed('it has more than two parts');
}

async function readHeaders(input: Input): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (let { text } = await input.line(); text !== ''; { text } = await input.line()) {
    const colon = text.indexOf(':');
    if (colon > 0) headers[text.slice(0, colon).trim().toLowerCase()] = text.slice(colon + 1).trim();
  }
  return headers;
}

const MAX_LINE_BYTES = 16_384;

/** A body, read by lines and up to delimiters. */
class Input {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next line and what ended it; at the body's end the rest. */
  async line(): Promise<{ text: string; end: '\r\n' | '\n' }> {
    for (;;) {
      const feed = this.#held.indexOf(0x0a);
      if (feed === -1 && !this.#ended) {
        if (this.#held.length > MAX_LINE_BYTES) throw malformed('a line is too long');
        await this.#more();
        continue;
      }
      const text = (feed === -1 ? this.#held : this.#held.subarray(0, feed)).toString('latin1');
      this.#held = feed === -1 ? Buffer.alloc(0) : this.#held.subarray(feed + 1);
      return text.endsWith('\r') ? { text: text.slice(0, -1), end: '\r\n' } : { text, end: '\n' };
    }
  }

  /** The bytes before `delimiter`, which is consumed. @throws ApiError 400 where the body ends without it. */
  async *until(delimiter: Buffer): AsyncGenerator<Buffer> {
    // An empty part starts with its delimiter, whose line end the header block has consumed.
    const bare = delimiter.subarray(delimiter.indexOf(0x2d));
    while (this.#held.length < bare.length && !this.#ended) await this.#more();
    if (this.#held.subarray(0, bare.length).equals(bare)) {
      this.#held = this.#held.subarray(bare.length);
      return;
    }
    for (;;) {
      const at = this.#held.indexOf(delimiter);
      if (at !== -1) {
        const before = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + delimiter.length);
        if (before.length > 0) yield before;
        return;
      }
      if (this.#ended) throw malformed('it ends before its closing boundary');
      const safe = this.#held.length - beginning(delimiter, this.#held);
      if (safe > 0) {
        const before = this.#held.subarray(0, safe);
        this.#held = this.#held.subarray(safe);
        yield before;
      }
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done === true) this.#ended = true;
    else this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
  }
}

/** How many bytes at the end of `held` begin `delimiter`. Mostly none: then nothing has to be copied to go with what comes next. */
function beginning(delimiter: Buffer, held: Buffer): number {
  const from = Math.max(0, held.length - delimiter.length + 1);
  const [first] = delimiter as unknown as [number];
  for (let at = held.indexOf(first, from); at !== -1; at = held.indexOf(first, at + 1)) {
    if (held.subarray(at).equals(delimiter.subarray(0, held.length - at))) return held.length - at;
  }
  return 0;
}
