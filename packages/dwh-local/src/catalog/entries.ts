import type { Engine } from '../engine/engine.js';
import { nameParts, requiredMessage, requiredText, text, timestamp } from '../grpc/fields.js';
import { invalidArgument, notFound, permissionDenied, unimplemented } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import { resourceOf } from '../grpc/resource-of.js';
import type { Caller } from '../iam/caller.js';
import { aspectKeyText, aspectTypeName, keyMatcher, parseAspectKey, projectNumber, SYSTEM_PROJECT_NUMBER, type AspectKey } from './aspect-key.js';
import { findAspectType } from './aspect-types.js';
import type { CatalogStore, StoredAspect } from './catalog-store.js';
import { checkData } from './metadata-template.js';
import { plainStruct } from './struct.js';
import { aspectTypePath, checkPath, findSystemEntry, requiredAspects, SCHEMA_TYPE, TABLE_TYPE, type SystemEntry } from './system-entries.js';

/** https://docs.cloud.google.com/dataplex/docs/quotas */
const MAX_ASPECT_BYTES = 120 * 1024;
const MAX_ASPECTS_ANSWERED = 100;
/** Aspect types of Google's that anybody may attach; the others are its own. */
const OPEN_SYSTEM_TYPES = new Set(['contacts', 'data-profile', 'data-quality-scorecard', 'descriptions', 'generic', 'overview', 'queries', 'refresh-cadence', 'schema-join', 'storage', 'usage']);

export async function getEntry(store: CatalogStore, engine: Engine, request: GrpcRequest): Promise<object> {
  return entryResource(store, await findSystemEntry(engine, requiredText(request, 'name')), request);
}

export async function lookupEntry(store: CatalogStore, engine: Engine, request: GrpcRequest): Promise<object> {
  nameParts(requiredText(request, 'name'), 'projects/{project}/locations/{location}');
  return entryResource(store, await findSystemEntry(engine, requiredText(request, 'entry')), request);
}

/** Only aspects of system entries can change; what they are comes from BigQuery. */
export async function updateEntry(store: CatalogStore, engine: Engine, request: GrpcRequest, caller: Caller): Promise<object> {
  const sent = requiredMessage(request, 'entry');
  const entry = await findSystemEntry(engine, requiredText(sent, 'name'));
  const paths = ((request['updateMask'] as { paths?: readonly string[] } | undefined)?.paths ?? []).filter((path) => path !== 'aspects');
  if (paths.length > 0) throw invalidArgument(`The fields ${paths.join(', ')} of a system entry are read-only.`);
  const provided = new Map(Object.entries((sent['aspects'] ?? {}) as Record<string, GrpcRequest>).map(([key, aspect]) => [aspectKeyText(parseAspectKey(key)), { key: parseAspectKey(key), data: aspect['data'] as object | undefined }]));
  const written = (request['aspectKeys'] ?? []) as readonly string[];
  const matchers = written.length === 0 ? [(key: AspectKey) => provided.has(aspectKeyText(key))] : written.map(keyMatcher);
  for (const { key } of provided.values()) if (!matchers.some((matches) => matches(key))) throw invalidArgument(`The aspect ${aspectKeyText(key)} is not among aspect_keys.`);
  for (const one of written) if (!/(^\*@|@\*$)/.test(one) && !provided.has(aspectKeyText(parseAspectKey(one))) && request['deleteMissingAspects'] !== true) throw invalidArgument(`The aspect ${one} of aspect_keys is not in the entry.`);
  for (const { key, data } of provided.values()) await checkAspect(store, entry, key, data, caller);
  await store.entries.lock(async () => {
    const current = (await store.entries.get(entry.identity))?.aspects ?? {};
    const now = Date.now();
    const kept = Object.entries(current).filter(([text_]) => !(request['deleteMissingAspects'] === true && !provided.has(text_) && matchers.some((matches) => matches(parseAspectKey(text_)))));
    const added = [...provided].map(([key, { data }]): [string, StoredAspect] => [key, { data: data as object, created: current[key]?.created ?? now, updated: now }]);
    await store.entries.put(entry.identity, { aspects: { ...Object.fromEntries(kept), ...Object.fromEntries(added) }, updated: now });
  });
  return entryResource(store, entry, { view: 'ALL' });
}

