import { createHash } from 'node:crypto';

import { invalidArgument } from '../grpc/grpc-error.js';
import type { Timestamp } from '../grpc/timestamp.js';
import { MAX_LABEL_VALUE_LENGTH, MAX_SERIES_PER_CALL } from './limits.js';
import { resourceLabels } from './resource-descriptors.js';
import type { ValueType } from './stored.js';

type Labels = Readonly<Record<string, string>>;

/** google.monitoring.v3.TimeSeries as it is sent. */
export interface TimeSeries {
  readonly metric: { readonly type: string; readonly labels: Labels } | null;
  readonly resource: { readonly type: string; readonly labels: Labels } | null;
  readonly metricKind: string;
  readonly valueType: string;
  readonly points: readonly { readonly interval: { readonly startTime: Timestamp | null; readonly endTime: Timestamp | null } | null; readonly value: Readonly<Record<string, unknown>> | null }[];
}

/** A series with its one point, whole in itself; whether it fits what is there is not looked at. */
export interface WrittenSeries {
  readonly name: string;
  readonly metric: { readonly type: string; readonly labels: Labels };
  readonly resource: { readonly type: string; readonly labels: Labels };
  readonly metricKind: string;
  readonly valueType: ValueType;
  readonly point: { readonly interval: { readonly startTime: Timestamp | null; readonly endTime: Timestamp }; readonly value: object };
}

const VALUES: Readonly<Record<string, ValueType>> = { boolValue: 'BOOL', int64Value: 'INT64', doubleValue: 'DOUBLE', stringValue: 'STRING', distributionValue: 'DISTRIBUTION' };

/** @throws GrpcError INVALID_ARGUMENT, and then nothing of the call is written. */
export function readSeries(project: string, sent: readonly TimeSeries[]): WrittenSeries[] {
  if (sent.length === 0) throw invalidArgument('Field timeSeries had an invalid value: there must be at least one.');
  if (sent.length > MAX_SERIES_PER_CALL) throw invalidArgument(`Field timeSeries had an invalid value: at most ${MAX_SERIES_PER_CALL} TimeSeries can be written in one call.`);
  const seen = new Set<string>();
  return sent.map((one, index) => {
    const series = readOne(project, one, `timeSeries[${index}]`);
    if (seen.has(series.name)) throw fieldError(`timeSeries[${index}]`, 'Duplicate TimeSeries encountered. Only one point can be written per TimeSeries per request.');
    seen.add(series.name);
    return series;
  });
}

function readOne(project: string, { metric, resource, metricKind, valueType, points }: TimeSeries, at: string): WrittenSeries {
  if (metric === null || metric.type === '') throw fieldError(`${at}.metric`, 'The metric type must be given.');
  if (resource === null) throw fieldError(`${at}.resource`, 'The monitored resource must be given.');
  const [point] = points;
  if (point === undefined || points.length > 1) throw fieldError(`${at}.points`, 'Only one point can be written per TimeSeries per request.');
  const endTime = point.interval?.endTime ?? undefined;
  if (endTime === undefined) throw fieldError(`${at}.points[0].interval.endTime`, 'The end time must be given.');
  const [field, type] = Object.entries(VALUES).find(([name]) => point.value?.[name] != null) ?? [];
  if (field === undefined || type === undefined) throw fieldError(`${at}.points[0].value`, 'The value must be given.');
  if (valueType !== 'VALUE_TYPE_UNSPECIFIED' && valueType !== type) throw fieldError(`${at}.valueType`, `The series says ${valueType}, its point is ${type}.`);
  const written = { type: metric.type, labels: checkValues(metric.labels, `${at}.metric.labels`) };
  const monitored = { type: resource.type, labels: checkResource(project, resource, at) };
  return {
    name: `projects/${project}/timeSeries/${digest([written, monitored])}`,
    metric: written,
    resource: monitored,
    metricKind,
    valueType: type,
    point: { interval: { startTime: point.interval?.startTime ?? null, endTime }, value: { [field]: point.value?.[field] } },
  };
}

/** The project's own label is filled in. */
function checkResource(project: string, { type, labels }: { readonly type: string; readonly labels: Labels }, at: string): Labels {
  const known = resourceLabels(type);
  if (known === undefined) throw fieldError(`${at}.resource.type`, `The resource type ${JSON.stringify(type)} is not one that custom metrics can be written against here.`);
  const unknown = Object.keys(labels).find((key) => !known.includes(key));
  if (unknown !== undefined) throw fieldError(`${at}.resource.labels`, `Unrecognized resource label ${JSON.stringify(unknown)}.`);
  const filled = { project_id: project, ...checkValues(labels, `${at}.resource.labels`) };
  const missing = known.filter((key) => !Object.hasOwn(filled, key));
  if (missing.length > 0) throw fieldError(`${at}.resource`, `The set of resource labels is incomplete. Missing labels: (${missing.join(' ')}).`);
  return filled;
}

function checkValues(labels: Labels, at: string): Labels {
  const long = Object.entries(labels).find(([, value]) => value.length > MAX_LABEL_VALUE_LENGTH);
  if (long !== undefined) throw fieldError(at, `The value of ${long[0]} is longer than ${MAX_LABEL_VALUE_LENGTH} characters.`);
  return labels;
}

function digest(parts: readonly { readonly type: string; readonly labels: Labels }[]): string {
  const canonical = parts.map(({ type, labels }) => [type, Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex').slice(0, 32);
}

export function fieldError(field: string, why: string) {
  return invalidArgument(`Field ${field} had an invalid value: ${why}`);
}
