import type { DuckDBConnection } from '@duckdb/node-api';

import { GrpcError, invalidArgument, notFound, unimplemented } from '../grpc/grpc-error.js';
import { structToJson, type ProtoStruct } from '../grpc/struct.js';
import type { Timestamp } from '../grpc/timestamp.js';
import type { Projects } from '../resources/project-number.js';
import { canonicalKey, matches, parseAspectKey, parseAspectRange, type AspectKey } from './aspect-key.js';
import type { CatalogEntry } from './catalog-entry.js';
import { checkAspectData } from './check-aspect-data.js';
import type { MetadataTemplate } from './metadata-template.js';
import { aspectTypes, type StoredAspect } from './stored.js';
import { isSystemType, systemType } from './system-types.js';

export interface Aspect {
  readonly data: ProtoStruct | null;
  readonly aspectSource: { readonly createTime: Timestamp | null; readonly updateTime: Timestamp | null; readonly dataVersion: string } | null;
}

export type Aspects = Readonly<Record<string, Aspect>>;

export interface AspectChange {
  readonly aspects: Aspects;
  /** Empty: exactly the aspects given. */
  readonly aspectKeys: readonly string[];
  readonly deleteMissingAspects: boolean;
}

/**
 * The entry's aspects after a change, by canonical keys. Those given replace what has their key; those that `aspectKeys` mean and that are not
 * given go only with `deleteMissingAspects`; all others stay.
 * @throws GrpcError for an aspect that is read-only, of no known type, of another shape, or not among the keys.
 */
export async function changeAspects(projects: Projects, connection: DuckDBConnection, entry: CatalogEntry, change: AspectChange): Promise<Record<string, StoredAspect>> {
  const ranges = await Promise.all(change.aspectKeys.map((key) => parseAspectRange(projects, connection, key)));
  for (const [index, range] of ranges.entries()) refuseReadOnly(entry, range, change.aspectKeys[index] ?? '');
  const current = { ...entry.required, ...entry.optional };
  const given = await readAspects(projects, connection, entry, change.aspects, current);
  for (const aspect of Object.values(given)) {
    if (ranges.length > 0 && !ranges.some((range) => matches(range, aspect))) throw invalidArgument(`The aspect ${canonicalKey(aspect)} is not among the aspect_keys.`);
  }
  const isMissing = ([key, aspect]: [string, StoredAspect]) => change.deleteMissingAspects && !Object.hasOwn(given, key) && ranges.some((range) => matches(range, aspect));
  const removed = Object.entries(current).filter(isMissing);
  for (const [key] of removed) if (Object.hasOwn(entry.required, key)) throw new GrpcError('FAILED_PRECONDITION', `The aspect ${key} is required by the entry's type and cannot be removed.`);
  const kept = Object.entries(current).filter((pair) => !isMissing(pair));
  return { ...Object.fromEntries(kept), ...given };
}

/** Aspects as they were sent, checked and by canonical keys. */
export async function readAspects(projects: Projects, connection: DuckDBConnection, entry: Pick<CatalogEntry, 'name' | 'system'>, aspects: Aspects, current: Readonly<Record<string, StoredAspect>>): Promise<Record<string, StoredAspect>> {
  const now = Date.now();
  const read: Record<string, StoredAspect> = {};
  for (const [sent, { data, aspectSource }] of Object.entries(aspects)) {
    const { type, path } = await parseAspectKey(projects, connection, sent);
    const key = canonicalKey({ type, path });
    if (Object.hasOwn(read, key)) throw invalidArgument(`The aspect ${key} is given twice, by the project's id and by its number.`);
    refuseReadOnly(entry, { type, path }, sent);
    checkPath(entry, path, sent);
    const template = await templateOf(connection, type, entry.name);
    const json = structToJson(data ?? {});
    checkAspectData(json, template, key);
    read[key] = { type, path, data: json, created: current[key]?.created ?? now, updated: now, ...(aspectSource === null ? {} : { aspectSource }) };
  }
  return read;
}

/** What the warehouse itself says of a table is changed in BigQuery. */
function refuseReadOnly(entry: Pick<CatalogEntry, 'system'>, { type }: AspectKey, key: string): void {
  if (type === undefined || !isSystemType(type)) return;
  const { kind } = systemType(type.split('/').at(-1) ?? '');
  if (kind === 'unknown') throw unimplemented(`the system aspect type of ${key}`);
  if (kind === 'restricted') throw new GrpcError('PERMISSION_DENIED', entry.system === undefined ? `The aspect type of ${key} is restricted to entries of Google's services.` : `The aspect ${key} is required by the entry's type and read-only: change the table in BigQuery.`);
}

function checkPath({ system }: Pick<CatalogEntry, 'system'>, path: string, key: string): void {
  if (system !== undefined && path !== '' && !system.columns.has(path)) throw invalidArgument(`The path of the aspect key ${key} is not a column; the form is Schema.COLUMN.`);
}

/** @throws GrpcError where there is no such type, or it belongs to another location. */
async function templateOf(connection: DuckDBConnection, type: string, entryName: string): Promise<MetadataTemplate> {
  const known = isSystemType(type) ? systemType(type.split('/').at(-1) ?? '') : undefined;
  if (known?.kind === 'reusable') return known.template;
  const stored = await aspectTypes.find(connection, type);
  if (stored === undefined) throw notFound(type);
  const [typeLocation, entryLocation] = [type.split('/')[3], entryName.split('/')[3]];
  if (typeLocation !== 'global' && typeLocation !== entryLocation) throw invalidArgument(`The aspect type ${type} can only be used in its own location; a global one can be used everywhere.`);
  return stored.metadataTemplate;
}
