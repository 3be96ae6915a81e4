import { booleanParam, invalidParam } from '../http/query-params.js';
import { contextFilter } from './object-contexts.js';
import { globMatcher } from './match-glob.js';
import type { Generations, PageStart } from './object-rows.js';
import type { ObjectStore } from './object-store.js';
import { invalid } from './refusals.js';
import type { StoredObject } from './stored.js';

export interface ObjectPage {
  readonly items: readonly StoredObject[];
  readonly prefixes: readonly string[];
  readonly nextPageToken?: string;
}

const MAX_RESULTS = 1000;
const BATCH = 1001;

/** One page of a listing: objects, and with a delimiter the folders that stand for the objects below them. @throws ApiError 400 */
export async function listObjects(objects: ObjectStore, bucket: string, query: URLSearchParams): Promise<ObjectPage> {
  const fits = contextFilter(query.get('filter'));
  const among = generationsOf(query);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const trailing = booleanParam(query, 'includeTrailingDelimiter');
  const end = query.get('endOffset') ?? '';
  const limit = maxResults(query);
  const glob = query.get('matchGlob') ?? '';
  if (glob !== '' && delimiter !== '' && delimiter !== '/') throw invalid('matchGlob can be used only with the delimiter /.');
  const matches = glob === '' ? () => true : globMatcher(glob);

  let from = startOf(query);
  let folder: string | undefined;
  const items: StoredObject[] = [];
  const prefixes: string[] = [];
  for (;;) {
    const batch = await objects.page(among, bucket, prefix, from, end, BATCH);
    for (const object of batch) {
      const { name, generation } = object;
      if (!matches(name) || !fits(object)) continue;
      const inside = folderOf(name, prefix, delimiter);
      const itself = inside === undefined || (trailing && name === inside);
      if (!itself && inside === folder) continue;
      const opens = inside !== undefined && inside !== folder;
      const listed = items.length + prefixes.length;
      if (listed > 0 && listed + Number(itself) + Number(opens) > limit) return { items, prefixes, nextPageToken: tokenOf(itself ? { name, generation } : { name: inside }) };
      if (itself) items.push(object);
      if (!opens) continue;
      folder = inside;
      prefixes.push(inside);
    }
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return { items, prefixes };
    const below = folder !== undefined && last.name.startsWith(folder) && !(trailing && last.name === folder);
    from = below ? { name: afterPrefix(folder ?? '') } : { name: last.name, generation: String(BigInt(last.generation) + 1n) };
    if (from.name === '') return { items, prefixes };
  }
}

function generationsOf(query: URLSearchParams): Generations {
  const versions = booleanParam(query, 'versions');
  const softDeleted = booleanParam(query, 'softDeleted');
  if (versions && softDeleted) throw invalid('Only one of versions and softDeleted can be true.');
  return softDeleted ? 'softDeleted' : versions ? 'versions' : 'live';
}

export function maxResults(query: URLSearchParams): number {
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

/** Where the page starts: at the token or the offset, whichever is later. Names sort by bytes. */
function startOf(query: URLSearchParams): PageStart {
  const name = query.get('startOffset') ?? '';
  const token = query.get('pageToken');
  if (token === null || token === '') return { name };
  const reached = readToken(token);
  return Buffer.compare(Buffer.from(reached.name), Buffer.from(name)) >= 0 ? reached : { name };
}

function tokenOf({ name, generation }: PageStart): string {
  return Buffer.from(generation === undefined ? name : `${name}\n${generation}`).toString('base64url');
}

function readToken(token: string): PageStart {
  const text = Buffer.from(token, 'base64url').toString();
  const [name = '', generation, ...more] = text.split('\n');
  if (name === '' || more.length > 0 || (generation !== undefined && !/^\d{1,18}$/.test(generation)) || Buffer.from(text).toString('base64url') !== token) throw invalidParam('pageToken', token);
  return { name, ...(generation === undefined ? {} : { generation }) };
}
