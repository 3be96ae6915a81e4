import type { DuckDBConnection } from '@duckdb/node-api';

import { invalidArgument, unimplemented } from '../grpc/grpc-error.js';
import { nanosOf, type Timestamp } from '../grpc/timestamp.js';
import { parseName } from '../resources/location-name.js';
import { pageOf, type PageRequest } from '../resources/page.js';
import { parseFilter } from './filter.js';
import type { MonitoringDeps } from './monitoring-deps.js';
import { descriptors, readPoints, series, type Point, type StoredSeries } from './stored.js';

export interface ListTimeSeriesRequest extends PageRequest {
  readonly name: string;
  readonly filter: string;
  readonly interval: { readonly startTime: Timestamp | null; readonly endTime: Timestamp | null } | null;
  readonly aggregation: object | null;
  readonly secondaryAggregation: object | null;
  readonly orderBy: string;
  readonly view: string;
}

const PAGE = { preset: 100_000, max: 100_000 };

/** The series of one metric with points in an interval, the latest point first. A page ends between points, and a series goes on in the next. */
export async function listTimeSeries({ projects }: MonitoringDeps, connection: DuckDBConnection, request: ListTimeSeriesRequest): Promise<object> {
  const project = await projects.canonicalName(connection, request.name);
  parseName(project, 'projects/{project}');
  if (request.aggregation !== null || request.secondaryAggregation !== null) throw unimplemented('ListTimeSeries with an aggregation');
  if (request.orderBy !== '') throw invalidArgument('Field orderBy had an invalid value: it must be left blank.');
  const { matches, metricType } = parseFilter(request.filter);
  if (metricType === undefined) throw invalidArgument('Field filter had an invalid value: the filter must specify a single metric type.');
  const [start, end] = intervalOf(request);
  const found: (readonly [StoredSeries, Point[]])[] = [];
  for (const one of await series.list(connection, `${project}/timeSeries/`)) {
    if (!matches(one)) continue;
    const points = await readPoints(connection, one.name, start, end);
    if (points.length > 0) found.push([one, points]);
  }
  const unit = (await descriptors.find(connection, `${project}/metricDescriptors/${metricType}`))?.unit ?? '';
  if (request.view === 'HEADERS') {
    const { items, nextPageToken } = pageOf(found, request, PAGE);
    return { timeSeries: items.map(([one]) => message(one, [])), nextPageToken, unit };
  }
  const { items, nextPageToken } = pageOf(found.flatMap(([one, points]) => points.map((point) => [one, point] as const)), request, PAGE);
  const grouped = Map.groupBy(items, ([one]) => one);
  return { timeSeries: [...grouped].map(([one, pairs]) => message(one, pairs.map(([, point]) => point))), nextPageToken, unit };
}

function intervalOf({ interval }: ListTimeSeriesRequest): [bigint, bigint] {
  const end = interval?.endTime ?? undefined;
  if (end === undefined) throw invalidArgument('Field interval.endTime had an invalid value: the end time must be given.');
  const start = nanosOf(interval?.startTime ?? end);
  if (start > nanosOf(end)) throw invalidArgument('Field interval had an invalid value: the start time must not be after the end time.');
  return [start, nanosOf(end)];
}

function message({ metric, resource, metricKind, valueType }: StoredSeries, points: readonly Point[]): object {
  return { metric, resource, metricKind, valueType, points };
}
