import { createReadStream } from 'node:fs';

import type { BlobStore } from '../blobs/blob-store.js';
import type { Caller } from '../iam/caller.js';
import { objectName } from './object-name.js';
import type { ObjectStore } from './object-store.js';
import { requireWrite } from './require-write.js';

/** Where extract jobs put their files. */
export interface WrittenObjects {
  /** Makes a file the content of an object, in the place of one that is there. The file stays. @throws ApiError 403, 404 for the bucket */
  put(caller: Caller, bucket: string, name: string, path: string): Promise<void>;
}

/** Objects in this warehouse's buckets. */
export function writtenObjects(objects: ObjectStore, blobs: BlobStore): WrittenObjects {
  return {
    put: async (caller, bucket, name, path) => {
      await requireWrite(caller, objects, bucket, objectName(name), {});
      const { id, ...content } = await blobs.write(createReadStream(path));
      await objects.put({ bucket, name, metadata: { contentType: 'application/octet-stream' }, blob: id, ...content }, {});
    },
  };
}
