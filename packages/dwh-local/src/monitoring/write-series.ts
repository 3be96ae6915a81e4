import { status } from '@grpc/grpc-js';

import { momentOf, nameParts, requiredText } from '../grpc/fields.js';
import { GrpcError, invalidArgument } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import { checkDescriptor, descriptorName } from './descriptors.js';
import type { MetricDescriptor, MetricStore, Series, StoredPoint } from './metric-store.js';
import { checkResource } from './monitored-resources.js';

/** https://docs.cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/create */
export const MAX_SERIES = 200;
const OLDEST_MS = 25 * 3_600_000;
const NEWEST_MS = 5 * 60_000;
/** https://docs.cloud.google.com/monitoring/quotas#custom_metrics_quotas */
export const SAMPLING_PERIOD_MS = 5_000;
const MAX_LABEL_VALUE = 1024;
const KEPT_POINTS = 1000;

interface Failure {
  readonly message: string;
}

/** What cannot be written is listed, and the rest is written all the same. */
export async function createTimeSeries(store: MetricStore, request: GrpcRequest, now: number): Promise<object> {
  const { project } = nameParts(requiredText(request, 'name'), 'projects/{project}');
  const sent = (request['timeSeries'] ?? []) as readonly GrpcRequest[];
  if (sent.length === 0) throw invalidArgument('Field timeSeries had an invalid value: it is empty.');
  if (sent.length > MAX_SERIES) throw invalidArgument(`Field timeSeries had an invalid value: Only ${MAX_SERIES} TimeSeries objects can be written per request.`);
  return store.descriptors.lock(async () => {
    const failures: Failure[] = [];
    const keys = new Set<string>();
    for (const [index, one] of sent.entries()) {
      const key = keyOf(project as string, one);
      if (keys.has(key)) throw invalidArgument(`Field timeSeries[${index}] had an invalid value: Duplicate TimeSeries encountered. Only one point can be written per TimeSeries per request.`);
      keys.add(key);
    }
    for (const [index, one] of sent.entries()) {
      try {
        await writeOne(store, project as string, one, index, now);
      } catch (error) {
        if (!(error instanceof GrpcError)) throw error;
        failures.push({ message: error.message });
      }
    }
    if (failures.length > 0) throw partialFailure(failures, sent.length);
    return {};
  });
}

async function writeOne(store: MetricStore, project: string, sent: GrpcRequest, index: number, now: number): Promise<void> {
  const field = `timeSeries[${index}]`;
  const { metric, resource } = sent as Partial<Series>;
  if (metric?.type === undefined || metric.type === '') throw invalidArgument(`Field ${field}.metric.type had an invalid value of "".`);
  checkResource(resource, field);
  const points = (sent['points'] ?? []) as readonly GrpcRequest[];
  if (points.length !== 1) throw invalidArgument(`Field ${field}.points had an invalid value: Exactly one point must be written per TimeSeries.`);
  const point = pointOf(points[0] as GrpcRequest, field);
  if (point.end < now - OLDEST_MS) throw invalidArgument(`Field ${field}.points[0].interval.end_time had an invalid value: Data points cannot be written more than 25h in the past.`);
  if (point.end > now + NEWEST_MS) throw invalidArgument(`Field ${field}.points[0].interval.end_time had an invalid value: Data points cannot be written more than 5 minutes in the future.`);
  const descriptor = await descriptorOf(store, project, sent as Partial<Series>, point, field);
  checkLabels(metric.labels ?? {}, descriptor, field);
  const valueType = typeOf(point.value);
  if (valueType !== descriptor.valueType) throw invalidArgument(`Field ${field}.points[0].value had an invalid value: value type for metric ${metric.type} must be ${descriptor.valueType}, but is ${valueType}.`);
  if (descriptor.metricKind === 'CUMULATIVE' ? point.start >= point.end : point.start !== point.end) {
    throw invalidArgument(`Field ${field}.points[0].interval.start_time had an invalid value: The start time must be ${descriptor.metricKind === 'CUMULATIVE' ? 'before the end time' : 'equal to the end time'} for ${descriptor.metricKind} metrics.`);
  }
  const key = keyOf(project, sent);
  const current = await store.series.get(key);
  const last = current?.points[0];
  if (last !== undefined && point.end <= last.end) throw invalidArgument('One or more TimeSeries could not be written: Points must be written in order. One or more of the points specified had an older end time than the most recent point.');
  if (last !== undefined && point.end < last.end + SAMPLING_PERIOD_MS) {
    throw invalidArgument('One or more TimeSeries could not be written: One or more points were written more frequently than the maximum sampling period configured for the metric.');
  }
  await store.series.put(key, { name: key, metric, resource: resource as Series['resource'], metricKind: descriptor.metricKind, valueType, points: [point, ...(current?.points ?? [])].slice(0, KEPT_POINTS) });
}

