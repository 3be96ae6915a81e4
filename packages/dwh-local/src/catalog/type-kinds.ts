import type { DuckDBConnection } from '@duckdb/node-api';

import { GrpcError } from '../grpc/grpc-error.js';
import { checkCompatible, checkTemplate } from './check-template.js';
import { attachments, aspectTypes, entries, entryGroups, entryTypes, type StoredAspectType, type StoredEntryType, type StoredType } from './stored.js';
import { systemAspectType, systemEntryType, systemType } from './system-types.js';
import type { TypeKind } from './type-methods.js';

const DESCRIBING = ['description', 'displayName', 'labels'] as const;

export const ASPECT_TYPE: TypeKind<StoredAspectType> = {
  message: 'AspectType',
  table: aspectTypes,
  mutable: [...DESCRIBING, 'metadataTemplate'],
  parse: ({ metadataTemplate }, before) => {
    checkTemplate(metadataTemplate);
    if (before !== undefined) checkCompatible(before.metadataTemplate, metadataTemplate);
    return { metadataTemplate };
  },
  builtIn: (name) => {
    const id = name.split('/').at(-1) ?? '';
    const known = systemType(id);
    return known.kind === 'reusable' && name === systemAspectType(id) ? { ...builtIn(name), metadataTemplate: known.template } : undefined;
  },
  checkUnused: async (connection, name) => {
    const entriesWithAspects = [...(await entries.list(connection, '')), ...(await attachments.list(connection, ''))];
    if (entriesWithAspects.some((entry) => Object.values(entry.aspects).some((aspect) => aspect.type === name))) throw inUse(name);
  },
};

export const ENTRY_TYPE: TypeKind<StoredEntryType> = {
  message: 'EntryType',
  table: entryTypes,
  mutable: [...DESCRIBING, 'typeAliases', 'platform', 'system', 'requiredAspects'],
  parse: ({ typeAliases, platform, system, requiredAspects }) => ({ typeAliases, platform, system, requiredAspects }),
  builtIn: (name) => (name === systemEntryType('generic') ? { ...builtIn(name), typeAliases: [], platform: '', system: '', requiredAspects: [] } : undefined),
  checkUnused: async (connection, name) => {
    if ((await entries.list(connection, '')).some((entry) => entry.entryType === name)) throw inUse(name);
  },
};

export const ENTRY_GROUP: TypeKind<StoredType> = {
  message: 'EntryGroup',
  table: entryGroups,
  mutable: DESCRIBING,
  parse: () => ({}),
  builtIn: (name) => (name.endsWith('/entryGroups/@bigquery') ? builtIn(name) : undefined),
  checkUnused: async (connection: DuckDBConnection, name) => {
    if ((await entries.list(connection, `${name}/entries/`)).length > 0) throw inUse(name);
  },
};

function builtIn(name: string): StoredType {
  return { name, uid: name.split('/').at(-1) ?? '', etag: '', created: 0, updated: 0, description: '', displayName: '', labels: {} };
}

function inUse(name: string): GrpcError {
  return new GrpcError('FAILED_PRECONDITION', `${name} is in use.`);
}
