import type { AccessControl } from '../iam/access-control.js';
import type { BlobStore } from '../blobs/blob-store.js';
import type { BucketStore } from './bucket-store.js';
import type { NotificationConfigs } from './notifications/notification-configs.js';
import type { ObjectStore } from './object-store.js';
import type { UploadSessions } from './resumable/upload-sessions.js';
import type { StorageClock } from './storage-clock.js';

/** What the routes work on. */
export interface StorageService {
  readonly access: AccessControl;
  readonly blobs: BlobStore;
  readonly buckets: BucketStore;
  readonly objects: ObjectStore;
  readonly uploads: UploadSessions;
  readonly notifications: NotificationConfigs;
  readonly clock: StorageClock;
}
