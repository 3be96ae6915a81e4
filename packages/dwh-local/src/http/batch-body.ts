import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';

import { ApiError } from './api-error.js';
import { contentOf } from './send-reply.js';
import type { Reply } from './exchange.js';

/** A request inside a batch. */
export interface BatchedRequest {
  readonly id: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const MAX_CALLS = 100;
const malformed = (what: string) => new ApiError(400, 'badRequest', `Malformed batch request: ${what}.`);

/** The parts of a `multipart/mixed` body, each an HTTP request. Lines may end in CRLF or in a bare LF. @throws ApiError 400 */
export function readBatch(contentType: string | undefined, body: Buffer): BatchedRequest[] {
  const boundary = /^multipart\/mixed\s*;.*?\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType ?? '');
  const delimiter = boundary?.[1] ?? boundary?.[2];
  if (delimiter === undefined) throw malformed('Content-Type must be multipart/mixed with a boundary');
  const parts = `\n${body.toString('latin1')}`.split(`\n--${delimiter}`);
  if (parts.length < 3 || !parts.at(-1)?.startsWith('--')) throw malformed('it does not end with its boundary');
  const requests = parts.slice(1, -1).map(requestOf);
  if (requests.length > MAX_CALLS) throw new ApiError(400, 'badRequest', `A batch has at most ${MAX_CALLS} calls; this one has ${requests.length}.`);
  return requests;
}

function requestOf(part: string): BatchedRequest {
  const [outer, inner] = cut(part.replace(/^\r?\n/, ''));
  const outerHeaders = headersOf(outer);
  if (!/^application\/http\b/i.test(outerHeaders['content-type'] ?? '')) throw malformed('each part must be application/http');
  const [head, body] = cut(inner);
  const [line = '', ...lines] = head.split(/\r?\n/);
  const [, method, url] = /^([A-Z]+) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/.exec(line.trim()) ?? [];
  if (method === undefined || url === undefined) throw malformed('a part has no request line');
  const headers = headersOf(lines.join('\n'));
  const length = headers['content-length'];
  const bytes = Buffer.from(body.replace(/\r$/, ''), 'latin1');
  return { id: outerHeaders['content-id'], method, url, headers, body: length === undefined || !/^\d+$/.test(length) ? bytes : bytes.subarray(0, Number(length)) };
}

/** At the first empty line. */
function cut(text: string): [string, string] {
  const gap = /\r?\n\r?\n/.exec(text);
  return gap === null ? [text.trimEnd(), ''] : [text.slice(0, gap.index), text.slice(gap.index + gap[0].length)];
}

function headersOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]] : [];
    }),
  );
}

/** The answers, in the order of the requests, under their ids. */
export function batchReply(answers: readonly { readonly id: string | undefined; readonly reply: Reply }[]): Reply {
  const boundary = `batch_${randomUUID()}`;
  const parts = answers.map(({ id, reply }) => {
    const { body, headers } = contentOf(reply);
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const lines = Object.entries({ ...headers, ...reply.headers, 'content-length': String(bytes.length) }).map(([name, value]) => `${name}: ${value}\r\n`);
    const answersTo = id === undefined ? '' : `Content-ID: ${id.replace(/^<?/, '<response-').replace(/>?$/, '>')}\r\n`;
    return Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Type: application/http\r\n${answersTo}\r\nHTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\n${lines.join('')}\r\n`), bytes, Buffer.from('\r\n')]);
  });
  return { status: 200, headers: { 'content-type': `multipart/mixed; boundary=${boundary}` }, body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]) };
}
