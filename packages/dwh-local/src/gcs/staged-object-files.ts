import type { BlobStore } from '../blobs/blob-store.js';
import { ApiError } from '../http/api-error.js';
import type { PinnedObject } from './new-object.js';
import type { ObjectStore } from './object-store.js';
import type { StagedFile, StagedFiles } from './staged-files.js';

/** The objects of this warehouse's buckets, for load jobs. */
export function stagedObjectFiles(objects: ObjectStore, blobs: BlobStore): StagedFiles {
  return {
    resolve: async (uri) => {
      const { bucket, prefix, suffix } = parseUri(uri);
      const pinned = await pin(objects, bucket, prefix, suffix, uri);
      const release = () => {
        for (const one of pinned) one.release();
      };
      return { files: pinned.map(({ object }) => stagedFile(object, blobs)), release };
    },
  };
}

function stagedFile({ bucket, name, blob, size, contentType, contentEncoding, generation }: PinnedObject['object'], blobs: BlobStore): StagedFile {
  return {
    uri: `gs://${bucket}/${name}`,
    path: blobs.path(blob),
    size: Number(size),
    ...(contentType === undefined ? {} : { contentType }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    generation,
  };
}

async function pin(objects: ObjectStore, bucket: string, prefix: string, suffix: string | undefined, uri: string): Promise<PinnedObject[]> {
  try {
    const fits = (name: string) => (suffix === undefined ? name === prefix : name.length >= prefix.length + suffix.length && name.endsWith(suffix));
    const found = await objects.pinAll(bucket, prefix, fits);
    if (found.length > 0) return found;
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  }
  throw new ApiError(404, 'notFound', `Not found: URI ${uri}`);
}

/** `suffix` is what follows the `*`; without one the prefix is the whole name. */
function parseUri(uri: string): { bucket: string; prefix: string; suffix?: string } {
  const parts = /^gs:\/\/([^/]+)\/(.+)$/s.exec(uri);
  if (parts === null) throw new ApiError(400, 'invalid', `Invalid source URI: ${uri}. A Cloud Storage URI has the form gs://bucket/object.`);
  const [, bucket = '', name = ''] = parts;
  if (bucket.includes('*')) throw new ApiError(400, 'invalid', `Invalid source URI: ${uri}. A wildcard must come after the bucket name.`);
  if (/#\d+$/.test(name)) throw new ApiError(400, 'invalid', `Invalid source URI: ${uri}. A load cannot name an object's generation.`);
  const [prefix = '', suffix, ...more] = name.split('*');
  if (more.length > 0) throw new ApiError(400, 'invalid', `Invalid source URI: ${uri}. Only one wildcard is allowed.`);
  return { bucket, prefix, ...(suffix === undefined ? {} : { suffix }) };
}
