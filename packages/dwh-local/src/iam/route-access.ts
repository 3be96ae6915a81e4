import type { Resource } from './resource.js';

type Params = Readonly<Record<string, string>>;
type ResourceOf = (params: Params, query: URLSearchParams) => Resource;

/** What a route asks of its caller. */
export type RouteAccess =
  /** Nobody is asked who they are: there is nothing to protect, or the request carries a secret of its own (an upload session, a token to exchange). */
  | { readonly kind: 'open' }
  /** Asked before the handler runs, on the resource that the request line names. */
  | { readonly kind: 'before'; readonly permissions: readonly string[]; readonly resource: ResourceOf }
  /** Credentials are needed; for these permissions the handler asks, because the body or the resource itself decides. */
  | { readonly kind: 'inside'; readonly permissions: readonly string[] };

export const OPEN: RouteAccess = { kind: 'open' };

export function needs(permissions: string | readonly string[], resource: ResourceOf): RouteAccess {
  return { kind: 'before', permissions: typeof permissions === 'string' ? [permissions] : permissions, resource };
}

export function needsInside(...permissions: readonly string[]): RouteAccess {
  return { kind: 'inside', permissions };
}

/** Anybody with credentials: what is answered is what the caller may, or what everybody may know. */
export const ANY_IDENTITY = needsInside();

export const projectIn = (params: Params): Resource => ({ kind: 'project', project: params['project'] ?? '' });

export const queriedProject: ResourceOf = (_params, query) => ({ kind: 'project', project: query.get('project') ?? '' });

export const datasetIn = (params: Params): Resource => ({ kind: 'dataset', project: params['project'] ?? '', dataset: params['dataset'] ?? '' });

/** A partition decorator is no part of the table's name. */
export const tableIn = (params: Params): Resource => ({ kind: 'table', project: params['project'] ?? '', dataset: params['dataset'] ?? '', table: (params['table'] ?? '').split('$', 1)[0] ?? '' });

export const bucketIn = (params: Params): Resource => ({ kind: 'bucket', bucket: params['bucket'] ?? '' });

export const objectIn = (params: Params): Resource => ({ kind: 'object', bucket: params['bucket'] ?? '', object: params['object'] ?? '' });
