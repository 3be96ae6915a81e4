import type { DuckDBConnection } from '@duckdb/node-api';

import { invalidArgument } from '../grpc/grpc-error.js';
import { jsonToStruct } from '../grpc/struct.js';
import { timestampOf } from '../grpc/timestamp.js';
import { numberedName, type Projects } from '../resources/project-number.js';
import { numberedKey } from './aspect-key.js';
import type { CatalogEntry } from './catalog-entry.js';
import type { StoredAspect } from './stored.js';

export interface ViewRequest {
  readonly view: string;
  readonly aspectTypes: readonly string[];
  readonly paths: readonly string[];
}

const MAX_ASPECTS = 100;

/** The entry as a view shows it. @throws GrpcError INVALID_ARGUMENT for a limit that only CUSTOM has */
export async function viewEntry(projects: Projects, connection: DuckDBConnection, entry: CatalogEntry, { view, aspectTypes, paths }: ViewRequest): Promise<object> {
  if (view !== 'CUSTOM' && (aspectTypes.length > 0 || paths.length > 0)) throw invalidArgument('aspect_types and paths only work for the CUSTOM view.');
  const all = [...Object.values(entry.required), ...Object.values(entry.optional)];
  switch (view) {
    case 'BASIC':
      return entryMessage(entry, []);
    case 'ALL':
      return entryMessage(entry, all.slice(0, MAX_ASPECTS).map(aspectMessage));
    case 'CUSTOM': {
      const types = new Set(await Promise.all(aspectTypes.map((type) => projects.canonicalName(connection, type))));
      const wanted = all.filter((aspect) => (types.size === 0 || types.has(aspect.type)) && (paths.length === 0 || paths.includes(aspect.path)));
      return entryMessage(entry, wanted.slice(0, MAX_ASPECTS).map(aspectMessage));
    }
    default:
      return fullEntry(entry);
  }
}

/** Required aspects, and of the others only the keys: what the view FULL shows, and what changes answer. */
export function fullEntry(entry: CatalogEntry): object {
  return entryMessage(entry, [...Object.values(entry.required).map(aspectMessage), ...Object.values(entry.optional).map(keyMessage)]);
}

export function basicEntry(entry: CatalogEntry): object {
  return entryMessage(entry, []);
}

function entryMessage(entry: CatalogEntry, aspects: readonly (readonly [string, object])[]): object {
  return {
    name: numberedName(entry.name),
    entryType: numberedName(entry.entryType),
    createTime: timestampOf(entry.created),
    updateTime: timestampOf(entry.updated),
    aspects: Object.fromEntries(aspects),
    parentEntry: numberedName(entry.parentEntry),
    fullyQualifiedName: entry.fullyQualifiedName,
    ...(entry.entrySource === null ? {} : { entrySource: entry.entrySource }),
  };
}

function aspectMessage(aspect: StoredAspect): readonly [string, object] {
  const { type, path, data, created, updated, aspectSource } = aspect;
  return [numberedKey(aspect), { aspectType: numberedName(type), path, data: jsonToStruct(data), createTime: timestampOf(created), updateTime: timestampOf(updated), ...(aspectSource === undefined ? {} : { aspectSource }) }];
}

function keyMessage(aspect: StoredAspect): readonly [string, object] {
  return [numberedKey(aspect), { aspectType: numberedName(aspect.type), path: aspect.path }];
}
