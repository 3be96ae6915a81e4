import type { DuckDBConnection } from '@duckdb/node-api';

import { unimplemented } from '../grpc/grpc-error.js';
import { parseName } from '../resources/location-name.js';
import { pageOf } from '../resources/page.js';
import type { CatalogDeps } from './catalog-deps.js';
import type { CatalogEntry } from './catalog-entry.js';
import type { ListEntriesRequest } from './entry-requests.js';
import { basicEntry } from './entry-view.js';
import { storedEntry } from './find-entry.js';
import { entries, entryGroups } from './stored.js';
import { listSystemEntries } from './system-entries.js';

const PAGE = { preset: 10, max: 100 };

/** The entries of a group, those that have arrived. */
export async function listEntries({ projects, arrivals }: CatalogDeps, connection: DuckDBConnection, request: ListEntriesRequest): Promise<object> {
  const { project = '', location = '', group } = parseName(request.parent, 'projects/{project}/locations/{location}/entryGroups/{group}');
  if (request.filter !== '') throw unimplemented('ListEntries with a filter');
  const id = await projects.idOf(connection, project);
  const found = group === '@bigquery' ? await listSystemEntries(connection, id, location) : await ownEntries(connection, `projects/${id}/locations/${location}/entryGroups/${group}`);
  const arrived = found.filter((entry) => entry.system === undefined || arrivals.hasArrived(entry.name, entry.system.subject));
  const { items, nextPageToken } = pageOf(arrived, request, PAGE);
  return { entries: items.map(basicEntry), nextPageToken };
}

async function ownEntries(connection: DuckDBConnection, group: string): Promise<CatalogEntry[]> {
  await entryGroups.get(connection, group);
  return Promise.all((await entries.list(connection, `${group}/entries/`)).map((entry) => storedEntry(connection, entry)));
}
