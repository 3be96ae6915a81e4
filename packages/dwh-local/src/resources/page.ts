import { invalidArgument } from '../grpc/grpc-error.js';

export interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextPageToken: string;
}

/** One page of a list; a token names the position. @throws GrpcError INVALID_ARGUMENT for a token that is none, or a negative size. */
export function pageOf<Item>(all: readonly Item[], { pageSize, pageToken }: PageRequest, { preset, max }: { readonly preset: number; readonly max: number }): Page<Item> {
  if (pageSize < 0) throw invalidArgument('page_size must not be negative.');
  const from = positionOf(pageToken);
  const size = Math.min(pageSize === 0 ? preset : pageSize, max);
  const items = all.slice(from, from + size);
  return { items, nextPageToken: from + size < all.length ? Buffer.from(`at:${from + size}`).toString('base64url') : '' };
}

function positionOf(token: string): number {
  if (token === '') return 0;
  const [, position] = /^at:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (position === undefined) throw invalidArgument('page_token is not a token of this list.');
  return Number(position);
}
