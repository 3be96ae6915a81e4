import { ApiError } from '../http/api-error.js';

/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** The part of `size` bytes that a Range header asks for; undefined (all) where there is none, or one that HTTP says to ignore. @throws ApiError 416 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const range = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header ?? '');
  if (range === null || (range[1] === '' && range[2] === '')) return undefined;
  const [, from = '', to = ''] = range;
  const first = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first >= size || (from === '' && Number(to) === 0)) throw new ApiError(416, 'requestedRangeNotSatisfiable', 'Request range not satisfiable');
  return { first, last };
}
