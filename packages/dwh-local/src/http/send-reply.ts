import type { ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Reply } from './exchange.js';

/**
 * Writes a reply out. With `cutAfter` the connection is reset after that many bytes of the body, headers and length as if all would come
 * (`'half'` where the length is known, else nothing of it).
 */
export async function sendReply(response: ServerResponse, reply: Reply, cutAfter?: number | 'half'): Promise<void> {
  const { body, headers } = contentOf(reply);
  for (const [name, value] of Object.entries({ ...CONTAINED, ...headers, ...reply.headers })) response.setHeader(name, value);
  response.statusCode = reply.status;
  const whole = body === undefined || Buffer.isBuffer(body);
  const head = response.req.method === 'HEAD';
  if (whole && !head && reply.status !== 204 && reply.status !== 304) response.setHeader('content-length', body?.length ?? 0);
  if (cutAfter !== undefined) {
    const length = Number(response.getHeader('content-length') ?? 0);
    await sendPart(response, body ?? Buffer.alloc(0), cutAfter === 'half' ? Math.floor(length / 2) : cutAfter);
  } else if (head) {
    if (!whole) body.destroy();
    response.end();
  } else if (whole) {
    response.end(body);
  } else {
    await pipeline(body, response);
  }
}

/** Whatever a browser is shown from here (an object may be HTML) is no page of this server: it runs nothing, and belongs to nobody. */
const CONTAINED = { 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin' };

/** What a reply's body is as bytes, and the headers that say so. */
export function contentOf(reply: Reply): { body: Reply['body'] & (Buffer | object) | undefined; headers: Record<string, string> } {
  if (reply.json !== undefined) return { body: Buffer.from(JSON.stringify(reply.json)), headers: { 'content-type': 'application/json; charset=UTF-8' } };
  if (typeof reply.body === 'string') return { body: Buffer.from(reply.body), headers: { 'content-type': 'text/plain; charset=utf-8' } };
  return { body: reply.body, headers: {} };
}

async function sendPart(response: ServerResponse, body: NonNullable<Exclude<Reply['body'], string>>, bytes: number): Promise<void> {
  let left = bytes;
  const head = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const kept = chunk.subarray(0, left);
      left -= kept.length;
      done(null, kept);
    },
  });
  response.flushHeaders();
  const source = Buffer.isBuffer(body) ? [body] : body;
  await pipeline(source, head, async (kept) => {
    for await (const chunk of kept as AsyncIterable<Buffer>) if (chunk.length > 0) await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
  });
  response.socket?.resetAndDestroy();
}
