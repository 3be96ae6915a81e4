import { randomUUID } from 'node:crypto';

import type { DuckDBConnection } from '@duckdb/node-api';

import type { Engine } from '../engine/engine.js';
import { unimplemented } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { timestampOf, type Timestamp } from '../grpc/timestamp.js';
import { parseName } from '../resources/location-name.js';
import { pageOf, type PageRequest } from '../resources/page.js';
import { numberedName, type Projects } from '../resources/project-number.js';
import { ResourceTable } from '../resources/resource-table.js';

/** google.longrunning.Operation, with its Any as protobufjs takes it: a message and its type. */
export interface Operation {
  readonly name: string;
  readonly metadata: object;
  readonly done: true;
  readonly response: object;
}

const operations = new ResourceTable<Operation>('longrunning.operation');
const PATTERN = 'projects/{project}/locations/{location}/operations/{operation}';

export interface OperationResult {
  /** `projects/p/locations/l` */
  readonly parent: string;
  readonly type: string;
  readonly message: object;
  readonly metadataType: string;
  readonly metadata: (time: Timestamp) => object;
}

/** Keeps an operation that is done already: nothing here takes long. */
export async function finishedOperation(connection: DuckDBConnection, { parent, type, message, metadataType, metadata }: OperationResult): Promise<Operation> {
  const operation: Operation = {
    name: `${parent}/operations/operation-${randomUUID()}`,
    metadata: { '@type': `type.googleapis.com/${metadataType}`, ...metadata(timestampOf(Date.now())) },
    done: true,
    response: { '@type': `type.googleapis.com/${type}`, ...message },
  };
  await operations.put(connection, operation);
  return answer(operation);
}

/** google.longrunning.Operations, for what the catalog and lineage answer with. */
export function operationMethods(engine: Engine, projects: Projects): GrpcMethod[] {
  const service = 'google.longrunning.Operations';
  const find = async (connection: DuckDBConnection, name: string) => {
    parseName(name, PATTERN);
    return operations.get(connection, await projects.canonicalName(connection, name));
  };
  type ByName = { readonly name: string };
  const get = ({ name }: ByName) => engine.withConnection(async (connection) => answer(await find(connection, name)));
  const on = ({ name }: ByName) => name;
  return [
    grpcMethod('longrunning', service, 'GetOperation', { 'dataplex.operations.get': on }, get),
    grpcMethod('longrunning', service, 'WaitOperation', { 'dataplex.operations.get': on }, get),
    grpcMethod('longrunning', service, 'ListOperations', { 'dataplex.operations.list': on }, ({ name, filter, ...page }: ByName & PageRequest & { filter: string }) =>
      engine.withConnection(async (connection) => {
        if (filter !== '') throw unimplemented('ListOperations with a filter');
        const parent = await projects.canonicalName(connection, name.replace(/\/operations$/, ''));
        const { items, nextPageToken } = pageOf(await operations.list(connection, `${parent}/`), page, { preset: 100, max: 1_000 });
        return { operations: items.map(answer), nextPageToken };
      }),
    ),
    grpcMethod('longrunning', service, 'DeleteOperation', { 'dataplex.operations.delete': on }, ({ name }: ByName) =>
      engine.lock('longrunning', () => engine.transaction(async (connection) => operations.remove(connection, (await find(connection, name)).name).then(() => ({})))),
    ),
    // Like the service for an operation that is over: no effect.
    grpcMethod('longrunning', service, 'CancelOperation', { 'dataplex.operations.cancel': on }, ({ name }: ByName) => engine.withConnection(async (connection) => find(connection, name).then(() => ({})))),
  ];
}

function answer(operation: Operation): Operation {
  return { ...operation, name: numberedName(operation.name) };
}
