import type { BlobStore } from '../blobs/blob-store.js';
import type { BucketStore } from './bucket-store.js';
import type { ObjectStore } from './object-store.js';
import type { UploadSessions } from './resumable/upload-sessions.js';

/** What the routes work on. */
export interface StorageService {
  readonly blobs: BlobStore;
  readonly buckets: BucketStore;
  readonly objects: ObjectStore;
  readonly uploads: UploadSessions;
}
