const READ_METADATA = [
  ...['bigquery.datasets.get', 'bigquery.datasets.getIamPolicy', 'bigquery.models.getMetadata', 'bigquery.models.list', 'bigquery.routines.get', 'bigquery.routines.list'],
  ...['bigquery.tables.get', 'bigquery.tables.getIamPolicy', 'bigquery.tables.list', 'resourcemanager.projects.get', 'resourcemanager.projects.list'],
];
const READ = [...READ_METADATA, 'bigquery.models.export', 'bigquery.models.getData', 'bigquery.tables.createSnapshot', 'bigquery.tables.export', 'bigquery.tables.getData'];
const EDIT = [
  ...READ,
  ...['bigquery.config.get', 'bigquery.datasets.create', 'bigquery.datasets.updateTag'],
  ...['bigquery.models.create', 'bigquery.models.delete', 'bigquery.models.updateData', 'bigquery.models.updateMetadata', 'bigquery.models.updateTag'],
  ...['bigquery.routines.create', 'bigquery.routines.delete', 'bigquery.routines.update', 'bigquery.routines.updateTag'],
  ...['bigquery.tables.create', 'bigquery.tables.createIndex', 'bigquery.tables.delete', 'bigquery.tables.deleteIndex', 'bigquery.tables.restoreSnapshot'],
  ...['bigquery.tables.update', 'bigquery.tables.updateData', 'bigquery.tables.updateTag'],
];
const OWN = [
  ...EDIT,
  ...['bigquery.datasets.delete', 'bigquery.datasets.setIamPolicy', 'bigquery.datasets.update'],
  ...['bigquery.rowAccessPolicies.create', 'bigquery.rowAccessPolicies.delete', 'bigquery.rowAccessPolicies.getIamPolicy', 'bigquery.rowAccessPolicies.list'],
  ...['bigquery.rowAccessPolicies.setIamPolicy', 'bigquery.rowAccessPolicies.update', 'bigquery.tables.deleteSnapshot', 'bigquery.tables.setCategory', 'bigquery.tables.setIamPolicy'],
];
const PROJECT = ['resourcemanager.projects.get', 'resourcemanager.projects.list'];

/** As published in 2026, without what belongs to services that are not served. https://docs.cloud.google.com/iam/docs/roles-permissions/bigquery */
export const BIGQUERY_ROLES: Readonly<Record<string, readonly string[]>> = {
  'roles/bigquery.jobUser': ['bigquery.jobs.create', ...PROJECT],
  'roles/bigquery.user': [
    ...['bigquery.config.get', 'bigquery.datasets.create', 'bigquery.datasets.get', 'bigquery.datasets.getIamPolicy', 'bigquery.jobs.create', 'bigquery.jobs.list', 'bigquery.models.list'],
    ...['bigquery.readsessions.create', 'bigquery.readsessions.getData', 'bigquery.readsessions.update', 'bigquery.routines.list', 'bigquery.tables.list', 'dataplex.projects.search', ...PROJECT],
  ],
  'roles/bigquery.metadataViewer': READ_METADATA,
  'roles/bigquery.dataViewer': READ,
  'roles/bigquery.dataEditor': [...EDIT, 'bigquery.tables.replicateData', 'bigquery.tables.updateIndex'],
  'roles/bigquery.dataOwner': OWN,
  'roles/bigquery.admin': [
    ...OWN,
    ...['bigquery.config.update', 'bigquery.jobs.create', 'bigquery.jobs.delete', 'bigquery.jobs.get', 'bigquery.jobs.list', 'bigquery.jobs.listAll', 'bigquery.jobs.listExecutionMetadata', 'bigquery.jobs.update'],
    ...['bigquery.readsessions.create', 'bigquery.readsessions.getData', 'bigquery.readsessions.update', 'bigquery.rowAccessPolicies.get', 'bigquery.rowAccessPolicies.overrideTimeTravelRestrictions'],
    ...['bigquery.tables.replicateData', 'bigquery.tables.setColumnDataPolicy', 'bigquery.tables.updateIndex', 'dataplex.projects.search'],
  ],
};
