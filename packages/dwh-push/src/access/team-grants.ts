import type { CatalogApi } from '../config.js';
import { asLabelValue } from '../contract/labels.js';
import { LEDGER_FOLDER } from '../ledger/ledger.js';

/** A team, and where it may push. */
export interface TeamPlace {
  readonly team: string;
  readonly project: string;
  /** Where its tables are, each as `project.dataset`. */
  readonly datasets: readonly string[];
  readonly stagingBucket: string;
  readonly ledgerBucket: string;
  /** `projects/../locations/../taxonomies/..`; undefined: the team pushes no personal data. */
  readonly taxonomy: string | undefined;
  /** Where the aspect types are; `'off'`: there is no catalog. */
  readonly catalogProject: string;
  readonly catalogApi: CatalogApi;
}

/** What a grant is for. */
export type GrantId = 'jobs' | 'dataset' | 'bucket' | 'staging' | 'ledger' | 'metrics' | 'lineage' | 'entries' | 'aspects' | 'templates' | 'tags';

/** One role on one resource, and why. */
export interface Grant {
  readonly id: GrantId;
  /** A role of Google's, or the name of a custom role, which then has `permissions`. */
  readonly role: string;
  /** What of the role a push uses. */
  readonly permissions: readonly string[];
  readonly custom: boolean;
  readonly on: { readonly kind: 'project' | 'dataset' | 'bucket' | 'taxonomy'; readonly name: string };
  /** The dataset that it is for, where it is for one. */
  readonly dataset?: string;
  /** Only for objects whose names begin so. */
  readonly prefix?: string;
  readonly reason: string;
}

/** The permissions on a dataset, the least with which tables are made, filled and described. None of them reads rows. */
const DATASET_PERMISSIONS = ['bigquery.datasets.get', 'bigquery.tables.create', 'bigquery.tables.get', 'bigquery.tables.list', 'bigquery.tables.update', 'bigquery.tables.updateData'];

/** Everything that a team's service account needs in order to push, and nothing else. */
export function teamGrants({ team, project, datasets, stagingBucket, ledgerBucket, taxonomy, catalogProject, catalogApi }: TeamPlace): readonly Grant[] {
  const onProject = { kind: 'project', name: project } as const;
  const tagsTables = catalogProject !== 'off' && catalogApi === 'datacatalog';
  const catalog = catalogProject === 'off' ? [] : tagsTables ? [
    { id: 'templates', role: 'roles/datacatalog.tagTemplateUser', permissions: ['datacatalog.tagTemplates.use'], custom: false, on: { kind: 'project', name: catalogProject }, reason: 'uses the tag templates dwh_dataset and dwh_personal_data' },
  ] as const satisfies readonly Grant[] : [
    { id: 'entries', role: 'dwhCatalogWriter', permissions: ['dataplex.entries.update'], custom: true, on: onProject, reason: 'attaches owner, source and last push to the entries of its tables in the Knowledge Catalog' },
    { id: 'aspects', role: 'roles/dataplex.aspectTypeUser', permissions: ['dataplex.aspectTypes.use'], custom: false, on: { kind: 'project', name: catalogProject }, reason: 'uses the aspect types dwh-dataset and dwh-personal-data' },
  ] as const satisfies readonly Grant[];
  const tags = taxonomy === undefined ? [] : [
    { id: 'tags', role: 'roles/datacatalog.viewer', permissions: ['datacatalog.taxonomies.get'], custom: false, on: { kind: 'taxonomy', name: taxonomy }, reason: 'finds the policy tags of personal data and puts them on its columns' },
  ] as const satisfies readonly Grant[];
  return [
    { id: 'jobs', role: 'roles/bigquery.jobUser', permissions: ['bigquery.jobs.create'], custom: false, on: onProject, reason: 'runs load jobs, and sees and cancels its own' },
    ...datasets.map((name): Grant => ({ id: 'dataset', dataset: datasetOf(name), role: taxonomy === undefined ? 'dwhPusher' : 'dwhTaggingPusher', permissions: [...DATASET_PERMISSIONS, ...(taxonomy === undefined ? [] : ['bigquery.tables.setCategory']), ...(tagsTables ? ['bigquery.tables.updateTag'] : [])], custom: true, on: { kind: 'dataset', name }, reason: 'makes, fills and describes tables of its dataset; none of this reads rows' })),
    { id: 'bucket', role: 'roles/storage.legacyBucketReader', permissions: ['storage.buckets.get', 'storage.objects.list'], custom: false, on: { kind: 'bucket', name: stagingBucket }, reason: 'load jobs ask where the bucket is, and lists are asked of the whole bucket; names of objects, not their content' },
    ...datasets.map((name): Grant => ({ id: 'staging', dataset: datasetOf(name), role: 'roles/storage.objectUser', permissions: ['storage.objects.create', 'storage.objects.get', 'storage.objects.delete', 'storage.objects.update'], custom: false, on: { kind: 'bucket', name: stagingBucket }, prefix: `dwh-push/${name}/`, reason: 'stages records, and keeps leases and heads, in the folder of its dataset' })),
    { id: 'ledger', role: 'roles/storage.objectCreator', permissions: ['storage.objects.create'], custom: false, on: { kind: 'bucket', name: ledgerBucket }, prefix: `${LEDGER_FOLDER}team=${asLabelValue(team)}/`, reason: 'leaves its row of every push in the ledger; what is there it can neither change nor remove' },
    { id: 'metrics', role: 'roles/monitoring.metricWriter', permissions: ['monitoring.timeSeries.create', 'monitoring.metricDescriptors.create', 'monitoring.metricDescriptors.list'], custom: false, on: onProject, reason: 'writes the metrics of its pushes' },
    { id: 'lineage', role: 'roles/datalineage.producer', permissions: ['datalineage.events.create'], custom: false, on: onProject, reason: 'tells where its data comes from' },
    ...catalog,
    ...tags,
  ];
}

function datasetOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}
