import { wholeParam } from '../http/query-params.js';
import { invalid } from './refusals.js';
import type { StoredObject } from './stored.js';

const MIB = 1_048_576;

/** How far one call gets that has to carry bytes to another place or class, unless it says less. */
const BYTES_PER_CALL = 1024 * MIB;

/** How far a rewrite is after a call. */
export interface RewriteProgress {
  readonly rewritten: number;
  /** Undefined once all bytes are there. */
  readonly token?: string;
}

/**
 * The next step of a rewrite. Within one location and class a call is enough; else calls go on with the token of the one before.
 * @param moves - the bytes have to go to another location or class
 * @throws ApiError 400 for a token of another rewrite
 */
export function rewriteProgress(query: URLSearchParams, source: StoredObject, target: string, moves: boolean): RewriteProgress {
  const size = Number(source.size);
  const perCall = wholeParam(query, 'maxBytesRewrittenPerCall');
  if (perCall !== undefined && (perCall === '0' || Number(perCall) % MIB !== 0)) throw invalid('maxBytesRewrittenPerCall must be a multiple of 1048576.');
  const rewrite = [source.bucket, source.name, source.generation, target, perCall ?? ''];
  const token = query.get('rewriteToken');
  const done = token === null || token === '' ? 0 : doneSoFar(token, rewrite);
  const rewritten = moves ? Math.min(size, done + Number(perCall ?? BYTES_PER_CALL)) : size;
  return rewritten === size ? { rewritten } : { rewritten, token: Buffer.from(JSON.stringify([rewritten, ...rewrite])).toString('base64url') };
}

function doneSoFar(token: string, rewrite: readonly string[]): number {
  try {
    const [done, ...of] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [unknown, ...string[]];
    if (Number.isSafeInteger(done) && of.length === rewrite.length && of.every((part, index) => part === rewrite[index])) return Number(done);
  } catch {
    // Refused below.
  }
  throw invalid('Invalid rewrite token.');
}
