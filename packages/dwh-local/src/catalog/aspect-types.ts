import { randomUUID } from 'node:crypto';

import { maskedFields, nameParts, page, requiredMessage, requiredText, text, timestamp } from '../grpc/fields.js';
import { alreadyExists, invalidArgument, notFound, unimplemented } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import type { ServiceMessages } from '../grpc/messages.js';
import { projectNumber } from './aspect-key.js';
import type { AspectType, CatalogStore } from './catalog-store.js';
import { checkTemplate, type MetadataTemplate } from './metadata-template.js';
import { operation } from './operations.js';

const MESSAGE = 'google.cloud.dataplex.v1.AspectType';

/** Types are found under the project's id and under its number. */
function storedName(name: string): string {
  const { project, location, type } = nameParts(name, 'projects/{project}/locations/{location}/aspectTypes/{type}');
  return `projects/${projectNumber(project as string)}/locations/${location}/aspectTypes/${type}`;
}

export async function findAspectType(store: CatalogStore, name: string): Promise<AspectType | undefined> {
  return store.types.get(storedName(name));
}

export async function createAspectType(store: CatalogStore, request: GrpcRequest, messages: ServiceMessages): Promise<object> {
  const parent = requiredText(request, 'parent');
  nameParts(parent, 'projects/{project}/locations/{location}');
  const id = requiredText(request, 'aspectTypeId');
  if (!/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(id)) throw invalidArgument(`Invalid aspect_type_id ${JSON.stringify(id)}: lower-case letters, digits and dashes, from 2 to 63, beginning with a letter.`);
  const sent = requiredMessage(request, 'aspectType');
  checkTemplate(sent['metadataTemplate'] as MetadataTemplate | undefined);
  const name = `${parent}/aspectTypes/${id}`;
  return store.types.lock(async () => {
    if ((await store.types.get(storedName(name))) !== undefined) throw alreadyExists(`Resource '${name}' already exists`);
    const now = Date.now();
    const type: AspectType = { ...described(sent), name, uid: randomUUID(), metadataTemplate: sent['metadataTemplate'] as MetadataTemplate, created: now, updated: now };
    if (request['validateOnly'] !== true) await store.types.put(storedName(name), type);
    return operation(store, messages, parent, MESSAGE, aspectTypeResource(type));
  });
}

export async function updateAspectType(store: CatalogStore, request: GrpcRequest, messages: ServiceMessages): Promise<object> {
  const sent = requiredMessage(request, 'aspectType');
  const name = requiredText(sent, 'name');
  return store.types.lock(async () => {
    const current = await requireType(store, name);
    const changed = maskedFields(request, sent).filter((field) => field !== 'name');
    const unknown = changed.find((field) => !['displayName', 'description', 'labels', 'metadataTemplate'].includes(field));
    if (unknown !== undefined) throw unimplemented(`an update of ${unknown}`);
    const next = { ...current, ...Object.fromEntries(changed.map((field) => [field, sent[field]])), updated: Date.now() } as AspectType;
    checkTemplate(next.metadataTemplate);
    await store.types.put(storedName(name), next);
    return operation(store, messages, parentOf(name), MESSAGE, aspectTypeResource(next));
  });
}

export async function deleteAspectType(store: CatalogStore, request: GrpcRequest, messages: ServiceMessages): Promise<object> {
  const name = requiredText(request, 'name');
  await store.types.lock(async () => {
    await requireType(store, name);
    await store.types.delete([storedName(name)]);
  });
  return operation(store, messages, parentOf(name), 'google.protobuf.Empty', {});
}

export async function getAspectType(store: CatalogStore, request: GrpcRequest): Promise<object> {
  return aspectTypeResource(await requireType(store, requiredText(request, 'name')));
}

export async function listAspectTypes(store: CatalogStore, request: GrpcRequest): Promise<object> {
  const { project, location } = nameParts(requiredText(request, 'parent'), 'projects/{project}/locations/{location}');
  for (const field of ['filter', 'orderBy']) if (text(request, field) !== '') throw unimplemented(`${field} of aspectTypes.list`);
  const { items, nextPageToken } = page(await store.types.list(`projects/${projectNumber(project as string)}/locations/${location}/aspectTypes/`), request, 1000);
  return { aspectTypes: items.map(aspectTypeResource), ...(nextPageToken === undefined ? {} : { nextPageToken }) };
}

async function requireType(store: CatalogStore, name: string): Promise<AspectType> {
  const found = await findAspectType(store, name);
  if (found === undefined) throw notFound(`Resource '${name}' was not found`);
  return found;
}

function aspectTypeResource({ created, updated, ...type }: AspectType): object {
  return { ...type, createTime: timestamp(created), updateTime: timestamp(updated), etag: String(updated) };
}

function described(sent: GrpcRequest): Pick<AspectType, 'displayName' | 'description' | 'labels'> {
  const { displayName, description, labels } = sent as Partial<AspectType>;
  return { ...(displayName === undefined ? {} : { displayName }), ...(description === undefined ? {} : { description }), ...(labels === undefined ? {} : { labels }) };
}

function parentOf(name: string): string {
  return name.split('/').slice(0, 4).join('/');
}
