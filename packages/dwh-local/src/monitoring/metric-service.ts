import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { createTimeSeries, type CreateTimeSeriesRequest } from './create-time-series.js';
import { descriptorMethods } from './descriptor-methods.js';
import { listTimeSeries, type ListTimeSeriesRequest } from './list-time-series.js';
import type { MonitoringDeps } from './monitoring-deps.js';

const SERVICE = 'google.monitoring.v3.MetricService';

/** google.monitoring.v3.MetricService. */
export function createMetricService(deps: MonitoringDeps): GrpcMethod[] {
  return [
    ...descriptorMethods(deps),
    grpcMethod('monitoring', SERVICE, 'CreateTimeSeries', { 'monitoring.timeSeries.create': ({ name }) => name }, (request: CreateTimeSeriesRequest) => createTimeSeries(deps, request)),
    grpcMethod('monitoring', SERVICE, 'ListTimeSeries', { 'monitoring.timeSeries.list': ({ name }) => name }, (request: ListTimeSeriesRequest) => deps.engine.withConnection((connection) => listTimeSeries(deps, connection, request))),
  ];
}
