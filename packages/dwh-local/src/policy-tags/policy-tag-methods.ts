import { text } from '../grpc/fields.js';
import type { GrpcMethod, GrpcRequest } from '../grpc/grpc-method.js';
import type { PolicyStore } from '../iam/policy-store.js';
import { createPolicyTag, deletePolicyTag, listPolicyTags, policyTagResource, updatePolicyTag } from './policy-tags.js';
import { getPolicy, setPolicy, testPermissions } from './policies.js';
import { createTaxonomy, deleteTaxonomy, listTaxonomies, taxonomyResource, updateTaxonomy } from './taxonomies.js';
import type { TaxonomyStore } from './taxonomy-store.js';

const SERVICE = 'google.cloud.datacatalog.v1.PolicyTagManager';

/** Takes deleted tags off the columns that have them. */
export type UntagColumns = (tags: readonly string[]) => Promise<void>;

const parent = (request: GrpcRequest) => text(request, 'parent');
const name = (request: GrpcRequest) => text(request, 'name');
const resource = (request: GrpcRequest) => text(request, 'resource');
const within = (field: string) => (request: GrpcRequest) => text((request[field] ?? {}) as GrpcRequest, 'name');

/** PolicyTagManager of Data Catalog, which is what is left of it. https://docs.cloud.google.com/bigquery/docs/column-level-security-intro */
export function policyTagMethods(store: TaxonomyStore, policies: PolicyStore, untag: UntagColumns): GrpcMethod[] {
  const method = (rpc: string, permission: string, of: GrpcMethod['resource'], handler: GrpcMethod['handler']): GrpcMethod => ({ id: `datacatalog.${rpc}`, path: `${SERVICE}/${rpc}`, permission: `datacatalog.${permission}`, resource: of, handler });
  return [
    method('CreateTaxonomy', 'taxonomies.create', parent, (request) => createTaxonomy(store, request)),
    method('DeleteTaxonomy', 'taxonomies.delete', name, (request) => deleteTaxonomy(store, request, untag)),
    method('UpdateTaxonomy', 'taxonomies.update', within('taxonomy'), (request) => updateTaxonomy(store, request)),
    method('ListTaxonomies', 'taxonomies.list', parent, (request) => listTaxonomies(store, request)),
    method('GetTaxonomy', 'taxonomies.get', name, async (request) => taxonomyResource(store, await store.taxonomy(name(request)))),
    method('CreatePolicyTag', 'taxonomies.update', parent, (request) => createPolicyTag(store, request)),
    method('DeletePolicyTag', 'taxonomies.update', name, (request) => deletePolicyTag(store, request, untag)),
    method('UpdatePolicyTag', 'taxonomies.update', within('policyTag'), (request) => updatePolicyTag(store, request)),
    method('ListPolicyTags', 'taxonomies.get', parent, (request) => listPolicyTags(store, request)),
    method('GetPolicyTag', 'taxonomies.get', name, async (request) => policyTagResource(store, await store.tag(name(request)))),
    method('GetIamPolicy', 'taxonomies.getIamPolicy', resource, (request) => getPolicy(store, policies, request)),
    method('SetIamPolicy', 'taxonomies.setIamPolicy', resource, (request) => setPolicy(store, policies, request)),
    method('TestIamPermissions', 'taxonomies.get', resource, (request, { caller }) => testPermissions(store, request, caller)),
  ];
}
