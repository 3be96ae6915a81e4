import { text } from '../grpc/fields.js';
import type { GrpcMethod, GrpcRequest } from '../grpc/grpc-method.js';
import type { LineageStore } from './lineage-store.js';
import { processRunEvent } from './open-lineage.js';
import { getEvent, getProcess, getRun, listEvents, listProcesses, listRuns, searchLinks } from './read-lineage.js';

const SERVICE = 'google.cloud.datacatalog.lineage.v1.Lineage';
const parent = (request: GrpcRequest) => text(request, 'parent');
const name = (request: GrpcRequest) => text(request, 'name');

/** Lineage, as OpenLineage events tell it. */
export function lineageMethods(store: LineageStore): GrpcMethod[] {
  const method = (rpc: string, permission: string, of: GrpcMethod['resource'], handler: GrpcMethod['handler']): GrpcMethod => ({ id: `datalineage.${rpc}`, path: `${SERVICE}/${rpc}`, permission: `datalineage.${permission}`, resource: of, handler });
  return [
    method('ProcessOpenLineageRunEvent', 'events.create', parent, (request) => processRunEvent(store, request)),
    method('GetProcess', 'processes.get', name, (request) => getProcess(store, request)),
    method('ListProcesses', 'processes.list', parent, (request) => listProcesses(store, request)),
    method('GetRun', 'runs.get', name, (request) => getRun(store, request)),
    method('ListRuns', 'runs.list', parent, (request) => listRuns(store, request)),
    method('GetLineageEvent', 'events.get', name, (request) => getEvent(store, request)),
    method('ListLineageEvents', 'events.list', parent, (request) => listEvents(store, request)),
    method('SearchLinks', 'events.get', parent, (request) => searchLinks(store, request)),
  ];
}
