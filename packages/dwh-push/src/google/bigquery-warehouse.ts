import type { BigQuery, Dataset, Table, TableMetadata } from '@google-cloud/bigquery';

import type { Clock } from '../ports/clock.js';
import type { TableDefinition, TableField, TablePatch, TableRef, TableState, Warehouse } from '../ports/warehouse.js';
import type { JobState } from '../ports/jobs.js';
import { ServiceError } from '../ports/service-error.js';
import { absentAsUndefined, callService } from './call-service.js';
import { deniedPermission } from './denied-permission.js';
import { countConfiguration, loadConfiguration, statementConfiguration } from './job-configuration.js';

/** BigQuery through @google-cloud/bigquery. Jobs run in the client's project, whatever project the table is in. */
export function bigQueryWarehouse(bigQuery: BigQuery, clock: Clock): Warehouse {
  const datasetOf = ({ project, dataset }: { project: string; dataset: string }): Dataset => bigQuery.dataset(dataset, { projectId: project });
  const tableOf = (ref: TableRef): Table => datasetOf(ref).table(ref.table);
  const call = <T>(name: string, work: () => Promise<T>) => callService(`bigquery.${name}`, work, { clock });
  return {
    async getDataset(ref) {
      const found = await absentAsUndefined(call('datasets.get', () => datasetOf(ref).getMetadata()));
      if (found === undefined) return undefined;
      const [{ etag, location, access, defaultPartitionExpirationMs: lifetime }] = found;
      return { etag, location, access: access ?? [], ...(lifetime === undefined ? {} : { partitionLifetime: Number(lifetime) }) };
    },
    async createDataset(ref, location) {
      try {
        await call('datasets.insert', () => bigQuery.createDataset(ref.dataset, { projectId: ref.project, location }));
        return true;
      } catch (error) {
        // It is there, by someone else or by a try whose answer was lost.
        if (error instanceof ServiceError && error.status === 409) return false;
        throw error;
      }
    },
    async setDatasetAccess(ref, etag, access) {
      await call('datasets.patch', () => datasetOf(ref).setMetadata({ etag, access }));
    },
    async getTable(ref) {
      const found = await absentAsUndefined(call('tables.get', () => tableOf(ref).getMetadata()));
      return found === undefined ? undefined : tableState(found[0]);
    },
    async createTable(ref, definition) {
      await call('tables.insert', () => datasetOf(ref).createTable(ref.table, tableMetadata(definition)));
    },
    async createExternalTable(ref, { uris, fields, maxBadRecords, description }) {
      const externalDataConfiguration = { sourceFormat: 'NEWLINE_DELIMITED_JSON', sourceUris: [...uris], autodetect: false, ignoreUnknownValues: true, maxBadRecords };
      await call('tables.insert', () => datasetOf(ref).createTable(ref.table, { ...tableMetadata({ fields, description }), externalDataConfiguration }));
    },
    async createView(ref, { query, description, labels }) {
      const metadata = { view: { query, useLegacySql: false }, ...(description === undefined ? {} : { description }), ...(labels === undefined ? {} : { labels }) };
      await call('tables.insert', () => datasetOf(ref).createTable(ref.table, metadata));
    },
    async patchTable(ref, etag, patch) {
      // The client sends If-Match where the metadata holds an etag.
      await call('tables.patch', () => tableOf(ref).setMetadata({ etag, ...tableMetadata(patch), ...(patch.viewQuery === undefined ? {} : { view: { query: patch.viewQuery, useLegacySql: false } }) }));
    },
    async insertLoadJob(job) {
      await call('jobs.insert', () => bigQuery.createJob({ jobId: job.jobId, location: job.location, configuration: { labels: { ...job.labels }, load: loadConfiguration(job) } }));
    },
    async insertCountQuery({ jobId, location, labels, ...query }) {
      await call('jobs.insert', () => bigQuery.createJob({ jobId, location, configuration: { labels: { ...labels }, query: countConfiguration(query) } }));
    },
    async insertDelete({ jobId, location, labels, sql, parameters }) {
      await call('jobs.insert', () => bigQuery.createJob({ jobId, location, configuration: { labels: { ...labels }, query: statementConfiguration(sql, parameters) } }));
    },
    async countsOf(jobId, location) {
      const [rows] = await call('jobs.getQueryResults', () => bigQuery.job(jobId, { location }).getQueryResults());
      return Object.fromEntries(Object.entries((rows as Record<string, unknown>[])[0] ?? {}).map(([name, count]) => [name, Number(count)]));
    },
    async burnJobId(jobId, location) {
      try {
        await call('jobs.insert', () => bigQuery.createJob({ jobId, location, configuration: { query: { query: 'SELECT 1', useLegacySql: false } } }));
        return true;
      } catch (error) {
        if (error instanceof ServiceError && error.status === 409) return false;
        throw error;
      }
    },
    async getJob(jobId, location) {
      const found = await absentAsUndefined(call('jobs.get', () => bigQuery.job(jobId, { location }).getMetadata()));
      return found === undefined ? undefined : jobState(found[0]);
    },
    async cancelJob(jobId, location) {
      await absentAsUndefined(call('jobs.cancel', () => bigQuery.job(jobId, { location }).cancel()));
    },
    async *readRows(ref, partition) {
      const table = tableOf({ ...ref, table: partition === undefined ? ref.table : `${ref.table}$${partition}` });
      for (let pageToken: string | undefined; ; ) {
        const options = { autoPaginate: false, maxResults: ROWS_PER_PAGE, ...(pageToken === undefined ? {} : { pageToken }) };
        const [rows, next] = await call('tabledata.list', () => table.getRows(options));
        yield rows as readonly Record<string, unknown>[];
        pageToken = (next as { pageToken?: string } | null)?.pageToken;
        if (pageToken === undefined) return;
      }
    },
    async listPartitions({ project, dataset, table }, location, partition) {
      // https://docs.cloud.google.com/bigquery/docs/information-schema-partitions
      const query = `SELECT partition_id, total_rows, total_logical_bytes, UNIX_MILLIS(last_modified_time) AS modified_at FROM \`${project}.${dataset}.INFORMATION_SCHEMA.PARTITIONS\` WHERE table_name = @table${partition === undefined ? '' : ' AND partition_id = @partition'}`;
      const params = { table, ...(partition === undefined ? {} : { partition }) };
      const [rows] = await call('jobs.query', () => bigQuery.query({ query, params, location, useLegacySql: false }));
      return new Map(
        (rows as PartitionRow[])
          .filter((row) => row.partition_id !== null)
          .map((row) => [row.partition_id as string, { rows: Number(row.total_rows), bytes: Number(row.total_logical_bytes), modifiedAt: Number(row.modified_at) }]),
      );
    },
  };
}

