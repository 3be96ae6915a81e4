import { ApiError } from '../http/api-error.js';
import { nameOf, type Resource } from './resource.js';

/** The refusal of a permission, as the service that owns it words it. */
export function denied(email: string, permission: string, resource: Resource): ApiError {
  if (permission.startsWith('bigquery.')) return new ApiError(403, 'accessDenied', bigQueryText(permission, resource));
  if (permission.startsWith('storage.')) {
    return new ApiError(403, 'forbidden', `${email} does not have ${permission} access to the Google Cloud Storage ${resource.kind}. Permission '${permission}' denied on resource (or it may not exist).`);
  }
  return new ApiError(403, 'forbidden', `Permission '${permission}' denied on resource '${nameOf(resource)}' (or it may not exist).`);
}

function bigQueryText(permission: string, resource: Resource): string {
  switch (resource.kind) {
    case 'dataset': {
      const name = `${resource.project}:${resource.dataset}`;
      return `Access Denied: Dataset ${name}: Permission ${permission} denied on dataset ${name} (or it may not exist).`;
    }
    case 'table': {
      const name = `${resource.project}:${resource.dataset}.${resource.table}`;
      return `Access Denied: Table ${name}: Permission ${permission} denied on table ${name} (or it may not exist).`;
    }
    case 'project':
      return `Access Denied: Project ${resource.project}: User does not have ${permission} permission in project ${resource.project}.`;
    default:
      return `Access Denied: ${nameOf(resource)}: Permission ${permission} denied (or it may not exist).`;
  }
}
