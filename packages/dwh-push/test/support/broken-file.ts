import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import type { Reads } from './reads.js';

export interface BrokenFile {
  readonly listener: RequestListener;
  /** The headers of every request, in order. */
  readonly requests: IncomingMessage['headers'][];
}

interface BrokenFileOptions {
  /** Sent with every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the answer to the nth request (from 0) does with what follows its range; default: sends it whole. */
  readonly answers: readonly ((response: ServerResponse, rest: Buffer, start: number) => void)[];
}

/** A file on a server that understands ranges and preconditions, and whose connections break as told. */
export function brokenFile(content: Buffer, { headers = {}, answers }: BrokenFileOptions): BrokenFile {
  const requests: IncomingMessage['headers'][] = [];
  return {
    requests,
    listener: (request, response) => {
      const answer = answers[requests.length] ?? ((_, rest) => response.end(rest));
      requests.push(request.headers);
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (request.headers.range !== undefined) {
        response.statusCode = 206;
        response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`);
      }
      response.setHeader('content-length', content.length - start);
      answer(response, content.subarray(start), start);
    },
  };
}

/**
 * Sends so many bytes and cuts the connection once they have been read: bytes that have arrived and wait are lost with it.
 *
 * @param reads - of the client in this process
 */
export const cutAfter =
  (bytes: number, reads: Reads) =>
  (response: ServerResponse, rest: Buffer, start: number): void => {
    response.write(rest.subarray(0, bytes));
    void reads.reached(start + bytes).then(() => response.destroy());
  };
