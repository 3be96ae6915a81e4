import type { CatalogApi } from '../config.js';
import { FORMATS } from '../steps/decode/source-format.js';
import { unless } from './commands.js';
import { block, hcl, hclList } from './hcl.js';
import { teamGrants, type Grant } from './team-grants.js';

/** A resource, as Terraform and as a command, with the reason for it. */
export interface Rendered {
  readonly reason: string;
  readonly terraform: string;
  readonly gcloud: string;
}

const LIFECYCLE = { age: 14, prefix: 'dwh-push/', suffixes: [...FORMATS.map((format) => `.${format}`), '.gz'] } as const;

/** The custom roles that grants name. */
export function customRoles(grants: readonly Grant[], project: string): readonly Rendered[] {
  const roles = new Map(grants.filter(({ custom }) => custom).map((grant) => [grant.role, grant]));
  return [...roles.values()].map(({ role, permissions, reason }) => ({
    reason,
    terraform: block(`resource "google_project_iam_custom_role" "${role}"`, { project: hcl(project), role_id: hcl(role), title: hcl(role), permissions: hclList(permissions) }),
    gcloud: unless(`gcloud iam roles describe ${role} --project=${project}`, `gcloud iam roles create ${role} --project=${project} --title=${role} --permissions=${permissions.join(',')}`),
  }));
}

/** The custom roles of all teams of a project, those with personal data and those without. */
export function allCustomRoles(place: { readonly project: string; readonly stagingBucket: string; readonly ledgerBucket: string; readonly catalogProject: string; readonly catalogApi: CatalogApi }): readonly Rendered[] {
  const grants = [undefined, 'projects/p/locations/l/taxonomies/1'].flatMap((taxonomy) => teamGrants({ ...place, team: 'team', datasets: ['project.dataset'], taxonomy }));
  return customRoles(grants, place.project);
}

/** The staging bucket, and that what a dead push leaves in it goes after a while. */
export function stagingBucketWithLifecycle({ project, location, stagingBucket }: { readonly project: string; readonly location: string; readonly stagingBucket: string }): Rendered {
  const { age, prefix, suffixes } = LIFECYCLE;
  const lifecycle = JSON.stringify({ rule: [{ action: { type: 'Delete' }, condition: { age, matchesPrefix: [prefix], matchesSuffix: suffixes } }] });
  return {
    reason: 'What a push leaves behind when its process dies goes after two weeks; leases, heads and the ledger stay',
    terraform: block(
      'resource "google_storage_bucket" "staging"',
      { name: hcl(stagingBucket), project: hcl(project), location: hcl(location), uniform_bucket_level_access: 'true' },
      block('lifecycle_rule', {}, block('condition', { age: String(age), matches_prefix: hclList([prefix]), matches_suffix: hclList(suffixes) }), block('action', { type: hcl('Delete') })),
    ),
    gcloud: `${unless(`gcloud storage buckets describe gs://${stagingBucket}`, `gcloud storage buckets create gs://${stagingBucket} --project=${project} --location=${location} --uniform-bucket-level-access`)}\necho '${lifecycle}' > lifecycle.json && gcloud storage buckets update gs://${stagingBucket} --lifecycle-file=lifecycle.json`,
  };
}
