import type { Call, Reply, Route } from '../http/exchange.js';
import { bucketBindings } from '../iam/attached-policies.js';
import { parsePolicy, policyBody } from '../iam/policy-body.js';
import { nameOf } from '../iam/resource.js';
import { ANY_IDENTITY, bucketIn, needs } from '../iam/route-access.js';
import { conditionNotMet } from './refusals.js';
import type { StorageService } from './storage-service.js';

const PATH = '/storage/v1/b/:bucket/iam';

/** The IAM policies of buckets. Access is uniform: objects have none. */
export function bucketPolicyRoutes(service: StorageService): Route[] {
  return [
    { method: 'GET', path: PATH, id: 'storage.buckets.getIamPolicy', access: needs('storage.buckets.getIamPolicy', bucketIn), handler: (call) => get(service, call) },
    { method: 'PUT', path: PATH, id: 'storage.buckets.setIamPolicy', access: needs('storage.buckets.setIamPolicy', bucketIn), handler: (call) => set(service, call) },
    { method: 'GET', path: `${PATH}/testPermissions`, id: 'storage.buckets.testIamPermissions', access: ANY_IDENTITY, handler: (call) => test(service, call) },
  ];
}

async function get(service: StorageService, call: Call): Promise<Reply> {
  const { policies } = service.access;
  const { name, owner } = await keyOf(service, call);
  const etag = (await policies.find(name, owner.born))?.etag ?? NEW_ETAG;
  const bindings = await bucketBindings(policies, call.params['bucket'] ?? '', owner);
  return reply(call, policyBody({ etag, bindings }, call.query.get('optionsRequestedPolicyVersion')));
}

/** What a bucket has until a policy is set. */
const NEW_ETAG = 'CAE=';

async function set(service: StorageService, call: Call): Promise<Reply> {
  const sent = parsePolicy(await call.json(), (role) => service.access.isRole(role));
  const { name, owner } = await keyOf(service, call);
  const stored = await service.access.policies.put(name, sent.bindings, owner.born, (current) => {
    // It is bytes: gcloud writes them in the alphabet for URLs.
    if (sent.etag !== undefined && !Buffer.from(sent.etag, 'base64').equals(Buffer.from(current?.etag ?? NEW_ETAG, 'base64'))) throw conditionNotMet();
  });
  return reply(call, policyBody(stored, 3));
}

async function test(service: StorageService, call: Call): Promise<Reply> {
  const { name: bucket } = await service.buckets.get(call.params['bucket'] ?? '');
  const asked = call.query.getAll('permissions');
  const held = await Promise.all(asked.map((permission) => call.caller.may(permission, { kind: 'bucket', bucket })));
  const permissions = asked.filter((_permission, index) => held[index]);
  return { status: 200, json: { kind: 'storage#testIamPermissionsResponse', ...(permissions.length === 0 ? {} : { permissions }) } };
}

async function keyOf(service: StorageService, call: Call) {
  const { name: bucket, project, timeCreated: born } = await service.buckets.get(call.params['bucket'] ?? '');
  return { name: nameOf({ kind: 'bucket', bucket }), owner: { project, born } };
}

function reply(call: Call, body: Record<string, unknown>): Reply {
  return { status: 200, json: { kind: 'storage#policy', resourceId: `projects/_/buckets/${call.params['bucket'] ?? ''}`, ...body } };
}
