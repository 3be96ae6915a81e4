import type { ApiError } from '../http/api-error.js';
import { mergedContexts } from './object-contexts.js';
import { invalid, notServed, uniformAccess } from './refusals.js';
import type { ObjectMetadata, StoredObject } from './stored.js';

const TEXT_FIELDS = ['contentType', 'contentEncoding', 'contentDisposition', 'contentLanguage', 'cacheControl', 'customTime'] as const;

/** Fields of an object's resource that a client may send back although the service sets them: they have no effect there either. */
const OUTPUT_ONLY = new Set(
  'kind id selfLink mediaLink name bucket generation metageneration size etag owner timeCreated updated timeDeleted timeStorageClassUpdated timeFinalized componentCount crc32c md5Hash softDeleteTime hardDeleteTime retentionExpirationTime storageClass'.split(' '),
);

/** Values that ask for nothing beyond what the warehouse does anyway. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  temporaryHold: [false],
  eventBasedHold: [false],
};

/** The lists that SUPPORTED.md has. */
export const OBJECT_FIELDS = { carried: [...TEXT_FIELDS, 'metadata', 'contexts', 'storageClass', 'crc32c', 'md5Hash'], refused: ['acl', 'customerEncryption', 'eventBasedHold', 'kmsKeyName', 'retention', 'temporaryHold'] };

/** The writable part of an object's resource. @throws ApiError 400 for values of the wrong kind, also for fields that are not served. */
export function objectMetadata(sent: Readonly<Record<string, unknown>>): ObjectMetadata {
  return merge({}, sent);
}

/** PATCH: fields that are absent stay, null removes; so it is inside `metadata` too. @throws as `objectMetadata` */
export function patchedMetadata(current: StoredObject, sent: Readonly<Record<string, unknown>>): ObjectMetadata {
  return onward(current, sent, merge(current, sent));
}

/** PUT: fields that are absent go. @throws as `objectMetadata` */
export function replacedMetadata(current: StoredObject, sent: Readonly<Record<string, unknown>>): ObjectMetadata {
  return onward(current, sent, merge({}, sent));
}

function onward(current: StoredObject, { storageClass }: Readonly<Record<string, unknown>>, next: ObjectMetadata): ObjectMetadata {
  if (typeof storageClass === 'string' && storageClass !== (current.storageClass ?? 'STANDARD')) throw invalid('The storage class of an object is changed by rewriting it.');
  if (current.customTime !== undefined && !(next.customTime !== undefined && Date.parse(next.customTime) >= Date.parse(current.customTime))) throw invalid('Custom time cannot be removed or set to an earlier time.');
  return next;
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;

function merge(current: ObjectMetadata, sent: Readonly<Record<string, unknown>>): ObjectMetadata {
  refuseUnserved(sent);
  const merged: Record<string, unknown> = {};
  for (const field of TEXT_FIELDS) {
    const value = sent[field] === undefined ? current[field] : sent[field];
    if (value === null || value === undefined || value === '') continue;
    if (typeof value !== 'string' || (field === 'customTime' && !RFC_3339.test(value))) throw wrongKind(field);
    merged[field] = value;
  }
  const custom = mergeCustom(current.metadata ?? {}, sent['metadata']);
  const contexts = mergedContexts(current.contexts?.custom ?? {}, sent['contexts']);
  return { ...merged, ...(Object.keys(custom).length === 0 ? {} : { metadata: custom }), ...(Object.keys(contexts).length === 0 ? {} : { contexts: { custom: contexts } }) };
}

/** https://docs.cloud.google.com/storage/quotas#objects */
const MAX_CUSTOM_BYTES = 8192;

function mergeCustom(current: Readonly<Record<string, string>>, sent: unknown): Record<string, string> {
  if (sent === undefined) return { ...current };
  if (sent === null) return {};
  if (typeof sent !== 'object' || Array.isArray(sent)) throw wrongKind('metadata');
  const merged = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(sent)) {
    if (value === null) merged.delete(key);
    else if (typeof value === 'string') merged.set(key, value);
    else if (typeof value === 'boolean' || typeof value === 'number') merged.set(key, String(value));
    else throw wrongKind('metadata');
  }
  const bytes = [...merged].reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (bytes > MAX_CUSTOM_BYTES) throw invalid(`The custom metadata of an object is at most ${MAX_CUSTOM_BYTES} bytes of keys and values.`);
  return Object.fromEntries(merged);
}

function refuseUnserved(sent: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(sent)) {
    if (value === null || value === undefined || OUTPUT_ONLY.has(field) || field === 'metadata' || field === 'contexts' || TEXT_FIELDS.some((known) => known === field)) continue;
    if (NEUTRAL[field]?.includes(value) === true || (field === 'acl' && Array.isArray(value) && value.length === 0)) continue;
    if (field === 'acl') throw uniformAccess('insert legacy ACL for an object');
    throw notServed(`The object field ${JSON.stringify(field)}${NEUTRAL[field] === undefined ? '' : ' with this value'}`);
  }
}

function wrongKind(field: string): ApiError {
  return invalid(`Invalid value for the object field ${JSON.stringify(field)}.`);
}
