import type { Readable } from 'node:stream';

import { ApiError } from '../http/api-error.js';

const LONGEST = 64 * 1024;

/** A form as OAuth's endpoints get it. @throws ApiError 413 */
export async function readForm(body: Readable): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST) throw new ApiError(413, 'uploadTooLarge', 'The request body is too long.');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
