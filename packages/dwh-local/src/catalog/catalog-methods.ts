import type { Engine } from '../engine/engine.js';
import { text } from '../grpc/fields.js';
import type { GrpcMethod, GrpcRequest } from '../grpc/grpc-method.js';
import { createAspectType, deleteAspectType, getAspectType, listAspectTypes, updateAspectType } from './aspect-types.js';
import type { CatalogStore } from './catalog-store.js';
import { getEntry, lookupEntry, updateEntry } from './entries.js';
import { getOperation } from './operations.js';

const SERVICE = 'google.cloud.dataplex.v1.CatalogService';
const parent = (request: GrpcRequest) => text(request, 'parent');
const name = (request: GrpcRequest) => text(request, 'name');
const within = (field: string) => (request: GrpcRequest) => text((request[field] ?? {}) as GrpcRequest, 'name');

/** The Knowledge Catalog: aspect types, and aspects on the entries that it has of BigQuery's tables. */
export function catalogMethods(store: CatalogStore, engine: Engine): GrpcMethod[] {
  const method = (rpc: string, permission: string, of: GrpcMethod['resource'], handler: GrpcMethod['handler']): GrpcMethod => ({ id: `dataplex.${rpc}`, path: `${SERVICE}/${rpc}`, permission, resource: of, handler });
  return [
    method('CreateAspectType', 'dataplex.aspectTypes.create', parent, (request, { messages }) => createAspectType(store, request, messages)),
    method('UpdateAspectType', 'dataplex.aspectTypes.update', within('aspectType'), (request, { messages }) => updateAspectType(store, request, messages)),
    method('DeleteAspectType', 'dataplex.aspectTypes.delete', name, (request, { messages }) => deleteAspectType(store, request, messages)),
    method('GetAspectType', 'dataplex.aspectTypes.get', name, (request) => getAspectType(store, request)),
    method('ListAspectTypes', 'dataplex.aspectTypes.list', parent, (request) => listAspectTypes(store, request)),
    method('GetEntry', 'dataplex.entries.get', name, (request) => getEntry(store, engine, request)),
    method('LookupEntry', 'bigquery.tables.get', (request) => text(request, 'entry'), (request) => lookupEntry(store, engine, request)),
    method('UpdateEntry', 'dataplex.entries.update', within('entry'), (request, { caller }) => updateEntry(store, engine, request, caller)),
    { id: 'dataplex.GetOperation', path: 'google.longrunning.Operations/GetOperation', permission: 'dataplex.operations.get', resource: name, handler: (request, { messages }) => getOperation(store, request, messages) },
  ];
}
