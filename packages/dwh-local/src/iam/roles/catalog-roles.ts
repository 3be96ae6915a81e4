const PROJECT = ['resourcemanager.projects.get', 'resourcemanager.projects.list'];
const READ_TYPES = ['dataplex.aspectTypes.get', 'dataplex.aspectTypes.list', 'dataplex.entryTypes.get', 'dataplex.entryTypes.list'];
const READ_POLICIES = ['dataplex.aspectTypes.getIamPolicy', 'dataplex.entryGroups.getIamPolicy', 'dataplex.entryTypes.getIamPolicy'];
const CHANGE_ENTRIES = ['dataplex.entries.create', 'dataplex.entries.delete', 'dataplex.entries.get', 'dataplex.entries.link', 'dataplex.entries.list', 'dataplex.entries.update'];
const USE_ASPECTS = ['Contacts', 'Generic', 'Overview', 'Schema'].map((name) => `dataplex.entryGroups.use${name}Aspect`);
const USE_MORE_ASPECTS = ['DataProfile', 'DataQualityScorecard', 'Descriptions', 'Queries', 'RefreshCadence', 'SchemaJoin', 'Storage'].map((name) => `dataplex.entryGroups.use${name}Aspect`);
const CHANGE_ASPECT_TYPES = ['dataplex.aspectTypes.create', 'dataplex.aspectTypes.delete', 'dataplex.aspectTypes.update'];
const VIEW = [...READ_TYPES, ...READ_POLICIES, 'dataplex.entries.get', 'dataplex.entries.list', 'dataplex.entryGroups.get', 'dataplex.entryGroups.list', 'dataplex.locations.get', 'dataplex.locations.list', 'dataplex.projects.search', ...PROJECT];

/** As published in 2026, without what belongs to methods that are not served. https://docs.cloud.google.com/iam/docs/roles-permissions/dataplex */
export const CATALOG_ROLES: Readonly<Record<string, readonly string[]>> = {
  'roles/dataplex.catalogViewer': VIEW,
  'roles/dataplex.catalogEditor': [
    ...[...VIEW, ...CHANGE_ENTRIES, ...USE_ASPECTS, ...USE_MORE_ASPECTS, ...CHANGE_ASPECT_TYPES, 'dataplex.aspectTypes.use', 'dataplex.entries.getData', 'dataplex.operations.get'],
    ...['dataplex.entryGroups.create', 'dataplex.entryGroups.delete', 'dataplex.entryGroups.update', 'dataplex.entryGroups.useGenericEntry'],
    ...['dataplex.entryTypes.create', 'dataplex.entryTypes.delete', 'dataplex.entryTypes.update', 'dataplex.entryTypes.use'],
  ],
  'roles/dataplex.entryOwner': [...READ_TYPES, ...CHANGE_ENTRIES, ...USE_ASPECTS, 'dataplex.aspectTypes.use', 'dataplex.entryGroups.get', 'dataplex.entryGroups.useGenericEntry', 'dataplex.entryTypes.use', 'dataplex.projects.search', ...PROJECT],
  'roles/dataplex.aspectTypeUser': ['dataplex.aspectTypes.get', 'dataplex.aspectTypes.list', 'dataplex.aspectTypes.use', 'dataplex.projects.search', ...PROJECT],
  'roles/dataplex.aspectTypeOwner': [
    ...[...CHANGE_ASPECT_TYPES, 'dataplex.aspectTypes.get', 'dataplex.aspectTypes.getIamPolicy', 'dataplex.aspectTypes.list', 'dataplex.aspectTypes.setIamPolicy', 'dataplex.aspectTypes.use'],
    ...['dataplex.operations.get', 'dataplex.projects.search', ...PROJECT],
  ],
  'roles/datacatalog.categoryAdmin': [
    ...['datacatalog.categories.getIamPolicy', 'datacatalog.categories.setIamPolicy', ...PROJECT],
    ...['create', 'delete', 'get', 'getIamPolicy', 'list', 'setIamPolicy', 'update'].map((verb) => `datacatalog.taxonomies.${verb}`),
  ],
  'roles/datacatalog.categoryFineGrainedReader': ['datacatalog.categories.fineGrainedGet'],
  'roles/datacatalog.tagTemplateUser': [...PROJECT, ...['get', 'getTag', 'use'].map((verb) => `datacatalog.tagTemplates.${verb}`)],
  'roles/datacatalog.tagTemplateOwner': [...PROJECT, ...['create', 'delete', 'get', 'getIamPolicy', 'getTag', 'setIamPolicy', 'update', 'use'].map((verb) => `datacatalog.tagTemplates.${verb}`)],
  'roles/datacatalog.viewer': [...VIEW, 'bigquery.datasets.get', 'bigquery.models.getMetadata', 'bigquery.routines.get', 'bigquery.tables.get', 'datacatalog.taxonomies.get', 'datacatalog.taxonomies.list'],
  'roles/datalineage.producer': [
    ...['datalineage.events.create', 'datalineage.processes.create', 'datalineage.processes.get', 'datalineage.processes.update'],
    ...['datalineage.runs.create', 'datalineage.runs.get', 'datalineage.runs.update', ...PROJECT],
  ],
  'roles/datalineage.viewer': [
    ...['datalineage.events.get', 'datalineage.events.list', 'datalineage.locations.searchLinks', 'datalineage.processes.get', 'datalineage.processes.list'],
    ...['datalineage.runs.get', 'datalineage.runs.list', ...PROJECT],
  ],
};
