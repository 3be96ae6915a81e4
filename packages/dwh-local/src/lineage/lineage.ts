import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import type { LineageDeps } from './lineage-deps.js';
import { EVENT, PROCESS, RUN } from './lineage-kinds.js';
import { linkMethods } from './link-methods.js';
import { processOpenLineage, type OpenLineageRequest } from './process-open-lineage.js';
import { resourceMethods } from './resource-methods.js';

const SERVICE = 'google.cloud.datacatalog.lineage.v1.Lineage';

/** google.cloud.datacatalog.lineage.v1.Lineage. */
export function createLineage(deps: LineageDeps): GrpcMethod[] {
  const parentOf = ({ parent }: OpenLineageRequest) => parent;
  const needs = { 'datalineage.processes.create': parentOf, 'datalineage.runs.create': parentOf, 'datalineage.events.create': parentOf };
  return [
    ...resourceMethods(deps, PROCESS),
    ...resourceMethods(deps, RUN),
    ...resourceMethods(deps, EVENT),
    grpcMethod('datalineage', SERVICE, 'ProcessOpenLineageRunEvent', needs, (request: OpenLineageRequest) => processOpenLineage(deps, request)),
    ...linkMethods(deps),
  ];
}
