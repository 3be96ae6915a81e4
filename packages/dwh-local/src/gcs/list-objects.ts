import { booleanParam, invalidParam } from '../http/query-params.js';
import { globMatcher } from './match-glob.js';
import type { ObjectStore } from './object-store.js';
import { notServed } from './refusals.js';
import type { StoredObject } from './stored.js';

export interface ObjectPage {
  readonly items: readonly StoredObject[];
  readonly prefixes: readonly string[];
  readonly nextPageToken?: string;
}

const MAX_RESULTS = 1000;
const BATCH = 1001;

/** One page of a listing: objects, and with a delimiter the folders that stand for the objects below them. @throws ApiError 400, 501 */
export async function listObjects(objects: ObjectStore, bucket: string, query: URLSearchParams): Promise<ObjectPage> {
  for (const name of ['softDeleted', 'includeTrailingDelimiter']) if (booleanParam(query, name)) throw notServed(`The parameter ${name}`);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const end = query.get('endOffset') ?? '';
  const limit = maxResults(query);
  const glob = query.get('matchGlob');
  const matches = glob === null ? () => true : globMatcher(glob);

  let from = later(query.get('startOffset') ?? '', tokenName(query.get('pageToken')));
  const items: StoredObject[] = [];
  const prefixes: string[] = [];
  for (;;) {
    const batch = await objects.page(bucket, prefix, from, end, BATCH);
    let folder: string | undefined;
    for (const object of batch) {
      if (folder !== undefined && object.name.startsWith(folder)) continue;
      if (!matches(object.name)) continue;
      folder = folderOf(object.name, prefix, delimiter);
      if (items.length + prefixes.length === limit) return { items, prefixes, nextPageToken: Buffer.from(folder ?? object.name).toString('base64url') };
      if (folder === undefined) items.push(object);
      else prefixes.push(folder);
    }
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return { items, prefixes };
    from = folder !== undefined && last.name.startsWith(folder) ? afterPrefix(folder) : `${last.name}\u0001`;
    if (from === '') return { items, prefixes };
  }
}

function maxResults(query: URLSearchParams): number {
  const sent = query.get('maxResults');
  if (sent === null || sent === '') return MAX_RESULTS;
  if (!/^\d{1,9}$/.test(sent)) throw invalidParam('maxResults', sent);
  // The service takes 0 for its default, and serves at most 1,000.
  return Math.min(Number(sent) || MAX_RESULTS, MAX_RESULTS);
}

function folderOf(name: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const at = name.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : name.slice(0, at + delimiter.length);
}

/** The least text that sorts after everything that starts with `prefix`. */
function afterPrefix(prefix: string): string {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    // Surrogates are no characters of their own.
    const next = point === 0xd7ff ? 0xe000 : point + 1;
    if (next <= 0x10ffff) return points.join('') + String.fromCodePoint(next);
  }
  return '';
}

function tokenName(token: string | null): string {
  if (token === null || token === '') return '';
  const name = Buffer.from(token, 'base64url').toString();
  if (name === '' || Buffer.from(name).toString('base64url') !== token) throw invalidParam('pageToken', token);
  return name;
}

/** By bytes, as names sort. */
function later(a: string, b: string): string {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) >= 0 ? a : b;
}
