import { ApiError } from './api-error.js';

/** What a PUT to an upload session says about its body. */
export type UploadRange =
  /** No body: how much is there? With `total`: and if that is all, finish. */
  | { readonly kind: 'probe'; readonly total: number | undefined }
  /** Bytes from `first` on; `last` undefined = to the body's end; `total` undefined with `last` = more to come, without = the body's end is the object's. */
  | { readonly kind: 'bytes'; readonly first: number; readonly last: number | undefined; readonly total: number | undefined };

/** The Content-Range of an upload: `bytes 0-262143/*`, `bytes 0-*\/*`, `bytes *\/700000`; without one the body is the whole object. @throws ApiError 400 */
export function uploadRange(header: string | undefined): UploadRange {
  if (header === undefined) return { kind: 'bytes', first: 0, last: undefined, total: undefined };
  const probe = /^bytes\s+\*\/(\d{1,15}|\*)$/.exec(header.trim());
  if (probe !== null) return { kind: 'probe', total: known(probe[1]) };
  const range = /^bytes\s+(\d{1,15})-(\d{1,15}|\*)\/(\d{1,15}|\*)$/.exec(header.trim());
  if (range === null) throw new ApiError(400, 'badRequest', 'Failed to parse Content-Range header.');
  const first = Number(range[1]);
  const last = known(range[2]);
  const total = known(range[3]);
  if ((last !== undefined && last < first) || (total !== undefined && (first > total || (last !== undefined && last >= total)))) throw new ApiError(400, 'badRequest', 'Failed to parse Content-Range header.');
  return { kind: 'bytes', first, last, total };
}

function known(text: string | undefined): number | undefined {
  return text === undefined || text === '*' ? undefined : Number(text);
}
