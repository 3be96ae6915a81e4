import type { DatasetRecord } from '../store/dataset-record.js';
import { datasetName } from '../resource-names.js';

/** A dataset as `datasets.get` answers it. */
export function datasetResource(record: DatasetRecord, origin: string): Record<string, unknown> {
  return {
    kind: 'bigquery#dataset',
    ...summary(record),
    etag: record.etag,
    selfLink: `${origin}/bigquery/v2/projects/${record.project}/datasets/${record.dataset}`,
    ...(record.description === undefined ? {} : { description: record.description }),
    ...(record.defaultTableExpirationMs === undefined ? {} : { defaultTableExpirationMs: String(record.defaultTableExpirationMs) }),
    ...(record.defaultPartitionExpirationMs === undefined ? {} : { defaultPartitionExpirationMs: String(record.defaultPartitionExpirationMs) }),
    access: record.access,
    creationTime: String(record.creationTime),
    lastModifiedTime: String(record.lastModifiedTime),
    type: 'DEFAULT',
  };
}

/** A dataset as `datasets.list` answers it. */
export function datasetListItem(record: DatasetRecord): Record<string, unknown> {
  return { kind: 'bigquery#dataset', ...summary(record) };
}

function summary(record: DatasetRecord): Record<string, unknown> {
  return {
    id: datasetName(record),
    datasetReference: { projectId: record.project, datasetId: record.dataset },
    location: record.location,
    ...(record.friendlyName === undefined ? {} : { friendlyName: record.friendlyName }),
    ...(Object.keys(record.labels).length === 0 ? {} : { labels: record.labels }),
  };
}
