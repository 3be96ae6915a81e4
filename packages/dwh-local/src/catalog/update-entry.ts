import type { DuckDBConnection } from '@duckdb/node-api';

import { GrpcError, invalidArgument } from '../grpc/grpc-error.js';
import { maskedFields } from '../resources/update-mask.js';
import type { CatalogDeps } from './catalog-deps.js';
import type { CatalogEntry } from './catalog-entry.js';
import { checkEntry, createEntry } from './create-entry.js';
import { parseEntryName } from './entry-name.js';
import type { Entry, UpdateEntryRequest } from './entry-requests.js';
import { findEntry, storedEntry } from './find-entry.js';
import { attachments, entries, type StoredAspect } from './stored.js';
import { changeAspects } from './update-aspects.js';

const MUTABLE = ['aspects', 'fullyQualifiedName', 'entrySource'] as const;

/** @throws GrpcError */
export async function updateEntry(deps: CatalogDeps, connection: DuckDBConnection, request: UpdateEntryRequest): Promise<CatalogEntry> {
  const { entry: given, updateMask, deleteMissingAspects, aspectKeys } = request;
  if (given === null) throw invalidArgument('entry is missing.');
  const name = await parseEntryName(deps.projects, connection, given.name);
  if (request.allowMissing && !name.isSystem && (await entries.find(connection, name.name)) === undefined) {
    return createEntry(deps, connection, { parent: name.group, entryId: name.id, entry: given });
  }
  const entry = await findEntry(deps, connection, name);
  const fields = maskedFields(updateMask, MUTABLE, presentFields(given, aspectKeys));
  const aspects = fields.includes('aspects') ? await changeAspects(deps.projects, connection, entry, { aspects: given.aspects, aspectKeys, deleteMissingAspects }) : { ...entry.required, ...entry.optional };
  return entry.system === undefined ? changeStored(connection, entry, given, fields, aspects) : changeSystem(connection, entry, entry.system.subject, fields, aspects);
}

/** Without a mask: what the request holds. */
function presentFields(given: Entry, aspectKeys: readonly string[]): (typeof MUTABLE)[number][] {
  return [
    ...(Object.keys(given.aspects).length > 0 || aspectKeys.length > 0 ? (['aspects'] as const) : []),
    ...(given.fullyQualifiedName === '' ? [] : (['fullyQualifiedName'] as const)),
    ...(given.entrySource === null ? [] : (['entrySource'] as const)),
  ];
}

/** Of an entry of the warehouse itself only the attached aspects can change. */
async function changeSystem(connection: DuckDBConnection, entry: CatalogEntry, subject: number, fields: readonly string[], aspects: Readonly<Record<string, StoredAspect>>): Promise<CatalogEntry> {
  const fixed = fields.find((field) => field !== 'aspects');
  if (fixed !== undefined) throw new GrpcError('PERMISSION_DENIED', `${fixed} of a system entry is read-only: change the table in BigQuery.`);
  const optional = Object.fromEntries(Object.entries(aspects).filter(([key]) => !Object.hasOwn(entry.required, key)));
  const updated = Date.now();
  await attachments.put(connection, { name: entry.name, subject, updated, aspects: optional });
  return { ...entry, optional, updated };
}

async function changeStored(connection: DuckDBConnection, entry: CatalogEntry, given: Entry, fields: readonly string[], aspects: Readonly<Record<string, StoredAspect>>): Promise<CatalogEntry> {
  const { name, entryType, created, parentEntry } = entry;
  const stored = {
    ...{ name, entryType, created, parentEntry, aspects, updated: Date.now() },
    fullyQualifiedName: fields.includes('fullyQualifiedName') ? given.fullyQualifiedName : entry.fullyQualifiedName,
    entrySource: fields.includes('entrySource') ? given.entrySource : entry.entrySource,
  };
  await checkEntry(connection, stored);
  await entries.put(connection, stored);
  return storedEntry(connection, stored);
}
