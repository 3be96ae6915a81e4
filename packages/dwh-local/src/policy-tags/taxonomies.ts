import { maskedFields, nameParts, page, requiredMessage, requiredText, text, timestamp } from '../grpc/fields.js';
import { alreadyExists, invalidArgument, unimplemented } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import type { UntagColumns } from './policy-tag-methods.js';
import { newId, type Taxonomy, type TaxonomyStore } from './taxonomy-store.js';

/** Unicode letters, numbers, underscores, dashes and spaces, at most 200 bytes in UTF-8, and no space at either end. */
export function checkDisplayName(displayName: string): void {
  if (displayName === '') throw invalidArgument('display_name is required.');
  if (Buffer.byteLength(displayName) > 200 || !/^[\p{L}\p{N}_-](?:[\p{L}\p{N}_ -]*[\p{L}\p{N}_-])?$/u.test(displayName)) throw invalidArgument('The display name holds only letters, numbers, underscores, dashes and spaces, at most 200 bytes.');
}

const UPDATED = new Set(['displayName', 'description', 'activatedPolicyTypes', 'name']);

export async function createTaxonomy(store: TaxonomyStore, request: GrpcRequest): Promise<object> {
  const parent = requiredText(request, 'parent');
  nameParts(parent, 'projects/{project}/locations/{location}');
  const sent = requiredMessage(request, 'taxonomy');
  checkDisplayName(text(sent, 'displayName'));
  return store.taxonomies.lock(async () => {
    await refuseTwice(store, parent, text(sent, 'displayName'), undefined);
    const now = Date.now();
    const name = `${parent}/taxonomies/${newId()}`;
    return taxonomyResource(store, await store.taxonomies.put(name, { name, ...described(sent), created: now, updated: now }));
  });
}

export async function updateTaxonomy(store: TaxonomyStore, request: GrpcRequest): Promise<object> {
  const sent = requiredMessage(request, 'taxonomy');
  return store.taxonomies.lock(async () => {
    const current = await store.taxonomy(requiredText(sent, 'name'));
    const changed = maskedFields(request, sent);
    const unknown = changed.find((field) => !UPDATED.has(field));
    if (unknown !== undefined) throw unimplemented(`an update of ${unknown}`);
    const next = { ...described(current), ...Object.fromEntries(changed.filter((field) => field !== 'name').map((field) => [field, sent[field]])) };
    checkDisplayName(text(next as GrpcRequest, 'displayName'));
    await refuseTwice(store, parentOf(current.name), text(next as GrpcRequest, 'displayName'), current.name);
    return taxonomyResource(store, await store.taxonomies.put(current.name, { ...(next as Taxonomy), name: current.name, created: current.created, updated: Date.now() }));
  });
}

export async function deleteTaxonomy(store: TaxonomyStore, request: GrpcRequest, untag: UntagColumns): Promise<object> {
  const name = requiredText(request, 'name');
  await store.taxonomies.lock(async () => {
    await store.taxonomy(name);
    const tags = (await store.tagsOf(name)).map((tag) => tag.name);
    await store.tags.delete(tags);
    await store.taxonomies.delete([name]);
    await untag(tags);
  });
  return {};
}

export async function listTaxonomies(store: TaxonomyStore, request: GrpcRequest): Promise<object> {
  const parent = requiredText(request, 'parent');
  nameParts(parent, 'projects/{project}/locations/{location}');
  if (text(request, 'filter') !== '') throw unimplemented('a filter of taxonomies');
  const { items, nextPageToken } = page(await store.taxonomies.list(`${parent}/taxonomies/`), request, 1000);
  return { taxonomies: await Promise.all(items.map((taxonomy) => taxonomyResource(store, taxonomy))), ...(nextPageToken === undefined ? {} : { nextPageToken }) };
}

export async function taxonomyResource(store: TaxonomyStore, { created, updated, ...taxonomy }: Taxonomy): Promise<object> {
  return { ...taxonomy, policyTagCount: (await store.tagsOf(taxonomy['name'] as string)).length, taxonomyTimestamps: { createTime: timestamp(created), updateTime: timestamp(updated) } };
}

function described(from: GrpcRequest): Pick<Taxonomy, 'displayName' | 'description' | 'activatedPolicyTypes'> {
  const { description, activatedPolicyTypes } = from as Partial<Taxonomy>;
  return { displayName: text(from, 'displayName'), ...(description === undefined ? {} : { description }), ...(activatedPolicyTypes === undefined ? {} : { activatedPolicyTypes }) };
}

async function refuseTwice(store: TaxonomyStore, parent: string, displayName: string, except: string | undefined): Promise<void> {
  const others = await store.taxonomies.list(`${parent}/taxonomies/`);
  if (others.some((other) => other.displayName === displayName && other.name !== except)) throw alreadyExists(`Requested entity already exists: taxonomy with display name "${displayName}".`);
}

function parentOf(name: string): string {
  return name.split('/').slice(0, 4).join('/');
}
