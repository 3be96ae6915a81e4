import { text } from '../grpc/fields.js';
import type { GrpcMethod, GrpcRequest } from '../grpc/grpc-method.js';
import { createDescriptor, deleteDescriptor, getDescriptor, listDescriptors } from './descriptors.js';
import type { MetricStore } from './metric-store.js';
import { getResourceDescriptor, listResourceDescriptors } from './monitored-resources.js';
import { listTimeSeries } from './read-series.js';
import { createTimeSeries } from './write-series.js';

const SERVICE = 'google.monitoring.v3.MetricService';
const name = (request: GrpcRequest) => text(request, 'name');

/** MetricService of Cloud Monitoring. */
export function metricMethods(store: MetricStore): GrpcMethod[] {
  const method = (rpc: string, permission: string, handler: GrpcMethod['handler']): GrpcMethod => ({ id: `monitoring.${rpc}`, path: `${SERVICE}/${rpc}`, permission: `monitoring.${permission}`, resource: name, handler });
  return [
    method('CreateMetricDescriptor', 'metricDescriptors.create', (request) => createDescriptor(store, request)),
    method('GetMetricDescriptor', 'metricDescriptors.get', (request) => getDescriptor(store, request)),
    method('ListMetricDescriptors', 'metricDescriptors.list', (request) => listDescriptors(store, request)),
    method('DeleteMetricDescriptor', 'metricDescriptors.delete', (request) => deleteDescriptor(store, request)),
    method('GetMonitoredResourceDescriptor', 'monitoredResourceDescriptors.get', getResourceDescriptor),
    method('ListMonitoredResourceDescriptors', 'monitoredResourceDescriptors.list', listResourceDescriptors),
    method('CreateTimeSeries', 'timeSeries.create', (request) => createTimeSeries(store, request, Date.now())),
    method('ListTimeSeries', 'timeSeries.list', (request) => listTimeSeries(store, request)),
  ];
}
