import { lifecycleRules } from './lifecycle/lifecycle-rule.js';
import { invalid, notServed, uniformAccess } from './refusals.js';
import { storageClassOf } from './storage-class.js';
import type { StoredBucket } from './stored.js';

export const BUCKET_OUTPUT_ONLY = new Set('kind id selfLink name projectNumber project location locationType metageneration generation etag timeCreated updated satisfiesPZS satisfiesPZI owner softDeleteTime hardDeleteTime'.split(' '));

type Settings = Partial<Pick<StoredBucket, 'labels' | 'lifecycle' | 'iamConfiguration' | 'storageClass' | 'versioning' | 'softDeletePolicy' | 'customPlacementConfig'>>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Settings that are carried. */
const CARRIED: Readonly<Record<keyof Settings, (value: unknown, now: string) => unknown>> = {
  labels: labelsOf,
  lifecycle: (value) => {
    const rule = lifecycleRules(value);
    return rule === undefined ? undefined : { rule };
  },
  iamConfiguration: iamConfigurationOf,
  storageClass: storageClassOf,
  versioning: (value) => {
    if (!isObject(value) || (value['enabled'] !== undefined && typeof value['enabled'] !== 'boolean')) throw wrong('versioning');
    return { enabled: value['enabled'] === true };
  },
  softDeletePolicy: softDeletePolicyOf,
  customPlacementConfig: (value) => {
    const regions = isObject(value) ? value['dataLocations'] : undefined;
    if (!Array.isArray(regions) || regions.length !== 2 || !regions.every((region) => typeof region === 'string' && /^[a-z]+-[a-z]+\d+$/i.test(region))) throw invalid('A dual-region bucket has two regions in customPlacementConfig.dataLocations.');
    return { dataLocations: regions.map((region: string) => region.toUpperCase()) };
  },
};

/** Settings that may be sent as long as they ask for nothing. */
const OFF: Readonly<Record<string, (value: unknown) => boolean>> = {
  hierarchicalNamespace: (value) => isObject(value) && (value['enabled'] ?? false) === false,
  rpo: (value) => value === 'DEFAULT',
  autoclass: (value) => isObject(value) && (value['enabled'] ?? false) === false,
  billing: (value) => isObject(value) && (value['requesterPays'] ?? false) === false,
  defaultEventBasedHold: (value) => value === false,
  cors: (value) => Array.isArray(value) && value.length === 0,
  logging: isEmpty,
  website: isEmpty,
  encryption: isEmpty,
  retentionPolicy: isEmpty,
  objectRetention: isEmpty,
};

/** The lists that SUPPORTED.md has. */
export const BUCKET_SETTINGS = { carried: Object.keys(CARRIED), off: Object.keys(OFF) };

/** What a client sends of a bucket's settings; those that are null or absent are not there. @throws ApiError 400 */
export function bucketSettings(sent: Readonly<Record<string, unknown>>, now: string): Settings {
  const kept: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(sent)) {
    if (value === null || value === undefined || BUCKET_OUTPUT_ONLY.has(field)) continue;
    if ((field === 'acl' || field === 'defaultObjectAcl') && !(Array.isArray(value) && value.length === 0)) throw uniformAccess('use ACL API to update bucket policy');
    if (Object.hasOwn(CARRIED, field)) kept[field] = CARRIED[field as keyof Settings](value, now);
    else if (field !== 'acl' && field !== 'defaultObjectAcl' && !(Object.hasOwn(OFF, field) && OFF[field]?.(value) === true)) throw notServed(`The bucket field ${JSON.stringify(field)}${Object.hasOwn(OFF, field) ? ' with this value' : ''}`);
  }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

const LABEL_KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u;
const LABEL_VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u;

/** Null, of a patch, removes a label. */
function labelsOf(value: unknown): unknown {
  if (!isObject(value)) throw wrong('labels');
  for (const [key, label] of Object.entries(value)) {
    if (!LABEL_KEY.test(key)) throw invalid('Invalid argument: a label key has 1 to 63 lowercase letters, digits, hyphens and underscores, and starts with a letter.');
    if (label !== null && (typeof label !== 'string' || !LABEL_VALUE.test(label))) throw invalid('Invalid argument: a label value has up to 63 lowercase letters, digits, hyphens and underscores.');
  }
  if (Object.keys(value).length > 64) throw invalid('Invalid argument: a bucket has at most 64 labels.');
  return value;
}

function iamConfigurationOf(value: unknown): unknown {
  if (!isObject(value)) throw wrong('iamConfiguration');
  for (const name of ['uniformBucketLevelAccess', 'bucketPolicyOnly']) {
    const access = value[name];
    if (isObject(access) && access['enabled'] === false) throw notServed(`Fine-grained access (iamConfiguration.${name}.enabled: false)`);
  }
  const prevention = value['publicAccessPrevention'] ?? undefined;
  if (prevention === undefined) return {};
  if (prevention !== 'inherited' && prevention !== 'unspecified' && prevention !== 'enforced') throw invalid('Invalid value for publicAccessPrevention.');
  return { publicAccessPrevention: prevention === 'unspecified' ? 'inherited' : prevention };
}

const DAY_S = 86_400;

function softDeletePolicyOf(value: unknown, now: string): unknown {
  const seconds = Number(isObject(value) ? (value['retentionDurationSeconds'] ?? 0) : NaN);
  if (!Number.isSafeInteger(seconds) || (seconds !== 0 && (seconds < 7 * DAY_S || seconds > 90 * DAY_S))) throw invalid('Soft delete policies can be configured for 0, or for 7 to 90 days.');
  return { retentionDurationSeconds: String(seconds), ...(seconds === 0 ? {} : { effectiveTime: now }) };
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((part) => part === null || part === '' || part === false);
}

const wrong = (field: string) => invalid(`Invalid value for the bucket field ${JSON.stringify(field)}.`);
