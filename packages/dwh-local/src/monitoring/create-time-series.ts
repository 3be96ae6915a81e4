import type { DuckDBConnection } from '@duckdb/node-api';

import { GrpcError } from '../grpc/grpc-error.js';
import { STATUS_CODES } from '../grpc/status-code.js';
import { parseName } from '../resources/location-name.js';
import { checkDescriptor } from './check-descriptor.js';
import { changeMetrics, type MonitoringDeps } from './monitoring-deps.js';
import { fieldError, readSeries, type TimeSeries, type WrittenSeries } from './read-series.js';
import { descriptors, type MetricDescriptor, type MetricKind } from './stored.js';
import { writePoint } from './write-point.js';

export interface CreateTimeSeriesRequest {
  readonly name: string;
  readonly timeSeries: readonly TimeSeries[];
}

/**
 * Writes what can be written. @throws GrpcError INVALID_ARGUMENT: for a call that is wrong in itself, and nothing is written; for points that
 * come too early, too late or too often, with a CreateTimeSeriesSummary in its details, and all other points are written.
 */
export async function createTimeSeries(deps: MonitoringDeps, request: CreateTimeSeriesRequest): Promise<object> {
  const refusals = await changeMetrics(deps, async (connection) => {
    const { project = '' } = parseName(request.name, 'projects/{project}');
    const written = readSeries(await deps.projects.idOf(connection, project), request.timeSeries);
    const described: [WrittenSeries, MetricDescriptor][] = [];
    for (const [index, one] of written.entries()) described.push([one, await describe(connection, one, `timeSeries[${index}]`)]);
    const found: { readonly index: number; readonly why: string }[] = [];
    for (const [index, [one, descriptor]] of described.entries()) {
      const why = await writePoint(connection, one, descriptor);
      if (why !== undefined) found.push({ index, why });
    }
    return found;
  });
  if (refusals.length > 0) throw partialFailure(request.timeSeries.length, refusals);
  return {};
}

/** The metric's descriptor; a metric that nobody described gets one by its first point. @throws GrpcError INVALID_ARGUMENT for a series that is not of it */
async function describe(connection: DuckDBConnection, { name, metric, metricKind, valueType }: WrittenSeries, at: string): Promise<MetricDescriptor> {
  const key = `${name.split('/').slice(0, 2).join('/')}/metricDescriptors/${metric.type}`;
  const known = await descriptors.find(connection, key);
  const given = metricKind === 'METRIC_KIND_UNSPECIFIED' ? undefined : (metricKind as MetricKind);
  if (known === undefined) {
    const labels = Object.keys(metric.labels).map((label) => ({ key: label, valueType: 'STRING', description: '' }));
    const made = { name: key, type: metric.type, labels, metricKind: given ?? 'GAUGE', valueType, unit: '', description: '', displayName: '' };
    checkDescriptor(made);
    await descriptors.put(connection, made);
    return made;
  }
  if (given !== undefined && given !== known.metricKind) throw fieldError(`${at}.metricKind`, `Metric kind for metric ${metric.type} must be ${known.metricKind}, but is ${given}.`);
  if (valueType !== known.valueType) throw fieldError(`${at}.points[0].value`, `Value type for metric ${metric.type} must be ${known.valueType}, but is ${valueType}.`);
  const unknown = Object.keys(metric.labels).find((label) => !known.labels.some((other) => other.key === label));
  if (unknown !== undefined) throw fieldError(`${at}.metric.labels`, `Unrecognized metric label ${JSON.stringify(unknown)}.`);
  return known;
}

function partialFailure(total: number, refusals: readonly { readonly index: number; readonly why: string }[]): GrpcError {
  const byReason = Map.groupBy(refusals, ({ why }) => why);
  const texts = [...byReason].map(([why, found]) => `${why}: ${found.map(({ index }) => `timeSeries[${index}]`).join(', ')}`);
  const summary = {
    totalPointCount: total,
    successPointCount: total - refusals.length,
    errors: [...byReason].map(([why, found]) => ({ status: { code: STATUS_CODES.INVALID_ARGUMENT, message: why }, pointCount: found.length })),
  };
  return new GrpcError('INVALID_ARGUMENT', `One or more TimeSeries could not be written: ${texts.join('; ')}`, [{ type: 'google.monitoring.v3.CreateTimeSeriesSummary', message: summary }]);
}
