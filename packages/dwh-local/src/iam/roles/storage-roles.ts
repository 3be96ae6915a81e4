const PROJECT = ['resourcemanager.projects.get', 'resourcemanager.projects.list'];
const MULTIPART = ['storage.multipartUploads.abort', 'storage.multipartUploads.create', 'storage.multipartUploads.list', 'storage.multipartUploads.listParts'];
const FOLDERS = ['storage.folders.create', 'storage.folders.delete', 'storage.folders.get', 'storage.folders.list', 'storage.folders.rename'];
const MANAGED_FOLDERS = ['storage.managedFolders.create', 'storage.managedFolders.delete', 'storage.managedFolders.get', 'storage.managedFolders.list'];
const MANAGED_FOLDER_POLICIES = ['storage.managedFolders.getIamPolicy', 'storage.managedFolders.setIamPolicy'];
const USE_OBJECTS = [
  ...['orgpolicy.policy.get', ...PROJECT, ...FOLDERS, ...MANAGED_FOLDERS, ...MULTIPART],
  ...['storage.objects.create', 'storage.objects.delete', 'storage.objects.get', 'storage.objects.list', 'storage.objects.move', 'storage.objects.restore', 'storage.objects.update'],
  ...['storage.objects.createContext', 'storage.objects.deleteContext', 'storage.objects.updateContext'],
];
const ADMINISTER_OBJECTS = [...USE_OBJECTS, 'storage.objects.getIamPolicy', 'storage.objects.overrideUnlockedRetention', 'storage.objects.setIamPolicy', 'storage.objects.setRetention'];
const OWN_BUCKET = ['storage.buckets.get', 'storage.buckets.getIamPolicy', 'storage.buckets.setIamPolicy', 'storage.buckets.update', 'storage.buckets.restore', 'storage.buckets.enableObjectRetention'];

/** As published in 2026, without what belongs to services that are not served. https://docs.cloud.google.com/storage/docs/access-control/iam-roles */
export const STORAGE_ROLES: Readonly<Record<string, readonly string[]>> = {
  'roles/storage.objectCreator': [
    ...['orgpolicy.policy.get', ...PROJECT, 'storage.folders.create', 'storage.managedFolders.create', 'storage.multipartUploads.abort', 'storage.multipartUploads.create'],
    ...['storage.multipartUploads.listParts', 'storage.objects.create', 'storage.objects.createContext'],
  ],
  'roles/storage.objectViewer': [...PROJECT, 'storage.folders.get', 'storage.folders.list', 'storage.managedFolders.get', 'storage.managedFolders.list', 'storage.objects.get', 'storage.objects.list'],
  'roles/storage.objectUser': USE_OBJECTS,
  'roles/storage.objectAdmin': ADMINISTER_OBJECTS,
  'roles/storage.bucketViewer': ['storage.buckets.get', 'storage.buckets.list'],
  'roles/storage.admin': [...ADMINISTER_OBJECTS, ...MANAGED_FOLDER_POLICIES, ...OWN_BUCKET, 'storage.buckets.create', 'storage.buckets.delete', 'storage.buckets.list', 'storage.buckets.relocate'],
  'roles/storage.legacyBucketReader': ['storage.buckets.get', 'storage.multipartUploads.list', 'storage.objects.list'],
  'roles/storage.legacyBucketWriter': ['storage.buckets.get', ...MULTIPART, 'storage.objects.create', 'storage.objects.delete', 'storage.objects.list'],
  'roles/storage.legacyBucketOwner': [
    ...[...OWN_BUCKET, ...FOLDERS, ...MANAGED_FOLDERS, ...MANAGED_FOLDER_POLICIES, ...MULTIPART],
    ...['storage.objects.create', 'storage.objects.delete', 'storage.objects.list', 'storage.objects.restore', 'storage.objects.setRetention'],
  ],
  'roles/storage.legacyObjectReader': ['storage.objects.get'],
  'roles/storage.legacyObjectOwner': ['storage.objects.get', 'storage.objects.getIamPolicy', 'storage.objects.overrideUnlockedRetention', 'storage.objects.setIamPolicy', 'storage.objects.setRetention', 'storage.objects.update'],
};
