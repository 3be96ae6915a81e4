import type { Call, Reply } from '../../http/exchange.js';
import { rowOfToken, rowToken } from '../page-token.js';
import { invalid } from '../refusals.js';
import { queryInteger } from '../request-fields.js';
import { tableName } from '../resource-names.js';
import type { Field } from '../schema/field.js';
import type { BigQueryDeps } from '../service.js';
import { readPartitions } from '../store/partition-stats.js';
import { rowsVersion, type BaseTableRecord, type TableRecord } from '../store/table-record.js';
import { selectFields } from './select-fields.js';

/** The decorator of the table of a table's partitions. Clients get and list it; in queries only legacy SQL has it. */
export const PARTITIONS_SUMMARY = '__PARTITIONS_SUMMARY__';

const column = (name: string, type: Field['type']): Field => ({ name, type, mode: 'NULLABLE' });
const SCHEMA: readonly Field[] = [
  ...[column('project_id', 'STRING'), column('dataset_id', 'STRING'), column('table_id', 'STRING'), column('partition_id', 'STRING')],
  ...[column('creation_time', 'INTEGER'), column('last_modified_time', 'INTEGER')],
];

/** `t$__PARTITIONS_SUMMARY__` as tables.get answers it. @throws ApiError 400 for a table without partitions */
export async function partitionsSummaryResource(deps: BigQueryDeps, record: TableRecord): Promise<Record<string, unknown>> {
  const { storage } = requirePartitioned(record);
  const partitions = await deps.engine.withConnection((connection) => readPartitions(connection, storage));
  const table = `${record.table}$${PARTITIONS_SUMMARY}`;
  return {
    kind: 'bigquery#table',
    etag: record.etag,
    id: tableName({ ...record, table }),
    tableReference: { projectId: record.project, datasetId: record.dataset, tableId: table },
    schema: { fields: SCHEMA },
    type: 'TABLE',
    numRows: String(partitions.length),
    creationTime: String(record.creationTime),
    lastModifiedTime: String(record.lastModifiedTime),
  };
}

/** Its rows, as tabledata.list answers them. When a partition was made is not kept: `creation_time` is when it last changed. @throws ApiError 400 */
export async function listPartitionsSummary(deps: BigQueryDeps, call: Call, record: TableRecord): Promise<Reply> {
  const table = requirePartitioned(record);
  const partitions = await deps.engine.withConnection((connection) => readPartitions(connection, table.storage));
  const version = `${rowsVersion(table)}$${PARTITIONS_SUMMARY}`;
  const start = rowOfToken(call.query.get('pageToken'), version) ?? queryInteger(call.query, 'startIndex') ?? 0;
  const page = partitions.slice(start, start + (queryInteger(call.query, 'maxResults') ?? partitions.length));
  const names = selectFields(SCHEMA, call.query.get('selectedFields')).map((field) => field.name);
  const rows = page.map((entry) => {
    const time = String(entry.modified.getTime());
    const values: Record<string, string> = { project_id: table.project, dataset_id: table.dataset, table_id: table.table, partition_id: entry.partitionId, creation_time: time, last_modified_time: time };
    return { f: names.map((name) => ({ v: values[name] })) };
  });
  const next = start + page.length;
  return {
    status: 200,
    json: {
      kind: 'bigquery#tableDataList',
      etag: record.etag,
      totalRows: String(partitions.length),
      ...(page.length > 0 && next < partitions.length ? { pageToken: rowToken(next, version) } : {}),
      ...(rows.length === 0 ? {} : { rows }),
    },
  };
}

function requirePartitioned(record: TableRecord): BaseTableRecord {
  if (record.kind === 'TABLE' && record.partitioning !== undefined) return record;
  throw invalid(`Cannot read the partition metadata of a table that is not partitioned: ${tableName(record)}$${PARTITIONS_SUMMARY}`);
}
