import type { Call } from '../http/exchange.js';
import { wholeParam } from '../http/query-params.js';
import { objectMetadata } from './object-metadata.js';
import type { ConsumedObject, PinnedObject } from './new-object.js';
import { preconditionsOf, requireConditions } from './preconditions.js';
import { refuseUnservedUpload } from './refuse-unserved.js';
import { hideMissing, requireWrite } from './require-write.js';
import { rewriteProgress } from './rewrite-token.js';
import { storageClassOf } from './storage-class.js';
import type { StorageService } from './storage-service.js';
import type { ObjectMetadata, StoredObject } from './stored.js';

export interface Place {
  readonly bucket: string;
  readonly name: string;
}

export type Rewritten = { readonly object: StoredObject } | { readonly token: string; readonly rewritten: number; readonly size: string };

/** Copies content within the warehouse, bytes shared on disk; metadata that the body names replaces the source's as a whole. @throws ApiError 404, 412 */
export async function copyObject(service: StorageService, call: Call, from: Place, to: Place): Promise<StoredObject> {
  return withSource(service, call, from, async (source, sent) => copy(service, call, source, sent, to));
}

/** As a copy, in as many calls as it takes. @throws ApiError 400, 404, 412 */
export async function rewriteObject(service: StorageService, call: Call, from: Place, to: Place): Promise<Rewritten> {
  return withSource(service, call, from, async (source, sent) => {
    const [home, target] = [await service.buckets.get(from.bucket), await service.buckets.get(to.bucket)];
    const moves = home.location !== target.location || (source.object.storageClass ?? 'STANDARD') !== (classOf(sent) ?? target.storageClass);
    const { token, rewritten } = rewriteProgress(call.query, source.object, `${to.bucket}/${to.name}`, moves);
    return token === undefined ? { object: await copy(service, call, source, sent, to) } : { token, rewritten, size: source.object.size };
  });
}

/** Renames within a bucket, in one commit. @throws ApiError 404, 412 */
export async function moveObject(service: StorageService, call: Call, from: Place, to: Place): Promise<StoredObject> {
  return withSource(service, call, from, async (source) => copy(service, call, source, {}, to, [{ object: source.object, forGood: false }]));
}

async function withSource<T>({ objects }: StorageService, call: Call, from: Place, work: (source: PinnedObject, sent: Record<string, unknown>) => Promise<T>): Promise<T> {
  refuseUnservedUpload(call);
  const sent = await call.json();
  const source = await objects.pin(from.bucket, from.name, wholeParam(call.query, 'sourceGeneration')).catch(hideMissing(call.caller, from.bucket));
  try {
    requireConditions(preconditionsOf(call.query, 'ifSource'), source.object);
    return await work(source, sent);
  } finally {
    source.release();
  }
}

async function copy({ objects, blobs }: StorageService, call: Call, { object: source }: PinnedObject, sent: Record<string, unknown>, to: Place, consumed: readonly ConsumedObject[] = []): Promise<StoredObject> {
  const described = objectMetadata(sent);
  const storageClass = consumed.length > 0 ? source.storageClass : classOf(sent);
  await requireWrite(call.caller, objects, to.bucket, to.name, preconditionsOf(call.query));
  const { crc32c, md5Hash, componentCount } = source;
  const kept = { ...(md5Hash === undefined ? {} : { md5Hash }), ...(componentCount === undefined ? {} : { componentCount }), ...(storageClass === undefined ? {} : { storageClass }) };
  // Contexts go along also where the rest of the metadata is replaced.
  const { contexts: sentContexts, ...others } = described;
  const { contexts = sentContexts, ...inherited } = metadataOf(source);
  const metadata = { ...(Object.keys(others).length > 0 ? others : inherited), ...withContexts(sentContexts ?? contexts) };
  const blob = await blobs.duplicate(source.blob);
  return objects.put({ ...to, metadata, blob, size: Number(source.size), crc32c, ...kept, consumed }, preconditionsOf(call.query));
}

function withContexts(contexts: ObjectMetadata['contexts']): Pick<ObjectMetadata, 'contexts'> {
  return contexts === undefined ? {} : { contexts };
}

function classOf({ storageClass }: Record<string, unknown>): string | undefined {
  return storageClass === undefined || storageClass === null || storageClass === '' ? undefined : storageClassOf(storageClass);
}

function metadataOf({ contentType, contentEncoding, contentDisposition, contentLanguage, cacheControl, customTime, metadata, contexts }: StoredObject): ObjectMetadata {
  return JSON.parse(JSON.stringify({ contentType, contentEncoding, contentDisposition, contentLanguage, cacheControl, customTime, metadata, contexts })) as ObjectMetadata;
}
