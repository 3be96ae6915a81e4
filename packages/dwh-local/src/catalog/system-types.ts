import { SYSTEM_PROJECT } from '../resources/project-number.js';
import type { MetadataTemplate } from './metadata-template.js';

const GLOBAL = `projects/${SYSTEM_PROJECT}/locations/global`;

export function systemAspectType(id: string): string {
  return `${GLOBAL}/aspectTypes/${id}`;
}

export function systemEntryType(id: string): string {
  return `${GLOBAL}/entryTypes/${id}`;
}

export function isSystemType(name: string): boolean {
  return name.startsWith(`${GLOBAL}/`);
}

/** System aspect types that anybody may attach. Their templates are known in part; of the others of Google's only the names are. */
const REUSABLE: Readonly<Record<string, MetadataTemplate>> = {
  generic: record('generic', [field(1, 'type', 'string'), field(2, 'system', 'string')]),
  overview: record('overview', [field(1, 'content', 'string')]),
  contacts: record('contacts', [
    { ...field(1, 'identities', 'array'), arrayItems: record('identity', [field(1, 'role', 'string'), field(2, 'name', 'string'), field(3, 'id', 'string')]) },
  ]),
};

/** Those that belong to entries that the warehouse makes itself. */
const RESTRICTED = new Set(['schema', 'storage', 'bigquery-table', 'bigquery-view', 'bigquery-dataset', 'storage-bucket', 'storage-folder', 'bigquery-routine', 'bigquery-model']);

/** The permission to attach one, on the entry group. */
export const SYSTEM_ASPECT_PERMISSIONS: Readonly<Record<string, string>> = {
  generic: 'dataplex.entryGroups.useGenericAspect',
  overview: 'dataplex.entryGroups.useOverviewAspect',
  contacts: 'dataplex.entryGroups.useContactsAspect',
};

export type SystemType = { readonly kind: 'reusable'; readonly template: MetadataTemplate } | { readonly kind: 'restricted' } | { readonly kind: 'unknown' };

/** What is known of `projects/dataplex-types/locations/global/aspectTypes/{id}`. */
export function systemType(id: string): SystemType {
  const template = Object.hasOwn(REUSABLE, id) ? REUSABLE[id] : undefined;
  if (template !== undefined) return { kind: 'reusable', template };
  return { kind: RESTRICTED.has(id) ? 'restricted' : 'unknown' };
}

function field(index: number, name: string, type: string): MetadataTemplate {
  return { index, name, type, recordFields: [], enumValues: [], mapItems: null, arrayItems: null, typeId: '', typeRef: '', constraints: null, annotations: null };
}

function record(name: string, recordFields: readonly MetadataTemplate[]): MetadataTemplate {
  return { ...field(1, name, 'record'), recordFields };
}