async function checkAspect(store: CatalogStore, { table }: SystemEntry, key: AspectKey, data: object | undefined, caller: Caller): Promise<void> {
  const [project, , type] = key.type.split('.') as [string, string, string];
  if (key.type === SCHEMA_TYPE || key.type === TABLE_TYPE) throw permissionDenied(`The aspect ${aspectKeyText(key)} is required by the type of the entry, and is read-only.`);
  if (data === undefined) throw invalidArgument(`The aspect ${aspectKeyText(key)} has no data.`);
  if (Buffer.byteLength(JSON.stringify(plainStruct(data))) > MAX_ASPECT_BYTES) throw invalidArgument(`The data of the aspect ${aspectKeyText(key)} is larger than 120 KB.`);
  checkPath(key.path, table);
  if (project === SYSTEM_PROJECT_NUMBER) {
    if (!OPEN_SYSTEM_TYPES.has(type)) throw permissionDenied(`Permission 'dataplex.entryGroups.use${type}Aspect' denied: aspects of the type ${type} are written by the system.`);
    return;
  }
  const found = await findAspectType(store, aspectTypeName(key.type));
  if (found === undefined) throw notFound(`Aspect type ${aspectTypeName(key.type)} not found.`);
  await caller.require('dataplex.aspectTypes.use', resourceOf(found.name, 'dataplex.aspectTypes.use'));
  checkData(found.metadataTemplate, plainStruct(data));
}

async function entryResource(store: CatalogStore, { name, table, identity }: SystemEntry, request: GrpcRequest): Promise<object> {
  const view = text(request, 'view');
  const stored = await store.entries.get(identity);
  const optional = Object.fromEntries(
    Object.entries(stored?.aspects ?? {}).map(([key, { data, created, updated }]) => {
      const { type, path } = parseAspectKey(key);
      return [key, { aspectType: aspectTypePath(type), path, createTime: timestamp(created), updateTime: timestamp(updated), data }];
    }),
  );
  const required = requiredAspects(table);
  return {
    name,
    entryType: `projects/${SYSTEM_PROJECT_NUMBER}/locations/global/entryTypes/bigquery-${table.kind === 'VIEW' ? 'view' : 'table'}`,
    createTime: timestamp(table.creationTime),
    updateTime: timestamp(Math.max(table.lastModifiedTime, stored?.updated ?? 0)),
    parentEntry: name.replace(/\/tables\/[^/]+$/, ''),
    fullyQualifiedName: `bigquery:${table.project}.${table.dataset}.${table.table}`,
    entrySource: {
      resource: `projects/${table.project}/datasets/${table.dataset}/tables/${table.table}`,
      system: 'BIGQUERY',
      displayName: table.table,
      ...(table.description === undefined ? {} : { description: table.description }),
      ...(Object.keys(table.labels).length === 0 ? {} : { labels: table.labels }),
      createTime: timestamp(table.creationTime),
      updateTime: timestamp(table.lastModifiedTime),
    },
    ...(view === 'BASIC' ? {} : { aspects: aspectsFor(view, { ...required, ...optional }, required, request) }),
  };
}

function aspectsFor(view: string, all: Readonly<Record<string, object>>, required: Readonly<Record<string, object>>, request: GrpcRequest): Record<string, object> {
  if (view === 'ALL') return Object.fromEntries(Object.entries(all).slice(0, MAX_ASPECTS_ANSWERED));
  if (view === 'CUSTOM') {
    const types = ((request['aspectTypes'] ?? []) as readonly string[]).map((type) => (type.startsWith('projects/') ? referenceOf(type) : parseAspectKey(type).type));
    const paths = (request['paths'] ?? []) as readonly string[];
    const wanted = Object.entries(all).filter(([key]) => {
      const { type, path } = parseAspectKey(key);
      return (types.length === 0 || types.includes(type)) && (paths.length === 0 || paths.includes(path));
    });
    return Object.fromEntries(wanted.slice(0, MAX_ASPECTS_ANSWERED));
  }
  if (view !== '' && view !== 'FULL' && view !== 'ENTRY_VIEW_UNSPECIFIED') throw unimplemented(`the view ${view}`);
  // Of what is not required only the keys.
  return Object.fromEntries(Object.entries(all).map(([key, aspect]) => [key, key in required ? aspect : {}]));
}

function referenceOf(name: string): string {
  const { project, location, type } = nameParts(name, 'projects/{project}/locations/{location}/aspectTypes/{type}');
  return `${projectNumber(project as string)}.${location}.${type}`;
}