/** Few enough that a page of long rows is no large answer. */
const ROWS_PER_PAGE = 500;

interface PartitionRow {
  readonly partition_id: string | null;
  readonly total_rows: number;
  readonly total_logical_bytes: number;
  readonly modified_at: number;
}

/** Shared by creation and patch: what is undefined is not sent, and so stays. */
function tableMetadata({ fields, timePartitioning, clustering, description, labels }: Partial<TableDefinition> & TablePatch): TableMetadata {
  return {
    ...(fields === undefined ? {} : { schema: { fields: fields as NonNullable<TableMetadata['schema'] & object>['fields'] } }),
    ...(timePartitioning === undefined ? {} : { timePartitioning }),
    ...(clustering === undefined ? {} : { clustering: { fields: [...clustering] } }),
    ...(description === undefined ? {} : { description }),
    ...(labels === undefined ? {} : { labels: { ...labels } }),
  } as TableMetadata;
}

function tableState(metadata: TableMetadata): TableState {
  return {
    etag: metadata.etag ?? '',
    type: metadata.type ?? 'TABLE',
    fields: ((metadata.schema as { fields?: readonly TableField[] } | undefined)?.fields ?? []),
    timePartitioning: metadata.timePartitioning as TableState['timePartitioning'],
    otherPartitioning: metadata.rangePartitioning !== undefined,
    ...(metadata.numPartitions === undefined ? {} : { partitions: Number(metadata.numPartitions) }),
    clustering: metadata.clustering?.fields ?? [],
    description: metadata.description,
    labels: (metadata as { labels?: Record<string, string> }).labels ?? {},
    viewQuery: (metadata.view as { query?: string } | undefined)?.query,
    content: { rows: Number(metadata.numRows), modifiedAt: Number(metadata.lastModifiedTime), streaming: metadata.streamingBuffer !== undefined },
  };
}

interface JobMetadata {
  readonly user_email?: string;
  readonly configuration?: { readonly jobType?: string };
  readonly status?: { readonly state?: string; readonly errorResult?: { readonly reason?: string; readonly message?: string } };
  readonly statistics?: { readonly startTime?: string; readonly endTime?: string; readonly load?: { readonly outputRows?: string }; readonly query?: { readonly numDmlAffectedRows?: string } };
}

function jobState({ configuration, status, statistics, user_email: by }: JobMetadata): JobState {
  const state = status?.state;
  const failure = status?.errorResult;
  const { startTime, endTime, load, query } = statistics ?? {};
  return {
    state: state === 'DONE' || state === 'PENDING' ? state : 'RUNNING',
    type: configuration?.jobType ?? 'UNKNOWN',
    by,
    ran: startTime === undefined || endTime === undefined ? undefined : { from: Number(startTime), to: Number(endTime) },
    failure: failure === undefined ? undefined : { reason: failure.reason ?? 'unknown', permission: deniedPermission(failure.message) },
    affectedRows: query?.numDmlAffectedRows === undefined ? undefined : Number(query.numDmlAffectedRows),
    outputRows: load?.outputRows === undefined ? undefined : Number(load.outputRows),
  };
}
