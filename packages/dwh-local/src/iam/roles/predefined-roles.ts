import { BIGQUERY_ROLES } from './bigquery-roles.js';
import { CATALOG_ROLES } from './catalog-roles.js';
import { OPERATIONS_ROLES } from './operations-roles.js';
import { STORAGE_ROLES } from './storage-roles.js';

const SERVICES = { ...BIGQUERY_ROLES, ...STORAGE_ROLES, ...CATALOG_ROLES, ...OPERATIONS_ROLES };

/** What no basic role holds: it is granted by name, or comes with a bucket's own policy, which names `projectOwner` and its kin. */
const NEVER_BASIC = new Set(['datacatalog.categories.fineGrainedGet', 'iam.serviceAccounts.getAccessToken', 'iam.serviceAccounts.getOpenIdToken', 'iam.serviceAccounts.signBlob', 'iam.serviceAccounts.signJwt', 'iam.serviceAccounts.implicitDelegation']);
const READS = ['bigquery.jobs.create', 'bigquery.jobs.get', 'bigquery.jobs.list', 'storage.buckets.list', ...(CATALOG_ROLES['roles/dataplex.catalogViewer'] ?? []), ...(OPERATIONS_ROLES['roles/monitoring.viewer'] ?? [])];
const EDITS = [...READS, 'bigquery.datasets.create', 'storage.buckets.create', 'storage.buckets.delete', ...(CATALOG_ROLES['roles/dataplex.catalogEditor'] ?? []), ...(OPERATIONS_ROLES['roles/monitoring.metricWriter'] ?? [])];
const isOwners = (permission: string) => !NEVER_BASIC.has(permission) && !permission.startsWith('storage.objects.') && !permission.startsWith('storage.multipartUploads.');

/**
 * The roles that a binding may name. Of the basic roles this is what concerns the services here; what they may in a dataset or bucket comes with its own
 * access list. https://docs.cloud.google.com/bigquery/docs/access-control-basic-roles
 */
export const PREDEFINED_ROLES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    ...SERVICES,
    'roles/viewer': READS,
    'roles/editor': EDITS,
    'roles/owner': [...Object.values(SERVICES).flat().filter(isOwners), 'resourcemanager.projects.getIamPolicy', 'resourcemanager.projects.setIamPolicy'],
  }).map(([role, permissions]) => [role, new Set(permissions)]),
);
