import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { ApiError } from './api-error.js';

/** The longest metadata body, after decompression, in bytes. */
export const MAX_JSON_BYTES = 10_485_760;

/** A whole body as a JSON object; `{}` where it is empty. @throws ApiError 400 parseError, 413 requestTooLarge */
export async function readJsonBody(body: Readable, contentEncoding: string | undefined): Promise<Record<string, unknown>> {
  return parseJsonObject(await readBounded(decoded(body, contentEncoding)));
}

/** @throws ApiError 400 parseError where the bytes are not a JSON object in UTF-8. */
export function parseJsonObject(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ApiError(400, 'parseError', 'Parse Error');
  }
  // apitools sends the JSON text `null` where a method's body is optional.
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new ApiError(400, 'parseError', 'Invalid JSON payload received. An object is expected.');
  return value as Record<string, unknown>;
}

/** The bytes that the sender meant: transport compression taken off. @throws ApiError 400 for an encoding other than gzip. */
export function decoded(body: Readable, contentEncoding: string | undefined): Readable {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') throw new ApiError(400, 'invalid', `Content-Encoding ${JSON.stringify(encoding)} is not supported in a request; gzip is.`);
  const gunzip = createGunzip();
  // It may fail before anyone reads it; whoever reads it then still gets the error.
  gunzip.on('error', () => undefined);
  body.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => body.unpipe(gunzip));
  return body.pipe(gunzip);
}

/** @throws ApiError 400, 413 */
export async function readBounded(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // A refusal must still be answered: giving up reading must not destroy the connection.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_JSON_BYTES) throw new ApiError(413, 'requestTooLarge', `Request payload size exceeds the limit: ${MAX_JSON_BYTES} bytes.`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (isZlibError(error)) throw new ApiError(400, 'parseError', 'The request body is not valid gzip.');
    throw error;
  }
  return Buffer.concat(chunks);
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
