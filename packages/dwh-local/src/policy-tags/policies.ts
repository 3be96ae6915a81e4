import { requiredMessage, requiredText } from '../grpc/fields.js';
import { invalidArgument, notFound } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import { resourceOf } from '../grpc/resource-of.js';
import type { Caller } from '../iam/caller.js';
import type { Binding, Policy } from '../iam/policy.js';
import type { PolicyStore } from '../iam/policy-store.js';
import type { TaxonomyStore } from './taxonomy-store.js';

export async function getPolicy(store: TaxonomyStore, policies: PolicyStore, request: GrpcRequest): Promise<object> {
  return policyResource(await policies.find(await existing(store, request)));
}

export async function setPolicy(store: TaxonomyStore, policies: PolicyStore, request: GrpcRequest): Promise<object> {
  const resource = await existing(store, request);
  const { bindings = [] } = requiredMessage(request, 'policy') as { bindings?: readonly Binding[] };
  if (bindings.some(({ role }) => typeof role !== 'string' || !/^(roles|projects\/[^/]+\/roles|organizations\/[^/]+\/roles)\/.+/.test(role))) throw invalidArgument('A binding has no role.');
  return policyResource(await policies.put(resource, bindings.map(({ role, members }) => ({ role, members: members ?? [] }))));
}

export async function testPermissions(store: TaxonomyStore, request: GrpcRequest, caller: Caller): Promise<object> {
  const resource = await existing(store, request);
  const asked = (request['permissions'] ?? []) as readonly string[];
  const held = await Promise.all(asked.map((permission) => caller.may(permission, resourceOf(resource, permission))));
  return { permissions: asked.filter((_, index) => held[index]) };
}

function policyResource(policy: Policy | undefined): object {
  return { version: 1, bindings: policy?.bindings ?? [], etag: Buffer.from(policy?.etag ?? '', 'base64') };
}

async function existing(store: TaxonomyStore, request: GrpcRequest): Promise<string> {
  const resource = requiredText(request, 'resource');
  const found = resource.includes('/policyTags/') ? await store.tags.get(resource) : await store.taxonomies.get(resource);
  if (found === undefined) throw notFound(`Resource ${resource} not found.`);
  return resource;
}
