import { ApiError } from '../http/api-error.js';
import { etag } from './etag.js';
import { invalid, notServed } from './refusals.js';
import type { StoredBucket } from './stored.js';

const OUTPUT_ONLY = new Set('kind id selfLink name projectNumber project location locationType metageneration generation etag timeCreated updated satisfiesPZS satisfiesPZI acl defaultObjectAcl owner'.split(' '));

/** Fields that are kept and given back. Lifecycle rules are not carried out: nothing here lives long enough. */
const KEPT = ['labels', 'lifecycle', 'iamConfiguration', 'storageClass'] as const;

/** Settings that may be sent as long as they are off. */
const OFF: Readonly<Record<string, (value: object) => boolean>> = {
  versioning: (value) => !('enabled' in value) || value.enabled === false,
  hierarchicalNamespace: (value) => !('enabled' in value) || value.enabled === false,
  autoclass: (value) => !('enabled' in value) || value.enabled === false,
  billing: (value) => !('requesterPays' in value) || value.requesterPays === false,
  softDeletePolicy: (value) => 'retentionDurationSeconds' in value && Number(value.retentionDurationSeconds) === 0,
};

/** A bucket from what a client sends to create it. @throws ApiError 400, 501 */
export function newBucket(sent: Readonly<Record<string, unknown>>, project: string): StoredBucket {
  const now = new Date().toISOString();
  const location = sent['location'] ?? 'US';
  if (typeof location !== 'string' || !/^[a-z][a-z0-9-]*$/i.test(location)) throw new ApiError(400, 'invalid', 'The specified location constraint is not valid.');
  return {
    iamConfiguration: { uniformBucketLevelAccess: { enabled: true }, publicAccessPrevention: 'inherited' },
    storageClass: 'STANDARD',
    ...settings(sent),
    name: bucketName(sent['name']),
    project,
    location: location.toUpperCase(),
    metageneration: '1',
    timeCreated: now,
    updated: now,
  };
}

/** @throws ApiError 400, 501 */
export function patchedBucket(current: StoredBucket, sent: Readonly<Record<string, unknown>>): StoredBucket {
  if (typeof sent['location'] === 'string' && sent['location'].toUpperCase() !== current.location) throw invalid('The location of a bucket cannot be changed.');
  const changed = settings(sent);
  const merged: StoredBucket = { ...current, ...changed, metageneration: String(BigInt(current.metageneration) + 1n), updated: new Date().toISOString() };
  const labels = Object.fromEntries(Object.entries({ ...(sent['labels'] === null ? {} : current.labels), ...changed.labels }).filter(([, value]) => value !== null));
  const { lifecycle, labels: _replaced, ...rest } = merged;
  return { ...rest, ...(Object.keys(labels).length === 0 ? {} : { labels }), ...(lifecycle === undefined || sent['lifecycle'] === null ? {} : { lifecycle }), iamConfiguration: { ...current.iamConfiguration, ...changed.iamConfiguration } };
}

export function bucketResource(bucket: StoredBucket, origin: string): Record<string, unknown> {
  const { project: _owner, ...fields } = bucket;
  return {
    kind: 'storage#bucket',
    id: bucket.name,
    selfLink: `${origin}/storage/v1/b/${bucket.name}`,
    projectNumber: '0',
    ...fields,
    locationType: locationType(bucket.location),
    softDeletePolicy: { retentionDurationSeconds: '0' },
    etag: etag('1', bucket.metageneration),
  };
}

export function locationType(location: string): string {
  if (['US', 'EU', 'ASIA'].includes(location)) return 'multi-region';
  return ['EUR4', 'NAM4', 'ASIA1'].includes(location) ? 'dual-region' : 'region';
}

function bucketName(name: unknown): string {
  if (typeof name === 'string' && /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(name) && !name.includes('..') && !/^(?:goog|\d+\.\d+\.\d+\.\d+$)/.test(name) && name.split('.').every((part) => part.length <= 63)) return name;
  throw invalid(`Invalid bucket name: ${JSON.stringify(typeof name === 'string' ? name.slice(0, 222) : (name ?? ''))}.`);
}

function settings(sent: Readonly<Record<string, unknown>>): Partial<Pick<StoredBucket, (typeof KEPT)[number]>> {
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(sent)) {
    if (value === null || value === undefined || OUTPUT_ONLY.has(field)) continue;
    if (KEPT.some((known) => known === field)) kept[field] = checked(field, value);
    else if (!(typeof value === 'object' && OFF[field]?.(value) === true)) throw notServed(`The bucket field ${JSON.stringify(field)}${OFF[field] === undefined ? '' : ' with this value'}`);
  }
  return kept;
}

function checked(field: string, value: unknown): unknown {
  if (field === 'storageClass') {
    if (value !== 'STANDARD') throw notServed(`The storage class ${JSON.stringify(value)}`);
  } else if (typeof value !== 'object' || Array.isArray(value)) throw invalid(`Invalid value for the bucket field ${JSON.stringify(field)}.`);
  return value;
}
