import type { DuckDBConnection } from '@duckdb/node-api';

import { millisecondsOf, nanosOf } from '../grpc/timestamp.js';
import { MAX_FUTURE_MS, MAX_PAST_MS, MIN_SPACING_NANOS } from './limits.js';
import type { WrittenSeries } from './read-series.js';
import { insertPoint, series, type MetricDescriptor } from './stored.js';

/** Writes one point, or says why it cannot be written; the other points of the call are not touched by that. */
export async function writePoint(connection: DuckDBConnection, written: WrittenSeries, descriptor: MetricDescriptor): Promise<string | undefined> {
  const { interval } = written.point;
  const [start, end] = [nanosOf(interval.startTime ?? interval.endTime), nanosOf(interval.endTime)];
  const last = await series.find(connection, written.name);
  const refusal = refusalOf(millisecondsOf(interval.endTime), start, end, descriptor, last === undefined ? undefined : { start: BigInt(last.lastStart), end: BigInt(last.lastEnd) });
  if (refusal !== undefined) return refusal;
  const { name, metric, resource, point } = written;
  const { metricKind, valueType } = descriptor;
  await insertPoint(connection, name, end, { ...point, interval: { ...interval, startTime: interval.startTime ?? interval.endTime } });
  await series.put(connection, { name, metric, resource, metricKind, valueType, lastStart: String(start), lastEnd: String(end) });
  return undefined;
}

interface Times {
  readonly start: bigint;
  readonly end: bigint;
}

function refusalOf(endMs: number, start: bigint, end: bigint, { metricKind }: MetricDescriptor, last: Times | undefined): string | undefined {
  const now = Date.now();
  if (endMs < now - MAX_PAST_MS) return 'Data points cannot be written more than 25h0m0s in the past.';
  if (endMs > now + MAX_FUTURE_MS) return 'Data points cannot be written more than 5m0s in the future.';
  if (metricKind === 'GAUGE' && start !== end) return 'The start time and end time must be equal for GAUGE metrics.';
  if (metricKind === 'CUMULATIVE' && start >= end) return 'The start time must be before the end time for CUMULATIVE metrics.';
  if (last === undefined) return undefined;
  if (end < last.end) return 'Points must be written in order. One or more of the points specified had an older end time than the most recent point.';
  if (end - last.end < MIN_SPACING_NANOS) return 'One or more points were written more frequently than the maximum sampling period configured for the metric.';
  if (metricKind === 'CUMULATIVE' && start !== last.start && start < last.end) return 'The start time must be equal to the previous one, or after the previous end time.';
  return undefined;
}
