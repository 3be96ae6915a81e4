import type { DuckDBConnection } from '@duckdb/node-api';

import { alreadyExists, GrpcError, invalidArgument } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { parseName } from '../resources/location-name.js';
import { newId } from '../resources/new-id.js';
import { pageOf, type PageRequest } from '../resources/page.js';
import { maskedFields, type FieldMask } from '../resources/update-mask.js';
import { deleteTags } from './delete-tags.js';
import { checkDescription, checkDisplayName } from './display-name.js';
import { change, type PolicyTagDeps } from './policy-tag-deps.js';
import { policyTags, taxonomies, type StoredPolicyTag } from './stored.js';

type PolicyTag = StoredPolicyTag;
type ByName = { readonly name: string };
type ByParent = { readonly parent: string };

const SERVICE = 'google.cloud.datacatalog.v1.PolicyTagManager';
const TAXONOMY = 'projects/{project}/locations/{location}/taxonomies/{taxonomy}';
const PATTERN = `${TAXONOMY}/policyTags/{tag}`;
const MUTABLE = ['displayName', 'description', 'parentPolicyTag'] as const;
const PAGE = { preset: 50, max: 1_000 };
/** https://docs.cloud.google.com/bigquery/docs/column-level-security-intro */
const MAX_DEPTH = 5;

/** Tags are checked against their taxonomy's permissions. */
export function policyTagMethods(deps: PolicyTagDeps): GrpcMethod[] {
  const { engine, projects } = deps;
  const taxonomyOf = (name: string) => name.replace(/\/policyTags\/[^/]*$/, '');
  const onTaxonomy = ({ name }: ByName) => taxonomyOf(name);
  return [
    grpcMethod('datacatalog', SERVICE, 'CreatePolicyTag', { 'datacatalog.taxonomies.update': ({ parent }) => parent }, ({ parent, policyTag }: ByParent & { policyTag: PolicyTag | null }) =>
      change(deps, async (connection) => answer(connection, await create(deps, connection, parent, policyTag))),
    ),
    grpcMethod('datacatalog', SERVICE, 'GetPolicyTag', { 'datacatalog.taxonomies.get': onTaxonomy }, ({ name }: ByName) =>
      engine.withConnection(async (connection) => answer(connection, await find(deps, connection, name))),
    ),
    grpcMethod('datacatalog', SERVICE, 'UpdatePolicyTag', { 'datacatalog.taxonomies.update': ({ policyTag }) => taxonomyOf(policyTag?.name ?? '') }, ({ policyTag, updateMask }: { policyTag: PolicyTag | null; updateMask: FieldMask | null }) =>
      change(deps, async (connection) => answer(connection, await update(deps, connection, policyTag, updateMask))),
    ),
    grpcMethod('datacatalog', SERVICE, 'DeletePolicyTag', { 'datacatalog.taxonomies.update': onTaxonomy }, ({ name }: ByName) => remove(deps, name)),
    grpcMethod('datacatalog', SERVICE, 'ListPolicyTags', { 'datacatalog.taxonomies.get': ({ parent }) => parent }, (request: ByParent & PageRequest) =>
      engine.withConnection(async (connection) => {
        parseName(request.parent, TAXONOMY);
        const taxonomy = await taxonomies.get(connection, await projects.canonicalName(connection, request.parent));
        const page = pageOf(await policyTags.list(connection, `${taxonomy.name}/`), request, PAGE);
        return { policyTags: await Promise.all(page.items.map((tag) => answer(connection, tag))), nextPageToken: page.nextPageToken };
      }),
    ),
  ];
}

async function answer(connection: DuckDBConnection, tag: StoredPolicyTag): Promise<object> {
  return { ...tag, childPolicyTags: (await siblings(connection, tag)).filter((other) => other.parentPolicyTag === tag.name).map((child) => child.name) };
}

function siblings(connection: DuckDBConnection, tag: ByName): Promise<StoredPolicyTag[]> {
  return policyTags.list(connection, tag.name.replace(/[^/]*$/, ''));
}

async function find({ projects }: PolicyTagDeps, connection: DuckDBConnection, name: string): Promise<StoredPolicyTag> {
  parseName(name, PATTERN);
  return policyTags.get(connection, await projects.canonicalName(connection, name));
}

async function create(deps: PolicyTagDeps, connection: DuckDBConnection, parent: string, given: PolicyTag | null): Promise<StoredPolicyTag> {
  parseName(parent, TAXONOMY);
  const taxonomy = await taxonomies.get(connection, await deps.projects.canonicalName(connection, parent));
  const { displayName = '', description = '', parentPolicyTag = '' } = given ?? {};
  const tag = { name: `${taxonomy.name}/policyTags/${newId()}`, displayName, description, parentPolicyTag: await deps.projects.canonicalName(connection, parentPolicyTag) };
  await check(connection, tag);
  await policyTags.put(connection, tag);
  return tag;
}

async function update(deps: PolicyTagDeps, connection: DuckDBConnection, given: PolicyTag | null, mask: FieldMask | null): Promise<StoredPolicyTag> {
  if (given === null) throw invalidArgument('policy_tag is missing.');
  const current = await find(deps, connection, given.name);
  const next: StoredPolicyTag = { ...current, ...Object.fromEntries(maskedFields(mask, MUTABLE, MUTABLE).map((field) => [field, given[field]])) };
  const tag = { ...next, parentPolicyTag: await deps.projects.canonicalName(connection, next.parentPolicyTag) };
  await check(connection, tag);
  await policyTags.put(connection, tag);
  return tag;
}

/** @throws GrpcError where the name is taken, the parent is not of this taxonomy, or the tags would be nested too deep or in a circle. */
async function check(connection: DuckDBConnection, tag: StoredPolicyTag): Promise<void> {
  checkDisplayName(tag.displayName);
  checkDescription(tag.description);
  const others = (await siblings(connection, tag)).filter((other) => other.name !== tag.name);
  if (others.some((other) => other.displayName === tag.displayName)) throw alreadyExists(`A policy tag with the display name ${JSON.stringify(tag.displayName)}`);
  let depth = 1;
  for (let above = tag.parentPolicyTag; above !== ''; depth += 1) {
    const parent = others.find((other) => other.name === above);
    if (above === tag.name || parent === undefined) throw invalidArgument('parent_policy_tag must be another tag of the same taxonomy, and not one below.');
    above = parent.parentPolicyTag;
  }
  if (depth > MAX_DEPTH) throw new GrpcError('FAILED_PRECONDITION', `Policy tags can be nested ${MAX_DEPTH} levels deep.`);
}

/** With all tags below it. */
async function remove(deps: PolicyTagDeps, name: string): Promise<object> {
  const found = await deps.engine.withConnection((connection) => find(deps, connection, name));
  const which = async (connection: DuckDBConnection) => withDescendants(await siblings(connection, found), found.name);
  await deleteTags(deps, which, async (connection) => void (await policyTags.get(connection, found.name)));
  return {};
}

function withDescendants(all: readonly StoredPolicyTag[], name: string): string[] {
  return [name, ...all.filter((tag) => tag.parentPolicyTag === name).flatMap((tag) => withDescendants(all, tag.name))];
}
