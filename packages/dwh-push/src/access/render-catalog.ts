import { aspectTemplates } from '../governance/aspect-fields.js';
import { hcl } from './render-grant.js';
import type { Rendered } from './shared-resources.js';

const TAXONOMY = 'dwh personal data';

/** The aspect types of datasets and of columns of personal data. */
export function aspectTypesOf(project: string): readonly Rendered[] {
  return aspectTemplates().map((template) => ({
    reason: `The aspect type ${template.name} of the Knowledge Catalog`,
    terraform: `resource "google_dataplex_aspect_type" "${template.name.replaceAll('-', '_')}" {\n  project           = ${hcl(project)}\n  location          = "global"\n  aspect_type_id    = ${hcl(template.name)}\n  display_name      = ${hcl(template.name)}\n  metadata_template = ${hcl(JSON.stringify(template))}\n}`,
    gcloud: `gcloud dataplex aspect-types create ${template.name} --project=${project} --location=global --display-name=${template.name} --metadata-template-file-name=${template.name}.json`,
  }));
}

/** A taxonomy with a policy tag for each class of personal data. */
export function taxonomyOf(project: string, location: string, classes: readonly string[]): Rendered {
  const region = location.toLowerCase();
  return {
    reason: 'The policy tags of personal data: a tag guards the class that it is called by',
    terraform: [
      `resource "google_data_catalog_taxonomy" "dwh_personal_data" {\n  project                = ${hcl(project)}\n  region                 = ${hcl(region)}\n  display_name           = ${hcl(TAXONOMY)}\n  activated_policy_types = ["FINE_GRAINED_ACCESS_CONTROL"]\n}`,
      ...classes.map((name) => `resource "google_data_catalog_policy_tag" "dwh_${name.replaceAll(/[^A-Za-z0-9_]/g, '_')}" {\n  taxonomy     = google_data_catalog_taxonomy.dwh_personal_data.id\n  display_name = ${hcl(name)}\n}`),
      'output "DWH_TAXONOMY" {\n  value = google_data_catalog_taxonomy.dwh_personal_data.id\n}',
    ].join('\n\n'),
    gcloud: `gcloud data-catalog taxonomies import taxonomy.json --project=${project} --location=${region}`,
  };
}

/** What `gcloud data-catalog taxonomies import` reads. */
export function taxonomyFile(classes: readonly string[]): object {
  return { taxonomies: [{ displayName: TAXONOMY, activatedPolicyTypes: ['FINE_GRAINED_ACCESS_CONTROL'], policyTags: classes.map((displayName) => ({ displayName })) }] };
}
