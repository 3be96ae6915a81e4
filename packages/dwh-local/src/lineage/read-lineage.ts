import { page, requiredText, timestamp } from '../grpc/fields.js';
import { invalidArgument, notFound, unimplemented } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import type { EntityReference, LineageEvent, LineageStore, Process, Run } from './lineage-store.js';

export async function getProcess(store: LineageStore, request: GrpcRequest): Promise<object> {
  return processResource(required(await store.processes.get(requiredText(request, 'name')), request));
}

export async function listProcesses(store: LineageStore, request: GrpcRequest): Promise<object> {
  return pageOf('processes', await store.processes.list(`${requiredText(request, 'parent')}/processes/`), request, processResource);
}

export async function getRun(store: LineageStore, request: GrpcRequest): Promise<object> {
  return runResource(required(await store.runs.get(requiredText(request, 'name')), request));
}

export async function listRuns(store: LineageStore, request: GrpcRequest): Promise<object> {
  return pageOf('runs', await store.runs.list(`${requiredText(request, 'parent')}/runs/`), request, runResource);
}

export async function getEvent(store: LineageStore, request: GrpcRequest): Promise<object> {
  return eventResource(required(await store.events.get(requiredText(request, 'name')), request));
}

export async function listEvents(store: LineageStore, request: GrpcRequest): Promise<object> {
  return pageOf('lineageEvents', await store.events.list(`${requiredText(request, 'parent')}/lineageEvents/`), request, eventResource);
}

/** The links from a source, or to a target. */
export async function searchLinks(store: LineageStore, request: GrpcRequest): Promise<object> {
  for (const field of ['sources', 'targets']) if (request[field] !== undefined) throw unimplemented(`${field} of searchLinks (source and target are)`);
  const [source, target] = [request['source'], request['target']].map((one) => (one as EntityReference | undefined)?.fullyQualifiedName);
  if (source === undefined && target === undefined) throw invalidArgument('source or target is required.');
  const parent = requiredText(request, 'parent');
  const links = new Map<string, object>();
  for (const { links: found, start, end = start } of await store.events.list(`${parent}/processes/`)) {
    for (const link of found) {
      if ((source ?? link.source.fullyQualifiedName) !== link.source.fullyQualifiedName || (target ?? link.target.fullyQualifiedName) !== link.target.fullyQualifiedName) continue;
      const key = `${link.source.fullyQualifiedName} ${link.target.fullyQualifiedName}`;
      links.set(key, { name: `${parent}/links/p:${Buffer.from(key).toString('hex').slice(0, 32)}`, ...link, startTime: timestamp(start), endTime: timestamp(end) });
    }
  }
  return pageOf('links', [...links.values()], request, (link) => link);
}

function required<Kind>(found: Kind | undefined, request: GrpcRequest): Kind {
  if (found === undefined) throw notFound(`${requiredText(request, 'name')} was not found.`);
  return found;
}

function pageOf<Item>(field: string, all: readonly Item[], request: GrpcRequest, resource: (item: Item) => object): object {
  const { items, nextPageToken } = page(all, request, 100);
  return { [field]: items.map(resource), ...(nextPageToken === undefined ? {} : { nextPageToken }) };
}

function processResource({ name, displayName, attributes }: Process): object {
  return { name, displayName, attributes, origin: { sourceType: 'CUSTOM' } };
}

function runResource({ start, end, ...run }: Run): object {
  return { ...run, startTime: timestamp(start as number), ...(end === undefined ? {} : { endTime: timestamp(end as number) }) };
}

function eventResource({ start, end, ...event }: LineageEvent): object {
  return { ...event, startTime: timestamp(start as number), ...(end === undefined ? {} : { endTime: timestamp(end as number) }) };
}
