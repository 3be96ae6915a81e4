import { randomUUID } from 'node:crypto';

import type { DuckDBConnection } from '@duckdb/node-api';

import { alreadyExists, GrpcError, invalidArgument, unimplemented } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { timestampOf } from '../grpc/timestamp.js';
import { finishedOperation, type Operation } from '../longrunning/operations.js';
import { parseName } from '../resources/location-name.js';
import { pageOf, type PageRequest } from '../resources/page.js';
import { numberedName } from '../resources/project-number.js';
import type { ResourceTable } from '../resources/resource-table.js';
import { maskedFields, type FieldMask } from '../resources/update-mask.js';
import { change, type CatalogDeps } from './catalog-deps.js';
import type { StoredType } from './stored.js';

/** What tells aspect types, entry types and entry groups apart; all else about them is the same. */
export interface TypeKind<Stored extends StoredType> {
  /** `AspectType` */
  readonly message: string;
  readonly table: ResourceTable<Stored>;
  /** The fields that an update may change. */
  readonly mutable: readonly (keyof Stored & string)[];
  /** The fields of a new one, checked. */
  readonly parse: (given: Stored, before: Stored | undefined) => Omit<Stored, keyof StoredType>;
  /** One that Google has made; undefined where there is none of that name. */
  readonly builtIn: (name: string) => Stored | undefined;
  /** @throws GrpcError FAILED_PRECONDITION where it is in use. */
  readonly checkUnused: (connection: DuckDBConnection, name: string) => Promise<void>;
}

const SERVICE = 'google.cloud.dataplex.v1.CatalogService';
const PARENT = 'projects/{project}/locations/{location}';
const PAGE = { preset: 10, max: 1_000 };
const OUTPUT = new Set(['created', 'updated']);

type Request = Record<string, unknown> & PageRequest & { readonly parent: string; readonly name: string; readonly etag: string; readonly filter: string; readonly orderBy: string; readonly validateOnly: boolean; readonly updateMask: FieldMask | null };

/** Create, get, list, update and delete; the changing ones answer with long-running operations. */
export function typeMethods<Stored extends StoredType>(deps: CatalogDeps, kind: TypeKind<Stored>): GrpcMethod[] {
  const { engine, projects } = deps;
  const { message } = kind;
  const field = message.charAt(0).toLowerCase() + message.slice(1);
  const collection = `${field}s`;
  const pattern = `${PARENT}/${collection}/{id}`;
  const permission = (verb: string) => `dataplex.${collection}.${verb}`;
  const givenOf = (request: Request): Stored => {
    const given = request[field] as Stored | null;
    if (given === null) throw invalidArgument(`${field} is missing.`);
    return given;
  };
  const find = async (connection: DuckDBConnection, name: string): Promise<Stored> => {
    parseName(name, pattern);
    const canonical = await projects.canonicalName(connection, name);
    return kind.builtIn(canonical) ?? kind.table.get(connection, canonical);
  };
  const writable = async (connection: DuckDBConnection, name: string) => {
    const current = await find(connection, name);
    if (kind.builtIn(current.name) !== undefined) throw new GrpcError('PERMISSION_DENIED', `${current.name} belongs to Google and cannot be changed.`);
    return current;
  };

  const create = (request: Request) =>
    change(deps, async (connection) => {
      const id = request[`${field}Id`] as string;
      const { project = '', location = '' } = parseName(request.parent, PARENT);
      if (!/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(id)) throw invalidArgument(`${field}_id must be 1 to 63 lowercase letters, digits and hyphens, start with a letter and not end with a hyphen.`);
      const name = `projects/${await projects.idOf(connection, project)}/locations/${location}/${collection}/${id}`;
      if ((await kind.table.find(connection, name)) !== undefined) throw alreadyExists(name);
      const given = givenOf(request);
      const now = Date.now();
      const stored = { ...kind.parse(given, undefined), name, uid: randomUUID(), etag: newEtag(), created: now, updated: now, ...describing(given) } as Stored;
      if (!request.validateOnly) await kind.table.put(connection, stored);
      return operation(connection, stored, 'create');
    });

  const update = (request: Request) =>
    change(deps, async (connection) => {
      const given = givenOf(request);
      const current = await writable(connection, given.name);
      requireEtag(given.etag, current.etag);
      const fields = maskedFields(request.updateMask, kind.mutable, kind.mutable);
      const merged = { ...current, ...Object.fromEntries(fields.map((name) => [name, given[name]])) };
      const stored: Stored = { ...merged, ...kind.parse(merged, current), etag: newEtag(), updated: Date.now() };
      if (!request.validateOnly) await kind.table.put(connection, stored);
      return operation(connection, stored, 'update');
    });

  const remove = (request: Request) =>
    change(deps, async (connection) => {
      const current = await writable(connection, request.name);
      requireEtag(request.etag, current.etag);
      await kind.checkUnused(connection, current.name);
      await kind.table.remove(connection, current.name);
      return operation(connection, current, 'delete', 'google.protobuf.Empty');
    });

  const operation = (connection: DuckDBConnection, stored: Stored, verb: string, type = `google.cloud.dataplex.v1.${message}`): Promise<Operation> =>
    finishedOperation(connection, {
      parent: stored.name.split('/').slice(0, 4).join('/'),
      type,
      message: type === 'google.protobuf.Empty' ? {} : resourceOf(stored),
      metadataType: 'google.cloud.dataplex.v1.OperationMetadata',
      metadata: (time) => ({ createTime: time, endTime: time, target: numberedName(stored.name), verb, apiVersion: 'v1' }),
    });

  const list = (request: Request) =>
    engine.withConnection(async (connection) => {
      parseName(request.parent, PARENT);
      if (request.filter !== '' || request.orderBy !== '') throw unimplemented(`List${message}s with a filter or an order`);
      const all = await kind.table.list(connection, `${await projects.canonicalName(connection, request.parent)}/${collection}/`);
      const { items, nextPageToken } = pageOf(all, request, PAGE);
      return { [collection]: items.map(resourceOf), nextPageToken };
    });

  const onParent = ({ parent }: Request) => parent;
  const onName = ({ name }: Request) => name;
  return [
    grpcMethod('dataplex', SERVICE, `Create${message}`, { [permission('create')]: onParent }, create),
    grpcMethod('dataplex', SERVICE, `Get${message}`, { [permission('get')]: onName }, ({ name }: Request) => engine.withConnection(async (connection) => resourceOf(await find(connection, name)))),
    grpcMethod('dataplex', SERVICE, `Update${message}`, { [permission('update')]: (request) => (request[field] as Stored | null)?.name ?? '' }, update),
    grpcMethod('dataplex', SERVICE, `Delete${message}`, { [permission('delete')]: onName }, remove),
    grpcMethod('dataplex', SERVICE, `List${message}s`, { [permission('list')]: onParent }, list),
  ];
}

function describing({ description, displayName, labels }: StoredType) {
  return { description, displayName, labels };
}

function resourceOf(stored: StoredType): object {
  const fields = Object.entries(stored).filter(([name]) => !OUTPUT.has(name));
  return { ...Object.fromEntries(fields), name: numberedName(stored.name), createTime: timestampOf(stored.created), updateTime: timestampOf(stored.updated) };
}

function requireEtag(given: string, current: string): void {
  if (given !== '' && given !== current) throw new GrpcError('ABORTED', 'The etag is not the current one: read the resource again.');
}

function newEtag(): string {
  return randomUUID();
}
