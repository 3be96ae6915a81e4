import { findField, type Field } from '../schema/field.js';
import { invalid, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalChoice, optionalInteger, optionalString } from '../request-fields.js';

export type PartitionUnit = 'HOUR' | 'DAY' | 'MONTH' | 'YEAR';

/** How a table is divided. Without `field` by the time of ingestion. */
export interface Partitioning {
  readonly type: PartitionUnit;
  readonly field?: string;
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
  if (expirationMs !== undefined && expirationMs < 0) throw invalid('Partition expiration must be positive.', 'timePartitioning.expirationMs');
  return {
    type,
    ...(field === undefined || field === '' ? {} : { field }),
    // Clients spell "never" as 0 or '0' when they patch.
    ...(expirationMs === undefined || expirationMs === 0 ? {} : { expirationMs }),
  };
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
  const types = FIELD_TYPES[partitioning.type];
  if (!types.includes(column.type) || column.mode === 'REPEATED') {
    throw invalid(`Field ${partitioning.field} cannot partition a table by ${partitioning.type}: it must be a top-level ${types.join(', ')} column that is not repeated.`);
  }
}

/** `timePartitioning` as the API answers it: int64 as a string. */
export function partitioningResource(partitioning: Partitioning): Record<string, unknown> {
  return {
    type: partitioning.type,
    ...(partitioning.field === undefined ? {} : { field: partitioning.field }),
    ...(partitioning.expirationMs === undefined ? {} : { expirationMs: String(partitioning.expirationMs) }),
  };
}

/** `interval(type:day,field:ts) clustering(a,b)`, as the service words a layout in its refusals. */
export function layoutText(partitioning: Partitioning | undefined, clustering: readonly string[] | undefined): string {
  const interval = partitioning === undefined ? 'none' : `interval(type:${partitioning.type.toLowerCase()}${partitioning.field === undefined ? '' : `,field:${partitioning.field}`})`;
  return clustering === undefined ? interval : `${interval} clustering(${clustering.join(',')})`;
}
