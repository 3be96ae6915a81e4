import { partitioningResource } from '../partitions/partitioning.js';
import { tableName } from '../resource-names.js';
import { withoutUnstated } from '../schema/unstated-modes.js';
import type { TableRecord } from '../store/table-record.js';

export interface ResourceContext {
  readonly origin: string;
  readonly location: string;
  readonly numPartitions?: number;
}

/** A table as `tables.get` answers it. */
export function tableResource(record: TableRecord, context: ResourceContext): Record<string, unknown> {
  return {
    kind: 'bigquery#table',
    etag: record.etag,
    ...identity(record),
    selfLink: `${context.origin}/bigquery/v2/projects/${record.project}/datasets/${record.dataset}/tables/${record.table}`,
    location: context.location,
    ...(record.description === undefined ? {} : { description: record.description }),
    ...(record.schema.length === 0 ? {} : { schema: { fields: withoutUnstated(record.schema, record.kind === 'TABLE' ? record.unstatedModes : undefined) } }),
    lastModifiedTime: String(record.lastModifiedTime),
    ...kindPart(record, context),
  };
}

/** A table as `tables.list` answers it. */
export function tableListItem(record: TableRecord): Record<string, unknown> {
  return { kind: 'bigquery#table', ...identity(record), ...(record.kind === 'VIEW' ? { view: { useLegacySql: false } } : {}) };
}

function identity(record: TableRecord): Record<string, unknown> {
  return {
    id: tableName(record),
    tableReference: { projectId: record.project, datasetId: record.dataset, tableId: record.table },
    type: record.kind,
    creationTime: String(record.creationTime),
    ...(record.friendlyName === undefined ? {} : { friendlyName: record.friendlyName }),
    ...(record.expirationTime === undefined ? {} : { expirationTime: String(record.expirationTime) }),
    ...(Object.keys(record.labels).length === 0 ? {} : { labels: record.labels }),
    ...(record.kind !== 'TABLE' || record.partitioning === undefined ? {} : withFilter(partitioningResource(record.partitioning), record.requirePartitionFilter === true)),
    ...(record.kind !== 'TABLE' || record.clustering === undefined ? {} : { clustering: { fields: record.clustering } }),
    ...(record.kind !== 'TABLE' || record.requirePartitionFilter !== true ? {} : { requirePartitionFilter: true }),
  };
}

/** The older place of the setting, beside the table's own. */
function withFilter(resource: ReturnType<typeof partitioningResource>, required: boolean): Record<string, unknown> {
  const { timePartitioning } = resource as { timePartitioning?: object };
  return required && timePartitioning !== undefined ? { ...resource, timePartitioning: { ...timePartitioning, requirePartitionFilter: true } } : { ...resource };
}

/** What only the views `STORAGE_STATS` and `FULL` of `tables.get` have. */
export const STORAGE_STATS = ['numRows', 'numBytes', 'numLongTermBytes', 'numTotalLogicalBytes', 'numActiveLogicalBytes', 'numLongTermLogicalBytes', 'numPartitions', 'lastModifiedTime'];

const NO_ROWS = { numRows: '0', numBytes: '0', numLongTermBytes: '0' };

function kindPart(record: TableRecord, context: ResourceContext): Record<string, unknown> {
  if (record.kind === 'VIEW') return { view: { query: record.query, useLegacySql: false }, ...NO_ROWS };
  if (record.kind === 'EXTERNAL') return { externalDataConfiguration: record.definition, ...NO_ROWS };
  return tablePart(record, context);
}

function tablePart(record: Extract<TableRecord, { kind: 'TABLE' }>, context: ResourceContext): Record<string, unknown> {
  return {
    ...(record.tableConstraints === undefined ? {} : { tableConstraints: record.tableConstraints }),
    numRows: String(record.numRows),
    numBytes: String(record.numBytes),
    numLongTermBytes: '0',
    numTotalLogicalBytes: String(record.numBytes),
    numActiveLogicalBytes: String(record.numBytes),
    numLongTermLogicalBytes: '0',
    ...(record.partitioning === undefined ? {} : { numPartitions: String(context.numPartitions ?? 0) }),
  };
}
