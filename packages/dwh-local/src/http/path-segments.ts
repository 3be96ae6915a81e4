import { ApiError } from './api-error.js';

/** Google's clients leave out or repeat prefixes, depending on how they were pointed at a local endpoint; routes know one spelling. */
const SPELLINGS: readonly (readonly [from: RegExp, to: string])[] = [
  [/^\/bigquery\/v2(?=\/(?:resumable\/)?upload\/)/, ''],
  [/^\/storage\/v1(?=\/(?:resumable\/)?upload\/)/, ''],
  [/^\/resumable(?=\/upload\/)/, ''],
  [/^(?=\/projects\/[^/]+\/(?:hmacKeys|serviceAccount)(?:\/|$))/, '/storage/v1'],
  [/^(?=\/projects(?:\/|$))/, '/bigquery/v2'],
  [/^(?=\/b(?:\/|$))/, '/storage/v1'],
  [/^\/storage\/v1\/b\/$/, '/storage/v1/b'],
];

/**
 * The path as sent, cut at its slashes first and percent-decoded afterwards, so that an encoded slash stays inside its segment.
 * @throws ApiError 400 where an escape is malformed or not UTF-8.
 */
export function pathSegments(rawPath: string): string[] {
  const path = SPELLINGS.reduce((spelled, [from, to]) => spelled.replace(from, to), rawPath);
  return path.slice(1).split('/').map(decode);
}

function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ApiError(400, 'badRequest', 'The request path has a malformed percent escape.');
  }
}

const SERVICES = new Set(['batch', 'bigquery', 'discovery', 'download', 'projects', 'resumable', 'storage', 'upload']);

/** Bucket and object of a path of Cloud Storage's XML API, where it can be one. An object's slashes are not encoded there. @throws ApiError 400 */
export function xmlSegments(rawPath: string): [bucket: string, object: string] | undefined {
  const [, bucket = '', object = ''] = /^\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])\/(.+)$/s.exec(rawPath) ?? [];
  return bucket === '' || SERVICES.has(bucket) ? undefined : [bucket, decode(object)];
}
