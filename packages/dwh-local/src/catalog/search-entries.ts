import type { DuckDBConnection } from '@duckdb/node-api';

import { invalidArgument, unimplemented } from '../grpc/grpc-error.js';
import type { May } from '../grpc/grpc-method.js';
import type { Json } from '../grpc/struct.js';
import { parseName } from '../resources/location-name.js';
import { pageOf } from '../resources/page.js';
import { parseAspectKey } from './aspect-key.js';
import type { CatalogDeps } from './catalog-deps.js';
import type { CatalogEntry } from './catalog-entry.js';
import type { SearchEntriesRequest } from './entry-requests.js';
import { basicEntry } from './entry-view.js';
import { storedEntry } from './find-entry.js';
import { entries } from './stored.js';
import { listSystemEntries } from './system-entries.js';

type Test = (entry: CatalogEntry) => boolean;

/** A part of the search syntax: words, `name:`, `fully_qualified_name=`, `type=`, `system=`, `aspect:`, and all of them at once. What the caller may not see is not found. */
export async function searchEntries(deps: CatalogDeps, connection: DuckDBConnection, request: SearchEntriesRequest, may: May): Promise<object> {
  const { project = '' } = parseName(request.name, 'projects/{project}/locations/{location}');
  if (request.orderBy !== '' && request.orderBy !== 'relevance') throw unimplemented('SearchEntries with order_by');
  if (request.pageSize > 1_000) throw invalidArgument('page_size must be at most 1000.');
  const scope = await scopeOf(deps, connection, request.scope, project);
  const tests = await Promise.all(termsOf(request.query).map((term) => testOf(deps, connection, term)));
  const own = await Promise.all((await entries.list(connection, `projects/${scope}/`)).map((entry) => storedEntry(connection, entry)));
  const arrived = (await listSystemEntries(connection, scope)).filter((entry) => deps.arrivals.hasArrived(entry.name, entry.system?.subject ?? 0));
  const matching = [...arrived, ...own].filter((entry) => tests.every((test) => test(entry)));
  const seen = await Promise.all(matching.map((entry) => may(...rightToSee(entry))));
  const found = matching.filter((_entry, index) => seen[index]);
  const { items, nextPageToken } = pageOf(found, request, { preset: 10, max: 1_000 });
  return { results: items.map((entry) => ({ dataplexEntry: basicEntry(entry) })), totalSize: found.length, nextPageToken };
}

/** An entry of BigQuery's is seen by whoever may see the thing itself, another by whoever may read its group. */
function rightToSee({ name, system }: CatalogEntry): readonly [permission: string, resource: string] {
  const at = name.indexOf('/entries/');
  if (system === undefined) return ['dataplex.entries.get', name.slice(0, at)];
  const resource = name.slice(at + '/entries/bigquery.googleapis.com/'.length);
  return [resource.includes('/tables/') ? 'bigquery.tables.get' : 'bigquery.datasets.get', resource];
}

/** Only one project is searched: there is no organization here. */
async function scopeOf({ projects }: CatalogDeps, connection: DuckDBConnection, scope: string, project: string): Promise<string> {
  if (scope === '') return projects.idOf(connection, project);
  const { project: scoped = '' } = parseName(scope, 'projects/{project}');
  return projects.idOf(connection, scoped);
}

function termsOf(query: string): string[] {
  if (/[()|]|(?:^|\s)(?:OR|NOT)(?:\s|$)|(?:^|\s)-/.test(query)) throw unimplemented('SearchEntries with OR, NOT or parentheses');
  return (query.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).filter((term) => term !== 'AND').map((term) => term.replaceAll('"', ''));
}

const source = (entry: CatalogEntry) => (entry.entrySource ?? {}) as { readonly displayName?: string; readonly description?: string; readonly system?: string };

async function testOf({ projects }: CatalogDeps, connection: DuckDBConnection, term: string): Promise<Test> {
  const [, field, operator = '', value = ''] = /^(\w+)([:=])(.+)$/.exec(term) ?? [];
  const holds = (text: string | undefined) => (operator === '=' ? text === value : (text ?? '').toLowerCase().includes(value.toLowerCase()));
  switch (field) {
    case undefined:
      return (entry) => [entry.fullyQualifiedName, source(entry).displayName, source(entry).description].some((text) => (text ?? '').toLowerCase().includes(term.toLowerCase()));
    case 'name':
      return (entry) => holds(entry.name.split('/').at(-1));
    case 'displayname':
      return (entry) => holds(source(entry).displayName);
    case 'description':
      return (entry) => holds(source(entry).description);
    case 'fully_qualified_name':
      return (entry) => holds(entry.fullyQualifiedName);
    case 'system':
      return (entry) => (source(entry).system ?? '').toLowerCase() === value.toLowerCase();
    case 'type':
      return (entry) => entry.entryType.split('/').at(-1)?.replace(/^bigquery-/, '') === value.toLowerCase();
    case 'aspect':
      return aspectTest(await aspectTerm(projects, connection, value));
    default:
      throw unimplemented(`SearchEntries with the term ${field}${operator}`);
  }
}

interface AspectTerm {
  readonly type: string;
  readonly field: string | undefined;
  readonly value: string | undefined;
}

/** `PROJECT.LOCATION.TYPE`, with `.FIELD=VALUE` behind where a field's value matters. */
async function aspectTerm(projects: CatalogDeps['projects'], connection: DuckDBConnection, text: string): Promise<AspectTerm> {
  const [, key = '', field, value] = /^([^.=]+\.[^.=]+\.[^.=]+)(?:\.([^=]+)=(.*))?$/.exec(text) ?? [];
  return { type: (await parseAspectKey(projects, connection, key)).type, field, value };
}

function aspectTest({ type, field, value }: AspectTerm): Test {
  return (entry) =>
    [...Object.values(entry.required), ...Object.values(entry.optional)].some((aspect) => aspect.type === type && (field === undefined || String(at(aspect.data, field.split('.'))) === value));
}

function at(data: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, name) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Record<string, Json>)[name] : undefined), data);
}
