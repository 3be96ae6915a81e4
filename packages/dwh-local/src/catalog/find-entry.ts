import type { DuckDBConnection } from '@duckdb/node-api';

import { notFound } from '../grpc/grpc-error.js';
import type { CatalogDeps } from './catalog-deps.js';
import type { CatalogEntry } from './catalog-entry.js';
import type { EntryName } from './entry-name.js';
import { entries, entryTypes, type StoredEntry } from './stored.js';
import { findSystemEntry } from './system-entries.js';

/** The entry of that name; asking for one of a new table counts. @throws GrpcError NOT_FOUND, also for one that has not arrived */
export async function findEntry({ arrivals }: CatalogDeps, connection: DuckDBConnection, { name, group, id, isSystem }: EntryName): Promise<CatalogEntry> {
  const entry = isSystem ? await findSystemEntry(connection, group, id) : await findStored(connection, name);
  if (entry === undefined) throw notFound(name);
  if (entry.system !== undefined && !arrivals.ask(entry.name, entry.system.subject)) throw notFound(name);
  return entry;
}

async function findStored(connection: DuckDBConnection, name: string): Promise<CatalogEntry | undefined> {
  const stored = await entries.find(connection, name);
  return stored === undefined ? undefined : storedEntry(connection, stored);
}

/** An entry that somebody made, its aspects divided by what its type demands. */
export async function storedEntry(connection: DuckDBConnection, { aspects, ...entry }: StoredEntry): Promise<CatalogEntry> {
  const type = await entryTypes.find(connection, entry.entryType);
  const demanded = new Set((type?.requiredAspects ?? []).map((required) => required.type));
  const divided = Object.entries(aspects);
  const isRequired = ([, aspect]: (typeof divided)[number]) => aspect.path === '' && demanded.has(aspect.type);
  return { ...entry, required: Object.fromEntries(divided.filter(isRequired)), optional: Object.fromEntries(divided.filter((pair) => !isRequired(pair))) };
}
