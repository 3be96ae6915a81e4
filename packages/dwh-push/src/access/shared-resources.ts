import type { CatalogApi } from '../config.js';
import { hcl } from './render-grant.js';
import { teamGrants, type Grant } from './team-grants.js';

/** A resource, as Terraform and as a command, with the reason for it. */
export interface Rendered {
  readonly reason: string;
  readonly terraform: string;
  readonly gcloud: string;
}

const LIFECYCLE = { age: 14, prefix: 'dwh-push/', suffixes: ['.csv', '.ndjson'] } as const;

/** The custom roles that grants name. */
export function customRoles(grants: readonly Grant[], project: string): readonly Rendered[] {
  const roles = new Map(grants.filter(({ custom }) => custom).map((grant) => [grant.role, grant]));
  return [...roles.values()].map(({ role, permissions, reason }) => ({
    reason,
    terraform: `resource "google_project_iam_custom_role" "${role}" {\n  project     = ${hcl(project)}\n  role_id     = ${hcl(role)}\n  title       = ${hcl(role)}\n  permissions = ${JSON.stringify(permissions)}\n}`,
    gcloud: `gcloud iam roles create ${role} --project=${project} --title=${role} --permissions=${permissions.join(',')}`,
  }));
}

/** The custom roles of all teams of a project, those with personal data and those without. */
export function allCustomRoles(place: { readonly project: string; readonly stagingBucket: string; readonly ledgerBucket: string; readonly catalogProject: string; readonly catalogApi: CatalogApi }): readonly Rendered[] {
  const grants = [undefined, 'projects/p/locations/l/taxonomies/1'].flatMap((taxonomy) => teamGrants({ ...place, team: 'team', dataset: 'dataset', taxonomy }));
  return customRoles(grants, place.project);
}

/** The staging bucket, and that what a dead push leaves in it goes after a while. */
export function stagingBucketWithLifecycle({ project, location, stagingBucket }: { readonly project: string; readonly location: string; readonly stagingBucket: string }): Rendered {
  const { age, prefix, suffixes } = LIFECYCLE;
  const lifecycle = JSON.stringify({ rule: [{ action: { type: 'Delete' }, condition: { age, matchesPrefix: [prefix], matchesSuffix: suffixes } }] });
  return {
    reason: 'What a push leaves behind when its process dies goes after two weeks; leases, heads and the ledger stay',
    terraform: [
      `resource "google_storage_bucket" "staging" {\n  name                        = ${hcl(stagingBucket)}\n  project                     = ${hcl(project)}\n  location                    = ${hcl(location)}\n  uniform_bucket_level_access = true`,
      `  lifecycle_rule {\n    condition {\n      age            = ${age}\n      matches_prefix = ${JSON.stringify([prefix])}\n      matches_suffix = ${JSON.stringify(suffixes)}\n    }\n    action {\n      type = "Delete"\n    }\n  }\n}`,
    ].join('\n\n'),
    gcloud: `gcloud storage buckets create gs://${stagingBucket} --project=${project} --location=${location} --uniform-bucket-level-access\necho '${lifecycle}' > lifecycle.json && gcloud storage buckets update gs://${stagingBucket} --lifecycle-file=lifecycle.json`,
  };
}
