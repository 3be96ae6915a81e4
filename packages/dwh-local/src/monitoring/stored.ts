import type { DuckDBConnection } from '@duckdb/node-api';

import { rows } from '../engine/engine.js';
import type { Timestamp } from '../grpc/timestamp.js';
import { ResourceTable } from '../resources/resource-table.js';

export type MetricKind = 'GAUGE' | 'CUMULATIVE';
export type ValueType = 'BOOL' | 'INT64' | 'DOUBLE' | 'STRING' | 'DISTRIBUTION';

export interface LabelDescriptor {
  readonly key: string;
  readonly valueType: string;
  readonly description: string;
}

/** google.api.MetricDescriptor of a custom metric. */
export interface MetricDescriptor {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly LabelDescriptor[];
  readonly metricKind: MetricKind;
  readonly valueType: ValueType;
  readonly unit: string;
  readonly description: string;
  readonly displayName: string;
}

export interface Point {
  readonly interval: { readonly startTime: Timestamp | null; readonly endTime: Timestamp };
  readonly value: object;
}

/** One series; `name` is of the warehouse's own making. */
export interface StoredSeries {
  readonly name: string;
  readonly metric: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
  readonly resource: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
  readonly metricKind: MetricKind;
  readonly valueType: ValueType;
  /** The latest point's times, in nanoseconds since 1970. */
  readonly lastStart: string;
  readonly lastEnd: string;
}

export const descriptors = new ResourceTable<MetricDescriptor>('monitoring.metricDescriptor');
export const series = new ResourceTable<StoredSeries>('monitoring.timeSeries');

export async function createPointTable(connection: DuckDBConnection): Promise<void> {
  await connection.run('CREATE SCHEMA IF NOT EXISTS resources; CREATE TABLE IF NOT EXISTS resources.points (series VARCHAR NOT NULL, end_nanos BIGINT NOT NULL, point VARCHAR NOT NULL)');
}

export async function insertPoint(connection: DuckDBConnection, name: string, end: bigint, point: Point): Promise<void> {
  await connection.run('INSERT INTO resources.points VALUES ($name, $end, $point)', { name, end, point: JSON.stringify(point) });
}

/** The latest first. Both ends belong to the interval, in nanoseconds. */
export async function readPoints(connection: DuckDBConnection, name: string, start: bigint, end: bigint): Promise<Point[]> {
  const found = await rows<{ point: string }>(connection, 'SELECT point FROM resources.points WHERE series = $name AND end_nanos BETWEEN $start AND $end ORDER BY end_nanos DESC', { name, start, end });
  return found.map((row) => JSON.parse(row.point) as Point);
}

export async function removeSeries(connection: DuckDBConnection, name: string): Promise<void> {
  await series.remove(connection, name);
  await connection.run('DELETE FROM resources.points WHERE series = $name', { name });
}
