import { momentOf, nameParts, page, requiredMessage, requiredText, text, timestamp } from '../grpc/fields.js';
import { invalidArgument, unimplemented } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import type { MetricStore, Series, StoredPoint } from './metric-store.js';
import { seriesFilter } from './series-filter.js';

export async function listTimeSeries(store: MetricStore, request: GrpcRequest): Promise<object> {
  const { project } = nameParts(requiredText(request, 'name'), 'projects/{project}');
  for (const field of ['aggregation', 'secondaryAggregation', 'orderBy']) if (isSet(request[field])) throw unimplemented(`${field} of timeSeries.list`);
  const matches = seriesFilter(requiredText(request, 'filter'));
  const interval = requiredMessage(request, 'interval');
  const end = momentOf(interval['endTime']);
  if (end === undefined) throw invalidArgument('Field interval.end_time had an invalid value: It is required.');
  const start = momentOf(interval['startTime']) ?? end;
  if (start > end) throw invalidArgument('Field interval had an invalid value: The start time is after the end time.');
  const found = (await store.series.list(`projects/${project}/series/`)).filter(matches).map((series) => ({ series, points: series.points.filter((point) => point.end >= start && point.end <= end) }));
  const { items, nextPageToken } = page(found.filter(({ points }) => points.length > 0), request, 100_000);
  const headers = text(request, 'view') === 'HEADERS';
  return { timeSeries: items.map(({ series, points }) => seriesResource(series, headers ? [] : points)), ...(nextPageToken === undefined ? {} : { nextPageToken }) };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && (typeof value !== 'object' || Object.keys(value).length > 0);
}

function seriesResource({ metric, resource, metricKind, valueType }: Series, points: readonly StoredPoint[]): object {
  return { metric, resource, metricKind, valueType, points: points.map(({ start, end, value }) => ({ interval: { startTime: timestamp(start), endTime: timestamp(end) }, value })) };
}
