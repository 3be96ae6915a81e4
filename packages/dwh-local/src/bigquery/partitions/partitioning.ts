import { findField, type Field } from '../schema/field.js';
import { MAX_PARTITIONS_PER_TABLE } from '../limits.js';
import { invalid, isUnset, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalChoice, optionalInteger, optionalObject, optionalString } from '../request-fields.js';

export type PartitionUnit = 'HOUR' | 'DAY' | 'MONTH' | 'YEAR';

/** Integers from `start` up to, not including, `end`, divided into ranges of `interval`. */
export interface IntegerRange {
  readonly start: number;
  readonly end: number;
  readonly interval: number;
}

/** How a table is divided. Without `field` by the time of ingestion. */
export interface Partitioning {
  readonly type: PartitionUnit | 'RANGE';
  readonly field?: string;
  /** Of the type RANGE. */
  readonly range?: IntegerRange;
  /** How long a partition lives after its end, in milliseconds. */
  readonly expirationMs?: number;
}

const KNOWN = new Set(['type', 'field', 'expirationMs', 'requirePartitionFilter']);
const FIELD_TYPES: Record<PartitionUnit, readonly string[]> = {
  HOUR: ['TIMESTAMP', 'DATETIME'],
  DAY: ['DATE', 'TIMESTAMP', 'DATETIME'],
  MONTH: ['DATE', 'TIMESTAMP', 'DATETIME'],
  YEAR: ['DATE', 'TIMESTAMP', 'DATETIME'],
};

/** `timePartitioning` as the API takes it. @throws ApiError 400 */
export function parsePartitioning(body: Record<string, unknown> | undefined): Partitioning | undefined {
  if (body === undefined) return undefined;
  refuseUnknown(body, KNOWN, 'timePartitioning');
  const type = optionalChoice(body, 'type', ['HOUR', 'DAY', 'MONTH', 'YEAR']);
  if (type === undefined) throw invalid('The time partitioning type must be specified: DAY, HOUR, MONTH or YEAR.', 'timePartitioning.type');
  const field = optionalString(body, 'field');
  const expirationMs = optionalInteger(body, 'expirationMs');
  if (expirationMs !== undefined && expirationMs <= 0) throw invalid('Partition expiration must be positive; null removes it.', 'timePartitioning.expirationMs');
  return {
    type,
    ...(field === undefined || field === '' ? {} : { field }),
    ...(expirationMs === undefined ? {} : { expirationMs }),
  };
}

/** `rangePartitioning` as the API takes it. @throws ApiError 400 */
export function parseRangePartitioning(body: Record<string, unknown> | undefined): Partitioning | undefined {
  if (body === undefined || isUnset(body)) return undefined;
  refuseUnknown(body, new Set(['field', 'range']), 'rangePartitioning');
  const field = optionalString(body, 'field') ?? '';
  const given = optionalObject(body, 'range') ?? {};
  refuseUnknown(given, new Set(['start', 'end', 'interval']), 'rangePartitioning.range');
  const [start, end, interval] = [optionalInteger(given, 'start'), optionalInteger(given, 'end'), optionalInteger(given, 'interval')];
  if (field === '' || start === undefined || end === undefined || interval === undefined) throw invalid('rangePartitioning needs a field, and a range with start, end and interval.', 'rangePartitioning');
  if (interval <= 0) throw invalid('The interval of rangePartitioning must be positive.', 'rangePartitioning.range.interval');
  if (start >= end) throw invalid('The start of rangePartitioning must be less than its end.', 'rangePartitioning.range');
  if (Math.ceil((end - start) / interval) > MAX_PARTITIONS_PER_TABLE) throw invalid(`rangePartitioning makes more than ${MAX_PARTITIONS_PER_TABLE} partitions.`, 'rangePartitioning.range');
  return { type: 'RANGE', field, range: { start, end, interval } };
}

/** The layout that a request gives, in whichever of its two fields. @throws ApiError 400 where it gives both */
export function parseLayout(body: Readonly<Record<string, unknown>>): Partitioning | undefined {
  const time = parsePartitioning(optionalObject(body, 'timePartitioning'));
  const range = parseRangePartitioning(optionalObject(body, 'rangePartitioning'));
  if (time !== undefined && range !== undefined) throw invalid('Only one of timePartitioning and rangePartitioning should be specified.', 'rangePartitioning');
  return time ?? range;
}

/** Where bq still says that queries must filter by the partition. A table's own setting goes before it. */
export function nestedPartitionFilter(body: Record<string, unknown> | undefined): boolean | undefined {
  return body === undefined ? undefined : optionalBoolean(body, 'requirePartitionFilter');
}

/** @throws ApiError 400 where the partitioning column is missing, nested, repeated or of a type that cannot partition. */
export function checkPartitioning(partitioning: Partitioning, fields: readonly Field[]): void {
  if (partitioning.field === undefined) return;
  const column = findField(fields, partitioning.field);
  if (column === undefined) throw invalid(`The field specified for partitioning cannot be found in the schema: ${partitioning.field}`);
  const types = partitioning.type === 'RANGE' ? ['INTEGER'] : FIELD_TYPES[partitioning.type];
  if (!types.includes(column.type) || column.mode === 'REPEATED') {
    throw invalid(`Field ${partitioning.field} cannot partition a table by ${partitioning.type}: it must be a top-level ${types.join(', ')} column that is not repeated.`);
  }
}

/** `timePartitioning` or `rangePartitioning` as the API answers it: int64 as a string. */
export function partitioningResource(partitioning: Partitioning): Record<string, unknown> {
  return partitioning.type === 'RANGE' ? { rangePartitioning: rangeResource(partitioning) } : { timePartitioning: timeResource(partitioning) };
}

function rangeResource({ field, range }: Partitioning): Record<string, unknown> {
  return { field, range: { start: String(range?.start), end: String(range?.end), interval: String(range?.interval) } };
}

function timeResource(partitioning: Partitioning): Record<string, unknown> {
  return {
    type: partitioning.type,
    ...(partitioning.field === undefined ? {} : { field: partitioning.field }),
    ...(partitioning.expirationMs === undefined ? {} : { expirationMs: String(partitioning.expirationMs) }),
  };
}

/** `interval(type:day,field:ts) clustering(a,b)`, as the service words a layout in its refusals. */
export function layoutText(partitioning: Partitioning | undefined, clustering: readonly string[] | undefined): string {
  if (partitioning?.type === 'RANGE') return rangeText(partitioning) + clusteringText(clustering);
  const interval = partitioning === undefined ? 'none' : `interval(type:${partitioning.type.toLowerCase()}${partitioning.field === undefined ? '' : `,field:${partitioning.field}`})`;
  return interval + clusteringText(clustering);
}

function rangeText({ field, range }: Partitioning): string {
  return `range(field:${field},start:${range?.start},end:${range?.end},interval:${range?.interval})`;
}

function clusteringText(clustering: readonly string[] | undefined): string {
  return clustering === undefined ? '' : ` clustering(${clustering.join(',')})`;
}
