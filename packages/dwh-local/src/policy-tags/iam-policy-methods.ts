import { randomBytes } from 'node:crypto';

import type { DuckDBConnection } from '@duckdb/node-api';

import { GrpcError, invalidArgument } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { change, type PolicyTagDeps } from './policy-tag-deps.js';
import { policies, policyTags, taxonomies, type IamBinding, type StoredPolicy } from './stored.js';

interface Policy {
  readonly version: number;
  readonly etag: Buffer;
  readonly bindings: readonly IamBinding[];
}

type ByResource = { readonly resource: string };

const SERVICE = 'google.cloud.datacatalog.v1.PolicyTagManager';

/** Policies are kept and given back; who may do what is decided elsewhere. */
export function iamPolicyMethods(deps: PolicyTagDeps): GrpcMethod[] {
  const on = ({ resource }: ByResource) => resource;
  return [
    grpcMethod('datacatalog', SERVICE, 'GetIamPolicy', { 'datacatalog.taxonomies.getIamPolicy': on }, ({ resource }: ByResource) =>
      deps.engine.withConnection(async (connection) => policyOf(await policies.find(connection, await requireResource(deps, connection, resource)))),
    ),
    grpcMethod('datacatalog', SERVICE, 'SetIamPolicy', { 'datacatalog.taxonomies.setIamPolicy': on }, async ({ resource, policy }: ByResource & { policy: Policy | null }) => {
      const stored = await change(deps, async (connection) => replace(connection, await requireResource(deps, connection, resource), policy));
      await deps.onPolicy(stored.name, stored.bindings);
      return policyOf(stored);
    }),
    grpcMethod('datacatalog', SERVICE, 'TestIamPermissions', {}, async ({ resource, permissions }: ByResource & { permissions: readonly string[] }, may) => {
      const name = await deps.engine.withConnection((connection) => requireResource(deps, connection, resource));
      const held = await Promise.all(permissions.map((permission) => may(permission, name)));
      return { permissions: permissions.filter((_permission, index) => held[index] === true) };
    }),
  ];
}

/** The canonical name of a taxonomy or a tag that exists. @throws GrpcError NOT_FOUND */
async function requireResource({ projects }: PolicyTagDeps, connection: DuckDBConnection, resource: string): Promise<string> {
  const name = await projects.canonicalName(connection, resource);
  const found = name.includes('/policyTags/') ? await policyTags.get(connection, name) : await taxonomies.get(connection, name);
  return found.name;
}

async function replace(connection: DuckDBConnection, name: string, given: Policy | null): Promise<StoredPolicy> {
  if (given === null) throw invalidArgument('policy is missing.');
  const current = await policies.find(connection, name);
  if (given.etag.length > 0 && given.etag.toString('base64') !== (current?.etag ?? '')) throw new GrpcError('ABORTED', 'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.');
  const policy = { name, version: Math.max(1, given.version), etag: randomBytes(8).toString('base64'), bindings: given.bindings };
  await policies.put(connection, policy);
  return policy;
}

function policyOf(policy: StoredPolicy | undefined): object {
  return policy === undefined ? {} : { version: policy.version, etag: Buffer.from(policy.etag, 'base64'), bindings: policy.bindings };
}
