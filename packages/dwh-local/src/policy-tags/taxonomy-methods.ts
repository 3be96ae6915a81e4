import type { DuckDBConnection } from '@duckdb/node-api';

import { alreadyExists, invalidArgument, unimplemented } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { timestampOf } from '../grpc/timestamp.js';
import { parseName } from '../resources/location-name.js';
import { newId } from '../resources/new-id.js';
import { pageOf, type PageRequest } from '../resources/page.js';
import { maskedFields, type FieldMask } from '../resources/update-mask.js';
import { deleteTags } from './delete-tags.js';
import { checkDescription, checkDisplayName } from './display-name.js';
import { change, type PolicyTagDeps } from './policy-tag-deps.js';
import { policies, policyTags, taxonomies, type StoredTaxonomy } from './stored.js';

interface Taxonomy {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly activatedPolicyTypes: readonly string[];
}

type ByName = { readonly name: string };
type ByParent = { readonly parent: string };

const SERVICE = 'google.cloud.datacatalog.v1.PolicyTagManager';
const PATTERN = 'projects/{project}/locations/{location}/taxonomies/{taxonomy}';
const MUTABLE = ['displayName', 'description', 'activatedPolicyTypes'] as const;
const PAGE = { preset: 50, max: 1_000 };

export function taxonomyMethods(deps: PolicyTagDeps): GrpcMethod[] {
  const { engine, projects } = deps;
  const answer = async (connection: DuckDBConnection, taxonomy: StoredTaxonomy) => resourceOf(taxonomy, (await policyTags.list(connection, `${taxonomy.name}/`)).length);
  const nameOf = ({ name }: ByName) => name;
  const parentOf = ({ parent }: ByParent) => parent;
  return [
    grpcMethod('datacatalog', SERVICE, 'CreateTaxonomy', { 'datacatalog.taxonomies.create': parentOf }, ({ parent, taxonomy }: ByParent & { taxonomy: Taxonomy | null }) =>
      change(deps, async (connection) => answer(connection, await create(connection, await projects.canonicalName(connection, parent), taxonomy))),
    ),
    grpcMethod('datacatalog', SERVICE, 'GetTaxonomy', { 'datacatalog.taxonomies.get': nameOf }, ({ name }: ByName) =>
      engine.withConnection(async (connection) => answer(connection, await find(deps, connection, name))),
    ),
    grpcMethod('datacatalog', SERVICE, 'UpdateTaxonomy', { 'datacatalog.taxonomies.update': ({ taxonomy }) => taxonomy?.name ?? '' }, ({ taxonomy, updateMask }: { taxonomy: Taxonomy | null; updateMask: FieldMask | null }) =>
      change(deps, async (connection) => answer(connection, await update(deps, connection, taxonomy, updateMask))),
    ),
    grpcMethod('datacatalog', SERVICE, 'DeleteTaxonomy', { 'datacatalog.taxonomies.delete': nameOf }, ({ name }: ByName) => remove(deps, name)),
    grpcMethod('datacatalog', SERVICE, 'ListTaxonomies', { 'datacatalog.taxonomies.list': parentOf }, (request: ByParent & PageRequest & { filter: string }) =>
      engine.withConnection(async (connection) => {
        parseName(request.parent, 'projects/{project}/locations/{location}');
        if (request.filter !== '') throw unimplemented('ListTaxonomies with a filter');
        const page = pageOf(await taxonomies.list(connection, `${await projects.canonicalName(connection, request.parent)}/`), request, PAGE);
        return { taxonomies: await Promise.all(page.items.map((taxonomy) => answer(connection, taxonomy))), nextPageToken: page.nextPageToken };
      }),
    ),
  ];
}

async function create(connection: DuckDBConnection, parent: string, given: Taxonomy | null): Promise<StoredTaxonomy> {
  const { project } = parseName(parent, 'projects/{project}/locations/{location}');
  const { displayName = '', description = '', activatedPolicyTypes = [] } = given ?? {};
  checkDisplayName(displayName);
  checkDescription(description);
  await requireFree(connection, project ?? '', displayName);
  const now = Date.now();
  const taxonomy = { name: `${parent.toLowerCase()}/taxonomies/${newId()}`, displayName, description, activatedPolicyTypes, created: now, updated: now };
  await taxonomies.put(connection, taxonomy);
  return taxonomy;
}

/** Display names are unique within an organization; here a project is one. */
async function requireFree(connection: DuckDBConnection, project: string, displayName: string): Promise<void> {
  const taken = (await taxonomies.list(connection, `projects/${project}/`)).some((taxonomy) => taxonomy.displayName === displayName);
  if (taken) throw alreadyExists(`A taxonomy with the display name ${JSON.stringify(displayName)}`);
}

async function find({ projects }: PolicyTagDeps, connection: DuckDBConnection, name: string): Promise<StoredTaxonomy> {
  parseName(name, PATTERN);
  return taxonomies.get(connection, await projects.canonicalName(connection, name));
}

async function update(deps: PolicyTagDeps, connection: DuckDBConnection, given: Taxonomy | null, mask: FieldMask | null): Promise<StoredTaxonomy> {
  if (given === null) throw invalidArgument('taxonomy is missing.');
  const current = await find(deps, connection, given.name);
  const fields = maskedFields(mask, MUTABLE, MUTABLE);
  const next = { ...current, ...Object.fromEntries(fields.map((field) => [field, given[field]])), updated: Date.now() };
  checkDisplayName(next.displayName);
  checkDescription(next.description);
  if (next.displayName !== current.displayName) await requireFree(connection, current.name.split('/')[1] ?? '', next.displayName);
  await taxonomies.put(connection, next);
  return next;
}

/** With all policy tags in it, their policies, and what columns say of them. */
async function remove(deps: PolicyTagDeps, name: string): Promise<object> {
  const found = await deps.engine.withConnection((connection) => find(deps, connection, name));
  await deleteTags(
    deps,
    async (connection) => (await policyTags.list(connection, `${found.name}/`)).map((tag) => tag.name),
    async (connection) => {
      await taxonomies.get(connection, found.name);
      await taxonomies.remove(connection, found.name);
      await policies.remove(connection, found.name);
    },
  );
  return {};
}

function resourceOf(taxonomy: StoredTaxonomy, policyTagCount: number): object {
  const { name, displayName, description, activatedPolicyTypes, created, updated } = taxonomy;
  return { name, displayName, description, activatedPolicyTypes, policyTagCount, taxonomyTimestamps: { createTime: timestampOf(created), updateTime: timestampOf(updated) } };
}
