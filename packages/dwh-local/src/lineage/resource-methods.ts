import { randomUUID } from 'node:crypto';

import type { DuckDBConnection } from '@duckdb/node-api';

import { alreadyExists, invalidArgument } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { finishedOperation } from '../longrunning/operations.js';
import { parseName } from '../resources/location-name.js';
import { pageOf, type PageRequest } from '../resources/page.js';
import type { Named, ResourceTable } from '../resources/resource-table.js';
import { maskedFields, type FieldMask } from '../resources/update-mask.js';
import { changeLineage, changeOnce, type LineageDeps } from './lineage-deps.js';

/** What tells processes, runs and events apart; they lie inside of each other. */
export interface LineageKind<Resource extends Named> {
  /** `Process` */
  readonly message: string;
  /** `processes` */
  readonly collection: string;
  /** Of the parent. */
  readonly parentPattern: string;
  /** The table of the parent; undefined where the parent is a location. */
  readonly parents: ResourceTable<Named> | undefined;
  readonly table: ResourceTable<Resource>;
  /** The fields that an update may change; undefined where there is no update. */
  readonly mutable: readonly (keyof Resource & string)[] | undefined;
  /** What lies inside goes with it. */
  readonly inside: readonly ResourceTable<Named>[];
  /** Deleting is a long-running operation. */
  readonly longDelete: boolean;
  readonly permission: string;
  /** @throws GrpcError INVALID_ARGUMENT */
  readonly check: (resource: Resource) => void;
}

const SERVICE = 'google.cloud.datacatalog.lineage.v1.Lineage';

type Request = Record<string, unknown> & PageRequest & { readonly parent: string; readonly name: string; readonly requestId: string; readonly allowMissing: boolean; readonly updateMask: FieldMask | null };

export function resourceMethods<Resource extends Named>(deps: LineageDeps, kind: LineageKind<Resource>): GrpcMethod[] {
  const { engine, projects } = deps;
  const { message, collection, table, permission } = kind;
  const field = message.charAt(0).toLowerCase() + message.slice(1);
  const pattern = `${kind.parentPattern}/${collection}/{id}`;
  const givenOf = (request: Request): Resource => {
    const given = request[field] as Resource | null;
    if (given === null) throw invalidArgument(`${field} is missing.`);
    return given;
  };
  const canonical = async (connection: DuckDBConnection, name: string, of = pattern) => {
    parseName(name, of);
    return projects.canonicalName(connection, name);
  };

  const create = (request: Request) =>
    changeOnce(deps, request.parent, request.requestId, async (connection) => {
      const parent = await canonical(connection, request.parent, kind.parentPattern);
      await kind.parents?.get(connection, parent);
      const given = givenOf(request);
      const name = given.name === '' ? `${parent}/${collection}/${randomUUID()}` : await canonical(connection, given.name);
      if (!name.startsWith(`${parent}/${collection}/`)) throw invalidArgument(`${field}.name must lie inside of the parent.`);
      if ((await table.find(connection, name)) !== undefined) throw alreadyExists(name);
      const resource = { ...given, name };
      kind.check(resource);
      await table.put(connection, resource);
      return resource;
    });

  const update = (mutable: readonly (keyof Resource & string)[]) => (request: Request) =>
    changeLineage(deps, async (connection) => {
      const given = givenOf(request);
      const name = await canonical(connection, given.name);
      const current = await table.find(connection, name);
      const base = current ?? (request.allowMissing ? { ...given, name } : await table.get(connection, name));
      const resource = { ...base, ...Object.fromEntries(maskedFields(request.updateMask, mutable, mutable).map((key) => [key, given[key]])) };
      kind.check(resource);
      await table.put(connection, resource);
      return resource;
    });

  const remove = (request: Request) =>
    changeLineage(deps, async (connection) => {
      const name = await canonical(connection, request.name);
      if (!request.allowMissing) await table.get(connection, name);
      await table.remove(connection, name);
      for (const inner of kind.inside) for (const one of await inner.list(connection, `${name}/`)) await inner.remove(connection, one.name);
      if (!kind.longDelete) return {};
      const metadata = (time: object) => ({ state: 'SUCCEEDED', operationType: 'DELETE', resource: name, createTime: time, endTime: time });
      return finishedOperation(connection, { parent: name.split('/').slice(0, 4).join('/'), type: 'google.protobuf.Empty', message: {}, metadataType: 'google.cloud.datacatalog.lineage.v1.OperationMetadata', metadata });
    });

  const list = (request: Request) =>
    engine.withConnection(async (connection) => {
      const parent = await canonical(connection, request.parent, kind.parentPattern);
      const { items, nextPageToken } = pageOf(await table.list(connection, `${parent}/${collection}/`), request, { preset: 50, max: 100 });
      return { [collection]: items, nextPageToken };
    });

  const onParent = ({ parent }: Request) => parent;
  const onName = ({ name }: Request) => name;
  const plural = collection.charAt(0).toUpperCase() + collection.slice(1);
  return [
    grpcMethod('datalineage', SERVICE, `Create${message}`, { [`${permission}.create`]: onParent }, create),
    grpcMethod('datalineage', SERVICE, `Get${message}`, { [`${permission}.get`]: onName }, ({ name }: Request) => engine.withConnection(async (connection) => table.get(connection, await canonical(connection, name)))),
    grpcMethod('datalineage', SERVICE, `List${plural}`, { [`${permission}.list`]: onParent }, list),
    grpcMethod('datalineage', SERVICE, `Delete${message}`, { [`${permission}.delete`]: onName }, remove),
    ...(kind.mutable === undefined ? [] : [grpcMethod('datalineage', SERVICE, `Update${message}`, { [`${permission}.update`]: (request: Request) => (request[field] as Resource | null)?.name ?? '' }, update(kind.mutable))]),
  ];
}
