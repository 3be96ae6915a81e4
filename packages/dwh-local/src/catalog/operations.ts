import { randomUUID } from 'node:crypto';

import { requiredText } from '../grpc/fields.js';
import { notFound } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import type { ServiceMessages } from '../grpc/messages.js';
import type { CatalogStore, StoredOperation } from './catalog-store.js';

/** A long-running operation that has ended already, as it is answered. */
export async function operation(store: CatalogStore, messages: ServiceMessages, parent: string, type: string, result: object): Promise<object> {
  const name = `${parent}/operations/operation-${randomUUID()}`;
  return operationResource(await store.operations.put(name, { name, type, result }), messages);
}

export async function getOperation(store: CatalogStore, request: GrpcRequest, messages: ServiceMessages): Promise<object> {
  const name = requiredText(request, 'name');
  const found = await store.operations.get(name);
  if (found === undefined) throw notFound(`Operation ${name} not found.`);
  return operationResource(found, messages);
}

function operationResource({ name, type, result }: StoredOperation, messages: ServiceMessages): object {
  return { name, done: true, metadata: messages.any('google.cloud.dataplex.v1.OperationMetadata', { target: name }), response: messages.any(type, result) };
}
