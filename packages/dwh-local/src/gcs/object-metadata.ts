import type { ApiError } from '../http/api-error.js';
import { invalid, notServed } from './refusals.js';
import type { ObjectMetadata } from './stored.js';

const TEXT_FIELDS = ['contentType', 'contentEncoding', 'contentDisposition', 'contentLanguage', 'cacheControl', 'customTime'] as const;

/** Fields of an object's resource that a client may send back although the service sets them: they have no effect there either. */
const OUTPUT_ONLY = new Set(
  'kind id selfLink mediaLink name bucket generation metageneration size etag owner timeCreated updated timeDeleted timeStorageClassUpdated timeFinalized componentCount crc32c md5Hash softDeleteTime hardDeleteTime retentionExpirationTime acl'.split(' '),
);

/** Values that ask for nothing beyond what the warehouse does anyway. */
const NEUTRAL: Readonly<Record<string, readonly unknown[]>> = {
  storageClass: ['STANDARD', 'MULTI_REGIONAL', 'REGIONAL', ''],
  temporaryHold: [false],
  eventBasedHold: [false],
};

/** The writable part of an object's resource. @throws ApiError 400 for values of the wrong kind, 501 for fields that are not served. */
export function objectMetadata(sent: Readonly<Record<string, unknown>>): ObjectMetadata {
  return merge({}, sent);
}

/** PATCH: fields that are absent stay, null removes; so it is inside `metadata` too. @throws as `objectMetadata` */
export function patchedMetadata(current: ObjectMetadata, sent: Readonly<Record<string, unknown>>): ObjectMetadata {
  return merge(current, sent);
}

function merge(current: ObjectMetadata, sent: Readonly<Record<string, unknown>>): ObjectMetadata {
  refuseUnserved(sent);
  const merged: Record<string, unknown> = {};
  for (const field of TEXT_FIELDS) {
    const value = sent[field] === undefined ? current[field] : sent[field];
    if (value === null || value === undefined || value === '') continue;
    if (typeof value !== 'string') throw wrongKind(field);
    merged[field] = value;
  }
  const custom = mergeCustom(current.metadata ?? {}, sent['metadata']);
  return { ...merged, ...(Object.keys(custom).length === 0 ? {} : { metadata: custom }) };
}

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
  return Object.fromEntries(merged);
}

function refuseUnserved(sent: Readonly<Record<string, unknown>>): void {
  for (const [field, value] of Object.entries(sent)) {
    if (value === null || value === undefined || OUTPUT_ONLY.has(field) || field === 'metadata' || TEXT_FIELDS.some((known) => known === field)) continue;
    if (NEUTRAL[field]?.includes(value) === true) continue;
    throw notServed(`The object field ${JSON.stringify(field)}${NEUTRAL[field] === undefined ? '' : ' with this value'}`);
  }
}

function wrongKind(field: string): ApiError {
  return invalid(`Invalid value for the object field ${JSON.stringify(field)}.`);
}
