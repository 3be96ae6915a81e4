import { block, hcl } from './hcl.js';
import type { Grant } from './team-grants.js';

/** The IAM condition of a grant on objects, in CEL. `_` is no placeholder. https://docs.cloud.google.com/iam/docs/conditions-resource-attributes */
export function conditionOf({ on, prefix }: Grant): string | undefined {
  return prefix === undefined ? undefined : `resource.type == 'storage.googleapis.com/Object' && resource.name.startsWith('projects/_/buckets/${on.name}/objects/${prefix}')`;
}

function roleName({ role, custom }: Grant, project: string): string {
  return custom ? `projects/${project}/roles/${role}` : role;
}

/** The grant as one gcloud (or bq) command. */
export function gcloudOf(grant: Grant, member: string, project: string): string {
  const { on } = grant;
  const role = roleName(grant, project);
  const condition = conditionOf(grant);
  const given = `--member='${member}' --role='${role}'`;
  switch (on.kind) {
    case 'project':
      return `gcloud projects add-iam-policy-binding ${on.name} ${given} --condition=None`;
    case 'dataset':
      return `bq query --project_id=${project} --use_legacy_sql=false "GRANT \\\`${role}\\\` ON SCHEMA \\\`${on.name.replace('.', '\\`.\\`')}\\\` TO '${member}'"`;
    case 'bucket':
      return `gcloud storage buckets add-iam-policy-binding gs://${on.name} ${given}${condition === undefined ? ' --condition=None' : ` --condition="^;^title=${grant.id};expression=${condition}"`}`;
    case 'taxonomy':
      return `gcloud data-catalog taxonomies add-iam-policy-binding ${on.name.split('/').at(-1)} --location=${on.name.split('/')[3]} --project=${on.name.split('/')[1]} ${given}`;
  }
}

interface TerraformContext {
  /** The grantee, an expression: `google_service_account.shop.member`. */
  readonly member: string;
  /** Of custom roles. */
  readonly project: string;
  /** What tells the resources of one team from those of another. */
  readonly suffix: string;
  /** Whether custom roles are resources of the same configuration, which then come first. */
  readonly rolesAreHere: boolean;
  /** Names of buckets and datasets that are resources of the same configuration, and the expressions for them: those come first then. */
  readonly resources?: ReadonlyMap<string, string>;
}

/** The grant as a Terraform resource of the google provider. */
export function terraformOf(grant: Grant, { member, project, suffix, rolesAreHere, resources }: TerraformContext): string {
  const { id, on, dataset: ofDataset } = grant;
  const role = grant.custom && rolesAreHere ? `google_project_iam_custom_role.${grant.role}.id` : hcl(roleName(grant, project));
  const condition = conditionOf(grant);
  const common = { role, member };
  const name = [id, suffix, ...(ofDataset === undefined ? [] : [ofDataset])].join('_');
  switch (on.kind) {
    case 'project':
      return block(`resource "google_project_iam_member" "${name}"`, { project: hcl(on.name), ...common });
    case 'dataset': {
      const [of, dataset] = on.name.split('.') as [string, string];
      return block(`resource "google_bigquery_dataset_iam_member" "${name}"`, { project: hcl(of), dataset_id: resources?.get(on.name) ?? hcl(dataset), ...common });
    }
    case 'bucket': {
      const inner = condition === undefined ? [] : [block('condition', { title: hcl(id), expression: hcl(condition) })];
      return block(`resource "google_storage_bucket_iam_member" "${name}"`, { bucket: resources?.get(on.name) ?? hcl(on.name), ...common }, ...inner);
    }
    case 'taxonomy':
      return block(`resource "google_data_catalog_taxonomy_iam_member" "${name}"`, { taxonomy: hcl(on.name), ...common });
  }
}