/** A metric that nobody described is, from its first point on, what that point is. */
async function descriptorOf(store: MetricStore, project: string, { metric, metricKind }: Partial<Series>, { value }: StoredPoint, field: string): Promise<MetricDescriptor> {
  const type = metric?.type as string;
  const name = descriptorName(project, type);
  const current = await store.descriptors.get(name);
  const sentKind = metricKind === undefined || metricKind === 'METRIC_KIND_UNSPECIFIED' ? undefined : metricKind;
  if (current !== undefined) {
    if (sentKind !== undefined && sentKind !== current.metricKind) throw invalidArgument(`Field ${field}.metricKind had an invalid value of "${sentKind}": Metric kind for metric ${type} must be ${current.metricKind}, but is ${sentKind}.`);
    return current;
  }
  const made: MetricDescriptor = { name, type, metricKind: sentKind ?? 'GAUGE', valueType: typeOf(value), labels: Object.keys(metric?.labels ?? {}).map((key) => ({ key, valueType: 'STRING' })) };
  checkDescriptor(made);
  return store.descriptors.put(name, made);
}

function checkLabels(labels: Readonly<Record<string, string>>, { labels: known = [], type }: MetricDescriptor, field: string): void {
  for (const [key, value] of Object.entries(labels)) {
    if (!known.some((label) => label.key === key)) throw invalidArgument(`Field ${field}.metric.labels had an invalid value of "${key}": Unrecognized metric label for ${type}.`);
    if (value.length > MAX_LABEL_VALUE) throw invalidArgument(`Field ${field}.metric.labels["${key}"] had an invalid value: Label values are at most ${MAX_LABEL_VALUE} characters.`);
  }
}

function pointOf(sent: GrpcRequest, field: string): StoredPoint {
  const interval = (sent['interval'] ?? {}) as GrpcRequest;
  const end = momentOf(interval['endTime']);
  if (end === undefined) throw invalidArgument(`Field ${field}.points[0].interval.end_time had an invalid value: It is required.`);
  const value = sent['value'] as StoredPoint['value'] | undefined;
  if (value === undefined || Object.keys(value).length === 0) throw invalidArgument(`Field ${field}.points[0].value had an invalid value: It is required.`);
  return { start: momentOf(interval['startTime']) ?? end, end, value };
}

const TYPES: Readonly<Record<string, string>> = { boolValue: 'BOOL', int64Value: 'INT64', doubleValue: 'DOUBLE', stringValue: 'STRING', distributionValue: 'DISTRIBUTION' };

function typeOf(value: StoredPoint['value']): string {
  return TYPES[Object.keys(value)[0] as string] ?? 'VALUE_TYPE_UNSPECIFIED';
}

function keyOf(project: string, sent: GrpcRequest): string {
  const { metric, resource } = sent as Partial<Series>;
  const sorted = (labels: Readonly<Record<string, string>> = {}) => Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `projects/${project}/series/${metric?.type ?? ''}/${JSON.stringify([sorted(metric?.labels), resource?.type, sorted(resource?.labels)])}`;
}

function partialFailure(failures: readonly Failure[], total: number): GrpcError {
  const messages = [...new Set(failures.map(({ message }) => message))];
  const errors = messages.map((message) => ({ status: { code: status.INVALID_ARGUMENT, message }, pointCount: failures.filter((failure) => failure.message === message).length }));
  return new GrpcError(status.INVALID_ARGUMENT, messages.join('; '), {
    type: 'google.monitoring.v3.CreateTimeSeriesSummary',
    value: { totalPointCount: total, successPointCount: total - failures.length, errors },
  });
}
