import { invalidArgument } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { parseName } from '../resources/location-name.js';
import { pageOf, type PageRequest } from '../resources/page.js';
import { checkEntity } from './check-lineage.js';
import type { LineageDeps } from './lineage-deps.js';
import { isMeant, readLinks, span, type Link } from './links.js';
import type { EntityReference } from './stored.js';

interface SearchLinksRequest extends PageRequest {
  readonly parent: string;
  readonly source?: EntityReference | null;
  readonly target?: EntityReference | null;
  readonly sources?: { readonly entities: readonly EntityReference[] } | null;
  readonly targets?: { readonly entities: readonly EntityReference[] } | null;
}

interface BatchSearchRequest extends PageRequest {
  readonly parent: string;
  readonly links: readonly string[];
}

const SERVICE = 'google.cloud.datacatalog.lineage.v1.Lineage';
const PARENT = 'projects/{project}/locations/{location}';
const PAGE = { preset: 10, max: 100 };
const MAX_LINKS = 100;

export function linkMethods({ engine, projects }: LineageDeps): GrpcMethod[] {
  const onParent = ({ parent }: { readonly parent: string }) => parent;
  return [
    grpcMethod('datalineage', SERVICE, 'SearchLinks', { 'datalineage.events.get': onParent }, (request: SearchLinksRequest) =>
      engine.withConnection(async (connection) => {
        parseName(request.parent, PARENT);
        const test = criteriaOf(request);
        const links = (await readLinks(connection, await projects.canonicalName(connection, request.parent))).filter(test);
        const { items, nextPageToken } = pageOf(links, request, PAGE);
        return { links: items.map(({ seen: _seen, ...link }) => link), nextPageToken };
      }),
    ),
    grpcMethod('datalineage', SERVICE, 'BatchSearchLinkProcesses', { 'datalineage.processes.get': onParent }, (request: BatchSearchRequest) =>
      engine.withConnection(async (connection) => {
        parseName(request.parent, PARENT);
        if (request.links.length === 0 || request.links.length > MAX_LINKS) throw invalidArgument(`links must name 1 to ${MAX_LINKS} links.`);
        const wanted = new Set(await Promise.all(request.links.map((link) => projects.canonicalName(connection, link))));
        const links = (await readLinks(connection, await projects.canonicalName(connection, request.parent))).filter((link) => wanted.has(link.name));
        const { items, nextPageToken } = pageOf(processLinks(links), request, { preset: 50, max: 100 });
        return { processLinks: items, nextPageToken };
      }),
    ),
  ];
}

function criteriaOf({ source, target, sources, targets }: SearchLinksRequest): (link: Link) => boolean {
  const from = source != null ? [source] : (sources?.entities ?? undefined);
  const to = target != null ? [target] : (targets?.entities ?? undefined);
  const wanted = from ?? to;
  if (wanted === undefined || wanted.length === 0) throw invalidArgument('A source or a target is required.');
  for (const entity of wanted) checkEntity(entity);
  return (link) => wanted.some((entity) => isMeant(entity, from === undefined ? link.target : link.source));
}

function processLinks(links: readonly Link[]): object[] {
  const pairs = links.flatMap((link) => [...Map.groupBy(link.seen, ({ process }) => process)].map(([process, seen]) => ({ process, info: { link: link.name, ...span(seen) } })));
  return [...Map.groupBy(pairs, ({ process }) => process)].map(([process, found]) => ({ process, links: found.map(({ info }) => info) }));
}
