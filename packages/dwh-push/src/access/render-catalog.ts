import { aspectTemplates } from '../governance/aspect-fields.js';
import { unless } from './commands.js';
import { block, hcl, hclList } from './hcl.js';
import type { Rendered } from './shared-resources.js';

const TAXONOMY = 'dwh personal data';

/** The aspect types of datasets and of columns of personal data. */
export function aspectTypesOf(project: string): readonly Rendered[] {
  return aspectTemplates().map((template) => ({
    reason: `The aspect type ${template.name} of the Knowledge Catalog`,
    terraform: block(`resource "google_dataplex_aspect_type" "${template.name.replaceAll('-', '_')}"`, { project: hcl(project), location: hcl('global'), aspect_type_id: hcl(template.name), display_name: hcl(template.name), metadata_template: hcl(JSON.stringify(template)) }),
    gcloud: unless(`gcloud dataplex aspect-types describe ${template.name} --project=${project} --location=global`, `gcloud dataplex aspect-types create ${template.name} --project=${project} --location=global --display-name=${template.name} --metadata-template-file-name=${template.name}.json`),
  }));
}

/** A taxonomy with a policy tag for each class of personal data. */
export function taxonomyOf(project: string, location: string, classes: readonly string[]): Rendered {
  const region = location.toLowerCase();
  return {
    reason: 'The policy tags of personal data: a tag guards the class that it is called by',
    terraform: [
      block('resource "google_data_catalog_taxonomy" "dwh_personal_data"', { project: hcl(project), region: hcl(region), display_name: hcl(TAXONOMY), activated_policy_types: hclList(['FINE_GRAINED_ACCESS_CONTROL']) }),
      ...classes.map((name) => block(`resource "google_data_catalog_policy_tag" "dwh_${name}"`, { taxonomy: 'google_data_catalog_taxonomy.dwh_personal_data.id', display_name: hcl(name) })),
      block('output "DWH_TAXONOMY"', { value: 'google_data_catalog_taxonomy.dwh_personal_data.id' }),
    ].join('\n\n'),
    gcloud: unless(`gcloud data-catalog taxonomies list --project=${project} --location=${region} --filter='displayName="${TAXONOMY}"' --format='value(name)' | grep .`, `gcloud data-catalog taxonomies import taxonomy.json --project=${project} --location=${region}`),
  };
}

/** What `gcloud data-catalog taxonomies import` reads. */
export function taxonomyFile(classes: readonly string[]): object {
  return { taxonomies: [{ displayName: TAXONOMY, activatedPolicyTypes: ['FINE_GRAINED_ACCESS_CONTROL'], policyTags: classes.map((displayName) => ({ displayName })) }] };
}
