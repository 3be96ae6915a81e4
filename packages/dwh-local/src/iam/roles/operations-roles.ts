const PROJECT = ['resourcemanager.projects.get', 'resourcemanager.projects.list'];
const READ_DESCRIPTORS = ['monitoring.metricDescriptors.get', 'monitoring.metricDescriptors.list', 'monitoring.monitoredResourceDescriptors.get', 'monitoring.monitoredResourceDescriptors.list'];

/** As published in 2026, without what belongs to services that are not served. https://docs.cloud.google.com/iam/docs/roles-permissions */
export const OPERATIONS_ROLES: Readonly<Record<string, readonly string[]>> = {
  'roles/monitoring.metricWriter': [...READ_DESCRIPTORS, 'monitoring.metricDescriptors.create', 'monitoring.timeSeries.create'],
  'roles/monitoring.viewer': [
    ...[...READ_DESCRIPTORS, 'monitoring.timeSeries.list', 'monitoring.alertPolicies.get', 'monitoring.alertPolicies.list', 'monitoring.dashboards.get', 'monitoring.dashboards.list'],
    ...PROJECT,
  ],
  'roles/iam.serviceAccountTokenCreator': [
    ...['get', 'getAccessToken', 'getOpenIdToken', 'implicitDelegation', 'list', 'signBlob', 'signJwt'].map((verb) => `iam.serviceAccounts.${verb}`),
    ...PROJECT,
  ],
  'roles/iam.workloadIdentityUser': ['get', 'getAccessToken', 'getOpenIdToken', 'list'].map((verb) => `iam.serviceAccounts.${verb}`),
  'roles/serviceusage.serviceUsageConsumer': [
    ...['monitoring.timeSeries.list', 'serviceusage.operations.get', 'serviceusage.operations.list', 'serviceusage.quotas.get'],
    ...['serviceusage.services.get', 'serviceusage.services.list', 'serviceusage.services.use'],
  ],
};
