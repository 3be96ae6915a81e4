import { maskedFields, nameParts, page, requiredMessage, requiredText, text } from '../grpc/fields.js';
import { alreadyExists, invalidArgument, unimplemented } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import type { UntagColumns } from './policy-tag-methods.js';
import { checkDisplayName } from './taxonomies.js';
import { newId, type PolicyTag, type TaxonomyStore } from './taxonomy-store.js';

const UPDATED = new Set(['displayName', 'description', 'parentPolicyTag', 'name']);
/** https://docs.cloud.google.com/bigquery/docs/column-level-security#quotas */
const MAX_DEPTH = 5;

export async function createPolicyTag(store: TaxonomyStore, request: GrpcRequest): Promise<object> {
  const taxonomy = requiredText(request, 'parent');
  nameParts(taxonomy, 'projects/{project}/locations/{location}/taxonomies/{taxonomy}');
  const sent = requiredMessage(request, 'policyTag');
  return store.taxonomies.lock(async () => {
    await store.taxonomy(taxonomy);
    const tag = described({ ...sent, name: `${taxonomy}/policyTags/${newId()}` });
    await check(store, taxonomy, tag);
    return policyTagResource(store, await store.tags.put(tag.name, tag));
  });
}

export async function updatePolicyTag(store: TaxonomyStore, request: GrpcRequest): Promise<object> {
  const sent = requiredMessage(request, 'policyTag');
  return store.taxonomies.lock(async () => {
    const current = await store.tag(requiredText(sent, 'name'));
    const changed = maskedFields(request, sent);
    const unknown = changed.find((field) => !UPDATED.has(field));
    if (unknown !== undefined) throw unimplemented(`an update of ${unknown}`);
    const next = described({ ...current, ...Object.fromEntries(changed.map((field) => [field, sent[field]])), name: current.name });
    await check(store, taxonomyOf(current.name), next);
    return policyTagResource(store, await store.tags.put(current.name, next));
  });
}

/** With it go its descendants, and all of them from columns. */
export async function deletePolicyTag(store: TaxonomyStore, request: GrpcRequest, untag: UntagColumns): Promise<object> {
  const name = requiredText(request, 'name');
  await store.taxonomies.lock(async () => {
    await store.tag(name);
    const all = await store.tagsOf(taxonomyOf(name));
    const doomed = [name];
    for (const parent of doomed) doomed.push(...all.filter((tag) => tag.parentPolicyTag === parent).map((tag) => tag.name));
    await store.tags.delete(doomed);
    await untag(doomed);
  });
  return {};
}

export async function listPolicyTags(store: TaxonomyStore, request: GrpcRequest): Promise<object> {
  const taxonomy = requiredText(request, 'parent');
  nameParts(taxonomy, 'projects/{project}/locations/{location}/taxonomies/{taxonomy}');
  await store.taxonomy(taxonomy);
  const { items, nextPageToken } = page(await store.tagsOf(taxonomy), request, 1000);
  return { policyTags: await Promise.all(items.map((tag) => policyTagResource(store, tag))), ...(nextPageToken === undefined ? {} : { nextPageToken }) };
}

export async function policyTagResource(store: TaxonomyStore, tag: PolicyTag): Promise<object> {
  const children = (await store.tagsOf(taxonomyOf(tag.name))).filter(({ parentPolicyTag }) => parentPolicyTag === tag.name);
  return { ...tag, childPolicyTags: children.map(({ name }) => name) };
}

function described(sent: GrpcRequest): PolicyTag {
  const { description, parentPolicyTag } = sent as Partial<PolicyTag>;
  return {
    name: text(sent, 'name'),
    displayName: text(sent, 'displayName'),
    ...(description === undefined ? {} : { description }),
    ...(parentPolicyTag === undefined || parentPolicyTag === '' ? {} : { parentPolicyTag }),
  };
}

async function check(store: TaxonomyStore, taxonomy: string, tag: PolicyTag): Promise<void> {
  checkDisplayName(tag.displayName);
  const others = (await store.tagsOf(taxonomy)).filter(({ name }) => name !== tag.name);
  if (others.some(({ displayName }) => displayName === tag.displayName)) throw alreadyExists(`Requested entity already exists: policy tag with display name "${tag.displayName}".`);
  let depth = 1;
  for (let above = tag.parentPolicyTag; above !== undefined; depth += 1) {
    const parent = others.find(({ name }) => name === above);
    if (parent === undefined) throw invalidArgument(`The parent policy tag ${above} is not in the taxonomy.`);
    above = parent.parentPolicyTag;
  }
  if (depth > MAX_DEPTH) throw invalidArgument(`A taxonomy is at most ${MAX_DEPTH} levels deep.`);
}

function taxonomyOf(tag: string): string {
  return tag.split('/').slice(0, 6).join('/');
}
