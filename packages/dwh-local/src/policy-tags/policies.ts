import { requiredMessage, requiredText } from '../grpc/fields.js';
import { invalidArgument, notFound } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import type { StoredPolicy, TaxonomyStore } from './taxonomy-store.js';

export async function getPolicy(store: TaxonomyStore, request: GrpcRequest): Promise<object> {
  const resource = await existing(store, request);
  return policyResource(await store.policies.get(resource));
}

export async function setPolicy(store: TaxonomyStore, request: GrpcRequest): Promise<object> {
  const resource = await existing(store, request);
  const { bindings = [] } = requiredMessage(request, 'policy') as Partial<StoredPolicy>;
  if (bindings.some(({ role }) => typeof role !== 'string' || !/^(roles|projects\/[^/]+\/roles|organizations\/[^/]+\/roles)\/.+/.test(role))) throw invalidArgument('A binding has no role.');
  return policyResource(await store.policies.put(resource, { bindings }));
}

/** Who asks is not told apart here, and may do everything. */
export async function testPermissions(store: TaxonomyStore, request: GrpcRequest): Promise<object> {
  await existing(store, request);
  return { permissions: request['permissions'] ?? [] };
}

function policyResource(policy: StoredPolicy | undefined): object {
  return { version: 1, bindings: policy?.bindings ?? [], etag: Buffer.from(JSON.stringify(policy?.bindings ?? []).length.toString(36)) };
}

async function existing(store: TaxonomyStore, request: GrpcRequest): Promise<string> {
  const resource = requiredText(request, 'resource');
  const found = resource.includes('/policyTags/') ? await store.tags.get(resource) : await store.taxonomies.get(resource);
  if (found === undefined) throw notFound(`Resource ${resource} not found.`);
  return resource;
}
