import { GrpcError, invalidArgument, unimplemented } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { parseName } from '../resources/location-name.js';
import { pageOf, type PageRequest } from '../resources/page.js';
import { checkDescriptor, checkSameMetric } from './check-descriptor.js';
import { parseFilter } from './filter.js';
import { changeMetrics, type MonitoringDeps } from './monitoring-deps.js';
import { getResourceDescriptor, listResourceDescriptors } from './resource-descriptors.js';
import { descriptors, removeSeries, series, type MetricDescriptor } from './stored.js';

type ByName = { readonly name: string };
type ListRequest = ByName & PageRequest & { readonly filter: string };

const SERVICE = 'google.monitoring.v3.MetricService';
const PROJECT = 'projects/{project}';
const PAGE = { preset: 10_000, max: 10_000 };

export function descriptorMethods(deps: MonitoringDeps): GrpcMethod[] {
  const { engine, projects } = deps;
  const projectOf = ({ name }: ByName) => name.split('/').slice(0, 2).join('/');
  return [
    grpcMethod('monitoring', SERVICE, 'CreateMetricDescriptor', { 'monitoring.metricDescriptors.create': projectOf }, ({ name, metricDescriptor }: ByName & { metricDescriptor: MetricDescriptor | null }) =>
      changeMetrics(deps, async (connection) => {
        parseName(name, PROJECT);
        if (metricDescriptor === null) throw invalidArgument('Field metricDescriptor is missing.');
        const { type, labels, metricKind, valueType, unit, description, displayName } = metricDescriptor;
        const descriptor = { name: `${await projects.canonicalName(connection, name)}/metricDescriptors/${type}`, type, labels, metricKind, valueType, unit, description, displayName };
        checkDescriptor(descriptor);
        const before = await descriptors.find(connection, descriptor.name);
        if (before !== undefined) checkSameMetric(before, descriptor);
        await descriptors.put(connection, descriptor);
        return descriptor;
      }),
    ),
    grpcMethod('monitoring', SERVICE, 'GetMetricDescriptor', { 'monitoring.metricDescriptors.get': projectOf }, ({ name }: ByName) =>
      engine.withConnection(async (connection) => {
        parseName(name, `${PROJECT}/metricDescriptors/{type=**}`);
        return descriptors.get(connection, await projects.canonicalName(connection, name));
      }),
    ),
    grpcMethod('monitoring', SERVICE, 'ListMetricDescriptors', { 'monitoring.metricDescriptors.list': projectOf }, ({ name, filter, activeOnly, ...page }: ListRequest & { activeOnly: boolean }) =>
      engine.withConnection(async (connection) => {
        parseName(name, PROJECT);
        if (activeOnly) throw unimplemented('ListMetricDescriptors with active_only');
        const { matches } = parseFilter(filter);
        const all = await descriptors.list(connection, `${await projects.canonicalName(connection, name)}/`);
        const { items, nextPageToken } = pageOf(all.filter((descriptor) => matches({ metric: { type: descriptor.type } })), page, PAGE);
        return { metricDescriptors: items, nextPageToken };
      }),
    ),
    grpcMethod('monitoring', SERVICE, 'DeleteMetricDescriptor', { 'monitoring.metricDescriptors.delete': projectOf }, ({ name }: ByName) =>
      changeMetrics(deps, async (connection) => {
        const { type = '' } = parseName(name, `${PROJECT}/metricDescriptors/{type=**}`);
        if (!/^(?:custom|external)\./.test(type)) throw new GrpcError('INVALID_ARGUMENT', 'Only user-created custom metrics can be deleted.');
        const { name: found } = await descriptors.get(connection, await projects.canonicalName(connection, name));
        await descriptors.remove(connection, found);
        const written = await series.list(connection, `${found.split('/').slice(0, 2).join('/')}/`);
        for (const one of written) if (one.metric.type === type) await removeSeries(connection, one.name);
        return {};
      }),
    ),
    grpcMethod('monitoring', SERVICE, 'ListMonitoredResourceDescriptors', { 'monitoring.monitoredResourceDescriptors.list': projectOf }, async ({ name, filter, ...page }: ListRequest) => {
      const { project = '' } = parseName(name, PROJECT);
      if (filter !== '') throw unimplemented('ListMonitoredResourceDescriptors with a filter');
      const { items, nextPageToken } = pageOf(listResourceDescriptors(project), page, PAGE);
      return { resourceDescriptors: items, nextPageToken };
    }),
    grpcMethod('monitoring', SERVICE, 'GetMonitoredResourceDescriptor', { 'monitoring.monitoredResourceDescriptors.get': projectOf }, async ({ name }: ByName) => getResourceDescriptor(name)),
  ];
}
