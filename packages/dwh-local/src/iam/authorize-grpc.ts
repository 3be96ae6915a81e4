import { GrpcError } from '../grpc/grpc-error.js';
import type { Authorize } from '../grpc/grpc-method.js';
import { ApiError } from '../http/api-error.js';
import type { AccessControl } from './access-control.js';
import { policyTagResource, taxonomyResource } from './policy-tag.js';
import type { Resource } from './resource.js';

/** Asks for the permissions of a call over gRPC, as routes ask over HTTP. */
export function authorizeGrpc(access: () => AccessControl): Authorize {
  return async ({ authorization, needs }) => {
    try {
      const caller = access().callerOf(authorization);
      for (const { permission, resource } of needs) await caller.require(permission, resourceOf(resource));
      return (permission, resource) => caller.may(permission, resourceOf(resource));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new GrpcError(error.status === 401 ? 'UNAUTHENTICATED' : error.status === 403 ? 'PERMISSION_DENIED' : 'NOT_FOUND', error.message);
    }
  };
}

/** What a name is of: the things that IAM policies are attached to here; whatever else is its project's. */
function resourceOf(name: string): Resource {
  const [, project = '', rest = ''] = /^projects\/([^/]+)(?:\/(.*))?$/s.exec(name) ?? [];
  const [, dataset, table] = /^datasets\/([^/]+)(?:\/tables\/([^/]+))?$/.exec(rest) ?? [];
  if (dataset !== undefined) return table === undefined ? { kind: 'dataset', project, dataset } : { kind: 'table', project, dataset, table };
  if (name.includes('/policyTags/')) return policyTagResource(name);
  if (name.includes('/taxonomies/')) return taxonomyResource(name);
  if (/^locations\/[^/]+\/entryGroups\/[^/]+$/.test(rest)) return { kind: 'other', project, type: 'dataplex.googleapis.com/EntryGroup', name };
  if (/^locations\/[^/]+\/aspectTypes\/[^/]+$/.test(rest)) return { kind: 'other', project, type: 'dataplex.googleapis.com/AspectType', name };
  return { kind: 'project', project };
}
