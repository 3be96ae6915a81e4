import { GrpcError } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod, type Needs } from '../grpc/grpc-method.js';
import { change, type CatalogDeps } from './catalog-deps.js';
import { createEntry } from './create-entry.js';
import { parseEntryName } from './entry-name.js';
import type { CreateEntryRequest, Entry, GetEntryRequest, ListEntriesRequest, LookupEntryRequest, SearchEntriesRequest, UpdateEntryRequest } from './entry-requests.js';
import { fullEntry, viewEntry } from './entry-view.js';
import { findEntry } from './find-entry.js';
import { listEntries } from './list-entries.js';
import { searchEntries } from './search-entries.js';
import { entries } from './stored.js';
import { SYSTEM_ASPECT_PERMISSIONS } from './system-types.js';
import { updateEntry } from './update-entry.js';

const SERVICE = 'google.cloud.dataplex.v1.CatalogService';

export function entryMethods(deps: CatalogDeps): GrpcMethod[] {
  const { engine, projects } = deps;
  return [
    grpcMethod('dataplex', SERVICE, 'CreateEntry', { 'dataplex.entries.create': ({ parent }) => parent, ...aspectNeeds(({ entry, parent }: CreateEntryRequest) => [entry, parent]) }, (request: CreateEntryRequest) =>
      change(deps, async (connection) => fullEntry(await createEntry(deps, connection, request))),
    ),
    grpcMethod('dataplex', SERVICE, 'UpdateEntry', { 'dataplex.entries.update': ({ entry }) => groupOf(entry?.name ?? ''), ...aspectNeeds(({ entry }: UpdateEntryRequest) => [entry, groupOf(entry?.name ?? '')]) }, (request: UpdateEntryRequest) =>
      change(deps, async (connection) => fullEntry(await updateEntry(deps, connection, request))),
    ),
    grpcMethod('dataplex', SERVICE, 'DeleteEntry', { 'dataplex.entries.delete': ({ name }) => groupOf(name) }, ({ name: given }: { name: string }) =>
      change(deps, async (connection) => {
        const name = await parseEntryName(projects, connection, given);
        if (name.isSystem) throw new GrpcError('PERMISSION_DENIED', 'A system entry goes with its table: delete that in BigQuery.');
        const entry = await findEntry(deps, connection, name);
        await entries.remove(connection, entry.name);
        return fullEntry(entry);
      }),
    ),
    grpcMethod('dataplex', SERVICE, 'GetEntry', { 'dataplex.entries.get': ({ name }) => groupOf(name) }, (request: GetEntryRequest) => read(request.name, request)),
    grpcMethod('dataplex', SERVICE, 'LookupEntry', lookupNeeds(), (request: LookupEntryRequest) => read(request.entry, request)),
    grpcMethod('dataplex', SERVICE, 'ListEntries', { 'dataplex.entries.list': ({ parent }) => parent }, (request: ListEntriesRequest) => engine.withConnection((connection) => listEntries(deps, connection, request))),
    grpcMethod('dataplex', SERVICE, 'SearchEntries', { 'dataplex.projects.search': ({ name }: SearchEntriesRequest) => name }, (request: SearchEntriesRequest, may) => engine.withConnection((connection) => searchEntries(deps, connection, request, may))),
  ];

  function read(name: string, request: GetEntryRequest | LookupEntryRequest): Promise<object> {
    return engine.withConnection(async (connection) => {
      const entry = await findEntry(deps, connection, await parseEntryName(projects, connection, name));
      return viewEntry(projects, connection, entry, request);
    });
  }
}

/** An own aspect type needs a permission on itself, a system one a permission on the entry group that is named after it. */
function aspectNeeds<Request>(partsOf: (request: Request) => readonly [Entry | null, string]): Needs<Request> {
  const typesOf = (request: Request) => [...new Set(Object.keys(partsOf(request)[0]?.aspects ?? {}).map((key) => key.split('@', 1)[0] ?? ''))];
  const isSystem = (key: string) => /^(?:dataplex-types|655216118709)\./.test(key);
  const own = (request: Request) => typesOf(request).filter((key) => !isSystem(key)).map((key) => key.replace(/^([^.]*)\.([^.]*)\.(.*)$/, 'projects/$1/locations/$2/aspectTypes/$3'));
  const system = Object.entries(SYSTEM_ASPECT_PERMISSIONS).map(([id, permission]) => [permission, (request: Request) => (typesOf(request).some((key) => isSystem(key) && key.endsWith(`.${id}`)) ? [partsOf(request)[1]] : [])] as const);
  return { 'dataplex.aspectTypes.use': own, ...Object.fromEntries(system) };
}

/** A lookup asks for the right to see the thing itself. */
function lookupNeeds(): Needs<LookupEntryRequest> {
  const resourceOf = (entry: string) => /\/entryGroups\/@bigquery\/entries\/bigquery\.googleapis\.com\/(.+)$/.exec(entry)?.[1];
  const isTable = (resource: string | undefined) => resource !== undefined && resource.includes('/tables/');
  return {
    'bigquery.tables.get': ({ entry }) => (isTable(resourceOf(entry)) ? [resourceOf(entry) ?? ''] : []),
    'bigquery.datasets.get': ({ entry }) => (resourceOf(entry) !== undefined && !isTable(resourceOf(entry)) ? [resourceOf(entry) ?? ''] : []),
    'dataplex.entries.get': ({ entry }) => (resourceOf(entry) === undefined ? [groupOf(entry)] : []),
  };
}

/** Rights on entries are held on their group. */
function groupOf(name: string): string {
  return name.replace(/\/entries\/.*$/s, '');
}
