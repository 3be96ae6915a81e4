import type { DuckDBConnection } from '@duckdb/node-api';

import { invalidArgument } from '../grpc/grpc-error.js';
import { projectNumber, type Projects } from '../resources/project-number.js';

/** Where on an entry, and of which type. */
export interface AspectKey {
  /** `projects/{id}/locations/{location}/aspectTypes/{type}`; undefined for `*`. */
  readonly type: string | undefined;
  /** Empty for the entry itself; undefined for `*`. */
  readonly path: string | undefined;
}

/** `PROJECT.LOCATION.TYPE` or `PROJECT.LOCATION.TYPE@PATH`, with the project's id or number. @throws GrpcError INVALID_ARGUMENT */
export async function parseAspectKey(projects: Projects, connection: DuckDBConnection, key: string): Promise<AspectKey & { readonly type: string; readonly path: string }> {
  const { type, path } = await parseAspectRange(projects, connection, key);
  if (type === undefined || path === undefined) throw invalidArgument(`The aspect key ${JSON.stringify(key)} must name one aspect; ranges belong into aspect_keys.`);
  return { type, path };
}

/** The same, and the ranges `TYPE@*` and `*@PATH`. @throws GrpcError INVALID_ARGUMENT */
export async function parseAspectRange(projects: Projects, connection: DuckDBConnection, key: string): Promise<AspectKey> {
  const at = key.indexOf('@');
  const reference = at < 0 ? key : key.slice(0, at);
  const path = at < 0 ? '' : key.slice(at + 1);
  if (reference === '*' && path !== '' && path !== '*') return { type: undefined, path };
  const [, project, location, type] = /^([^.]+)\.([^.]+)\.([^.]+)$/.exec(reference) ?? [];
  if (project === undefined || (at >= 0 && path === '')) throw invalidArgument(`Invalid aspect key ${JSON.stringify(key)}; the forms are PROJECT.LOCATION.TYPE, PROJECT.LOCATION.TYPE@PATH, PROJECT.LOCATION.TYPE@* and *@PATH.`);
  return { type: `projects/${await projects.idOf(connection, project)}/locations/${location}/aspectTypes/${type}`, path: path === '*' ? undefined : path };
}

export function matches(range: AspectKey, aspect: { readonly type: string; readonly path: string }): boolean {
  return (range.type === undefined || range.type === aspect.type) && (range.path === undefined || range.path === aspect.path);
}

/** The key under which an aspect is kept: with the project's id. */
export function canonicalKey({ type, path }: { readonly type: string; readonly path: string }): string {
  const [, project, , location, , id] = type.split('/');
  return `${project}.${location}.${id}${path === '' ? '' : `@${path}`}`;
}

/** The key that answers have: with the project's number. */
export function numberedKey(aspect: { readonly type: string; readonly path: string }): string {
  return canonicalKey(aspect).replace(/^[^.]+/, projectNumber);
}
