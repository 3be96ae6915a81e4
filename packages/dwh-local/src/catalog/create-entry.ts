import type { DuckDBConnection } from '@duckdb/node-api';

import { alreadyExists, GrpcError, invalidArgument, notFound } from '../grpc/grpc-error.js';
import type { CatalogDeps } from './catalog-deps.js';
import type { CatalogEntry } from './catalog-entry.js';
import { parseEntryName } from './entry-name.js';
import type { CreateEntryRequest } from './entry-requests.js';
import { storedEntry } from './find-entry.js';
import { entries, entryGroups, entryTypes, type StoredEntry } from './stored.js';
import { systemEntryType } from './system-types.js';
import { readAspects } from './update-aspects.js';

const MAX_ENTRY_BYTES = 5 * 1024 * 1024;

/** An entry in a group of one's own. @throws GrpcError */
export async function createEntry({ projects }: CatalogDeps, connection: DuckDBConnection, { parent, entryId, entry }: CreateEntryRequest): Promise<CatalogEntry> {
  if (entry === null || entryId === '') throw invalidArgument('entry and entry_id are required.');
  const { name, group, isSystem } = await parseEntryName(projects, connection, `${parent}/entries/${entryId}`);
  if (isSystem) throw new GrpcError('PERMISSION_DENIED', 'Entries in @bigquery are made by the warehouse itself.');
  await entryGroups.get(connection, group);
  if ((await entries.find(connection, name)) !== undefined) throw alreadyExists(name);
  const entryType = await projects.canonicalName(connection, entry.entryType);
  const now = Date.now();
  const { fullyQualifiedName, entrySource } = entry;
  const aspects = await readAspects(projects, connection, { name }, entry.aspects, {});
  const stored: StoredEntry = { name, entryType, created: now, updated: now, aspects, parentEntry: await projects.canonicalName(connection, entry.parentEntry), fullyQualifiedName, entrySource };
  await checkEntry(connection, stored);
  await entries.put(connection, stored);
  return storedEntry(connection, stored);
}

/** @throws GrpcError where the type is unknown, a required aspect is missing, or the entry is too large. */
export async function checkEntry(connection: DuckDBConnection, entry: StoredEntry): Promise<void> {
  if (Buffer.byteLength(JSON.stringify(entry)) > MAX_ENTRY_BYTES) throw invalidArgument('The entry is larger than 5 MB.');
  if (entry.entryType === systemEntryType('generic')) return;
  const type = await entryTypes.find(connection, entry.entryType);
  if (type === undefined) throw notFound(entry.entryType === '' ? 'An entry_type' : entry.entryType);
  const present = new Set(Object.values(entry.aspects).filter((aspect) => aspect.path === '').map((aspect) => aspect.type));
  const missing = type.requiredAspects.find((required) => !present.has(required.type));
  if (missing !== undefined) throw invalidArgument(`The entry type requires an aspect of type ${missing.type}.`);
}
