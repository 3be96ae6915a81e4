import { ApiError } from '../http/api-error.js';
import { projectNumber } from '../resources/project-number.js';
import { bucketSettings } from './bucket-settings.js';
import { etag } from './etag.js';
import { invalid } from './refusals.js';
import type { StoredBucket } from './stored.js';

type Sent = Readonly<Record<string, unknown>>;

const NEW_SETTINGS = { iamConfiguration: { publicAccessPrevention: 'inherited' }, storageClass: 'STANDARD' };

/** A bucket from what a client sends to create it. @throws ApiError 400 */
export function newBucket(sent: Sent, project: string, now: string): StoredBucket {
  const location = sent['location'] ?? 'US';
  if (typeof location !== 'string' || !/^[a-z][a-z0-9-]*$/i.test(location)) throw new ApiError(400, 'invalid', 'The specified location constraint is not valid.');
  const made: StoredBucket = { ...NEW_SETTINGS, ...bucketSettings(sent, now), name: bucketName(sent['name']), project, location: location.toUpperCase(), metageneration: '1', timeCreated: now, updated: now };
  return withLabels(made, made.labels ?? {});
}

/** What is absent stays, null takes away; inside labels and iamConfiguration too. @throws ApiError 400 */
export function patchedBucket(current: StoredBucket, sent: Sent, now: string): StoredBucket {
  requirePlace(current, sent);
  // Nothing asked for is nothing changed, not even the metageneration.
  if (Object.keys(sent).length === 0) return current;
  const changed = bucketSettings(sent, now);
  const kept = Object.fromEntries(Object.entries(current).filter(([field]) => !(field in NEW_SETTINGS) && (sent[field] === undefined || isFact(field)))) as unknown as StoredBucket;
  const next: StoredBucket = {
    ...kept,
    ...NEW_SETTINGS,
    ...(sent['storageClass'] === null ? {} : { storageClass: current.storageClass }),
    ...changed,
    iamConfiguration: { ...current.iamConfiguration, ...changed.iamConfiguration },
    metageneration: String(BigInt(current.metageneration) + 1n),
    updated: now,
  };
  return withLabels(next, sent['labels'] === null ? {} : { ...current.labels, ...changed.labels });
}

/** PUT: the settings are those that are sent, and no others. @throws ApiError 400 */
export function replacedBucket(current: StoredBucket, sent: Sent, now: string): StoredBucket {
  requirePlace(current, sent);
  const { name, project, location, timeCreated, customPlacementConfig } = current;
  const next: StoredBucket = { ...NEW_SETTINGS, ...(customPlacementConfig === undefined ? {} : { customPlacementConfig }), ...bucketSettings(sent, now), name, project, location, timeCreated, metageneration: String(BigInt(current.metageneration) + 1n), updated: now };
  return withLabels(next, next.labels ?? {});
}

export function bucketResource(bucket: StoredBucket, origin: string): Record<string, unknown> {
  const { project, iamConfiguration, ...fields } = bucket;
  const type = locationType(bucket);
  const uniform = { enabled: true, lockedTime: new Date(Date.parse(bucket.timeCreated) + 90 * 86_400_000).toISOString() };
  return {
    kind: 'storage#bucket',
    id: bucket.name,
    selfLink: `${origin}/storage/v1/b/${bucket.name}`,
    projectNumber: projectNumber(project),
    softDeletePolicy: { retentionDurationSeconds: '0' },
    ...fields,
    iamConfiguration: { bucketPolicyOnly: uniform, uniformBucketLevelAccess: uniform, ...iamConfiguration },
    generation: String(BigInt(Date.parse(bucket.timeCreated)) * 1000n),
    locationType: type,
    ...(type === 'region' ? {} : { rpo: 'DEFAULT' }),
    etag: etag('1', bucket.metageneration),
  };
}

export function locationType({ location, customPlacementConfig }: Pick<StoredBucket, 'location' | 'customPlacementConfig'>): string {
  if (customPlacementConfig !== undefined || ['EUR4', 'NAM4', 'ASIA1'].includes(location)) return 'dual-region';
  return ['US', 'EU', 'ASIA'].includes(location) ? 'multi-region' : 'region';
}

function isFact(field: string): boolean {
  return ['name', 'project', 'location', 'timeCreated', 'customPlacementConfig'].includes(field);
}

function withLabels(bucket: StoredBucket, labels: Readonly<Record<string, string>>): StoredBucket {
  const kept = Object.entries(labels).filter(([, value]) => value !== null);
  if (kept.length > 64) throw invalid('Invalid argument: a bucket has at most 64 labels.');
  const { labels: _replaced, ...rest } = bucket;
  return kept.length === 0 ? rest : { ...rest, labels: Object.fromEntries(kept) };
}

function requirePlace(current: StoredBucket, sent: Sent): void {
  if (typeof sent['location'] === 'string' && sent['location'].toUpperCase() !== current.location) throw invalid('The location of a bucket cannot be changed.');
  if (typeof sent['name'] === 'string' && sent['name'] !== current.name) throw invalid('The name of a bucket cannot be changed.');
}

function bucketName(name: unknown): string {
  if (typeof name === 'string' && /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(name) && !name.includes('..') && !/^(?:goog|\d+\.\d+\.\d+\.\d+$)/.test(name) && name.split('.').every((part) => part.length <= 63)) return name;
  throw invalid(`Invalid bucket name: ${JSON.stringify(typeof name === 'string' ? name.slice(0, 222) : (name ?? ''))}.`);
}
