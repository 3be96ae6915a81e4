import type { DuckDBConnection } from '@duckdb/node-api';

import { alreadyExists, invalidArgument } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { newId } from '../resources/new-id.js';
import { pageOf, type PageRequest } from '../resources/page.js';
import { maskedFields, type FieldMask } from '../resources/update-mask.js';
import { checkColumn, checkedFields } from './check-tag.js';
import { change, DATA_CATALOG, type DataCatalogDeps } from './data-catalog-deps.js';
import { tags, templates, type StoredTag, type TagValue } from './stored.js';
import { entryNamed, findTableEntry, lookedUp, tableResource, type LookupTarget, type TableEntry } from './table-entry.js';

interface Tag {
  readonly name: string;
  readonly template: string;
  readonly column?: string;
  readonly fields: Readonly<Record<string, TagValue>>;
}

type ByName = { readonly name: string };
type ByParent = { readonly parent: string };

const PAGE = { preset: 10, max: 1_000 };

/** Tags are of tables and their columns; entries that somebody makes himself are not carried. */
export function tagMethods(deps: DataCatalogDeps): GrpcMethod[] {
  const { engine, projects } = deps;
  return [
    grpcMethod('datacatalog', DATA_CATALOG, 'LookupEntry', { 'bigquery.tables.get': lookedUpResource }, (request: LookupTarget) =>
      engine.withConnection(async (connection) => (await findTableEntry(connection, lookedUp(request))).message),
    ),
    grpcMethod('datacatalog', DATA_CATALOG, 'CreateTag', { 'datacatalog.tagTemplates.use': ({ tag }) => tag?.template ?? '', 'bigquery.tables.updateTag': ({ parent }) => tableResource(parent) }, ({ parent, tag }: ByParent & { readonly tag: Tag | null }) =>
      change(deps, async (connection) => {
        if (tag === null) throw invalidArgument('tag is missing.');
        const entry = await entryNamed(connection, await projects.canonicalName(connection, parent));
        const template = await templates.get(connection, await projects.canonicalName(connection, tag.template));
        const column = tag.column ?? '';
        checkColumn(column, entry.table.schema);
        const twin = (await tagsOf(connection, entry)).find((other) => other.template === template.name && other.column.toLowerCase() === column.toLowerCase());
        if (twin !== undefined) throw alreadyExists(`A tag of ${template.name} on the same resource`);
        const created = { name: `${entry.name}/tags/${newId()}`, template: template.name, column, fields: checkedFields(tag.fields, template), subject: entry.table.creationTime };
        await tags.put(connection, created);
        return answer(connection, created);
      }),
    ),
    grpcMethod('datacatalog', DATA_CATALOG, 'UpdateTag', { 'bigquery.tables.updateTag': ({ tag }) => tableResource(tag?.name ?? '') }, ({ tag, updateMask }: { readonly tag: Tag | null; readonly updateMask: FieldMask | null }) =>
      change(deps, async (connection) => {
        if (tag === null) throw invalidArgument('tag is missing.');
        const current = await present(connection, await projects.canonicalName(connection, tag.name));
        maskedFields(updateMask, ['fields'] as const, ['fields'] as const);
        const updated = { ...current, fields: checkedFields(tag.fields, await templates.get(connection, current.template)) };
        await tags.put(connection, updated);
        return answer(connection, updated);
      }),
    ),
    grpcMethod('datacatalog', DATA_CATALOG, 'DeleteTag', { 'bigquery.tables.updateTag': ({ name }) => tableResource(name) }, ({ name }: ByName) =>
      change(deps, async (connection) => {
        await tags.remove(connection, (await present(connection, await projects.canonicalName(connection, name))).name);
        return {};
      }),
    ),
    grpcMethod('datacatalog', DATA_CATALOG, 'ListTags', { 'bigquery.tables.get': ({ parent }) => tableResource(parent) }, (request: ByParent & PageRequest) =>
      engine.withConnection(async (connection) => {
        const page = pageOf(await tagsOf(connection, await entryNamed(connection, await projects.canonicalName(connection, request.parent))), request, PAGE);
        return { tags: await Promise.all(page.items.map((tag) => answer(connection, tag))), nextPageToken: page.nextPageToken };
      }),
    ),
  ];
}

/** What is not a table's name is refused by the method itself. */
function lookedUpResource(request: LookupTarget): string[] {
  try {
    const { project, dataset, table } = lookedUp(request);
    return [`projects/${project}/datasets/${dataset}/tables/${table}`];
  } catch {
    return [];
  }
}

async function tagsOf(connection: DuckDBConnection, { name, table }: TableEntry): Promise<StoredTag[]> {
  return (await tags.list(connection, `${name}/tags/`)).filter(({ subject }) => subject === table.creationTime);
}

async function present(connection: DuckDBConnection, name: string): Promise<StoredTag> {
  await entryNamed(connection, name);
  return tags.get(connection, name);
}

async function answer(connection: DuckDBConnection, { subject: _subject, ...tag }: StoredTag): Promise<object> {
  const template = await templates.get(connection, tag.template);
  const fields = Object.entries(tag.fields).map(([id, value]) => [id, { ...value, displayName: template.fields[id]?.displayName ?? '', order: template.fields[id]?.order ?? 0 }] as const);
  return { ...tag, templateDisplayName: template.displayName, fields: Object.fromEntries(fields) };
}
