import type { Call } from '../http/exchange.js';
import { wholeParam } from '../http/query-params.js';
import { objectMetadata } from './object-metadata.js';
import { preconditionsOf, requireConditions } from './preconditions.js';
import { refuseUnservedUpload } from './refuse-unserved.js';
import { hideMissing, requireWrite } from './require-write.js';
import type { StorageService } from './storage-service.js';
import type { ObjectMetadata, StoredObject } from './stored.js';

interface Place {
  readonly bucket: string;
  readonly name: string;
}

/** Copies content within the warehouse, bytes shared on disk; metadata that the body names replaces the source's as a whole. @throws ApiError 404, 412 */
export async function copyObject({ objects, blobs }: StorageService, call: Call, from: Place, to: Place): Promise<StoredObject> {
  refuseUnservedUpload(call);
  const sent = objectMetadata(await call.json());
  const { object: source, release } = await objects.pin(from.bucket, from.name, wholeParam(call.query, 'sourceGeneration')).catch(hideMissing(call.caller, from.bucket));
  try {
    requireConditions(preconditionsOf(call.query, 'ifSource'), source);
    await requireWrite(call.caller, objects, to.bucket, to.name, preconditionsOf(call.query));
    const metadata = Object.keys(sent).length > 0 ? sent : metadataOf(source);
    const { crc32c, md5Hash, componentCount } = source;
    const blob = await blobs.duplicate(source.blob);
    return await objects.put(
      { ...to, metadata, blob, size: Number(source.size), crc32c, ...(md5Hash === undefined ? {} : { md5Hash }), ...(componentCount === undefined ? {} : { componentCount }) },
      preconditionsOf(call.query),
    );
  } finally {
    release();
  }
}

function metadataOf({ contentType, contentEncoding, contentDisposition, contentLanguage, cacheControl, customTime, metadata }: StoredObject): ObjectMetadata {
  return JSON.parse(JSON.stringify({ contentType, contentEncoding, contentDisposition, contentLanguage, cacheControl, customTime, metadata })) as ObjectMetadata;
}
