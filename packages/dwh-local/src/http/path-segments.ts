import { ApiError } from './api-error.js';

/** Google's clients leave out or repeat prefixes, depending on how they were pointed at a local endpoint; routes know one spelling. */
const SPELLINGS: readonly (readonly [from: RegExp, to: string])[] = [
  [/^\/bigquery\/v2(?=\/(?:resumable\/)?upload\/)/, ''],
  [/^\/storage\/v1(?=\/(?:resumable\/)?upload\/)/, ''],
  [/^\/resumable(?=\/upload\/)/, ''],
  [/^(?=\/projects(?:\/|$))/, '/bigquery/v2'],
  [/^(?=\/b(?:\/|$))/, '/storage/v1'],
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
