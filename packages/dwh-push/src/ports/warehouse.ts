import type { CountQuery, JobState, LoadJob, Statement } from './jobs.js';

/** A table's place. */
export interface TableRef {
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
}

/** A column as the warehouse has it; nested fields and what we do not know of are carried along untouched. */
export interface TableField {
  readonly name: string;
  /** Legacy or GoogleSQL name: the service answers with legacy names. */
  readonly type: string;
  readonly mode?: string;
  readonly description?: string;
  readonly [other: string]: unknown;
}

export interface TimePartitioning {
  readonly type: string;
  readonly field?: string;
  /** Milliseconds, as text. */
  readonly expirationMs?: string;
}

export interface TableState {
  readonly etag: string;
  /** `TABLE`, `VIEW`, `EXTERNAL`, ... */
  readonly type: string;
  readonly fields: readonly TableField[];
  readonly timePartitioning: TimePartitioning | undefined;
  readonly otherPartitioning: boolean;
  /** How many partitions hold rows, as far as the service has counted. */
  readonly partitions?: number;
  readonly clustering: readonly string[];
  readonly description: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a view: its GoogleSQL text. */
  readonly viewQuery: string | undefined;
  readonly content: Content;
}

/** What is known of the rows of a table or partition. */
export interface Content {
  readonly rows: number;
  /** When rows or metadata were last changed, in milliseconds of the service's clock. */
  readonly modifiedAt: number;
  /** Whether rows that were streamed in may not be counted yet. */
  readonly streaming: boolean;
}

export interface TableDefinition {
  readonly fields: readonly TableField[];
  readonly timePartitioning?: TimePartitioning;
  readonly clustering?: readonly string[];
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface TablePatch {
  readonly fields?: readonly TableField[];
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly timePartitioning?: TimePartitioning;
  readonly viewQuery?: string;
}

export interface ViewDefinition {
  readonly query: string;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface DatasetState {
  readonly etag: string;
  readonly location: string;
  /** How long partitions of new tables live, in milliseconds; absent: for ever. */
  readonly partitionLifetime?: number;
  /** The access list, entry by entry as the service has it. */
  readonly access: readonly Readonly<Record<string, unknown>>[];
}

/**
 * BigQuery, as much of it as a push needs. Failures are `ServiceError`s; absence is `undefined`. Calls are retried inside; a write whose answer was lost may then be refused
 * as `duplicate` or by its etag although it was our own: callers look again.
 */
export interface Warehouse {
  getDataset(dataset: { project: string; dataset: string }): Promise<DatasetState | undefined>;
  /** @returns whether it was made; false where it exists already */
  createDataset(dataset: { project: string; dataset: string }, location: string): Promise<boolean>;
  setDatasetAccess(dataset: { project: string; dataset: string }, etag: string, access: DatasetState['access']): Promise<void>;
  getTable(table: TableRef): Promise<TableState | undefined>;
  createTable(table: TableRef, definition: TableDefinition): Promise<void>;
  /** A table over newline-delimited JSON in a bucket. */
  createExternalTable(table: TableRef, definition: { readonly uris: readonly string[]; readonly fields: readonly TableField[]; readonly maxBadRecords: number; readonly description: string }): Promise<void>;
  createView(view: TableRef, definition: ViewDefinition): Promise<void>;
  /** @throws ServiceError with status 412 where the table is no longer the one with this etag. */
  patchTable(table: TableRef, etag: string, patch: TablePatch): Promise<void>;
  /** @throws ServiceError with status 409 where a job of this id exists. */
  insertLoadJob(job: LoadJob): Promise<void>;
  /** @throws ServiceError with status 409 where a job of this id exists. */
  insertCountQuery(query: CountQuery): Promise<void>;
  /** @throws ServiceError with status 409 where a job of this id exists. */
  insertDelete(statement: Statement): Promise<void>;
  /** The row of a count query that is DONE, by column. */
  countsOf(jobId: string, location: string): Promise<Readonly<Record<string, number>>>;
  /**
   * Uses up a job id, by a query that reads nothing: whoever wanted the id for a job of theirs is refused from then on.
   *
   * @returns whether it did; false where a job of this id exists already
   */
  burnJobId(jobId: string, location: string): Promise<boolean>;
  getJob(jobId: string, location: string): Promise<JobState | undefined>;
  cancelJob(jobId: string, location: string): Promise<void>;
  /** The rows of a table or partition, a page at a time; no query, and not billed. https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/tabledata/list */
  readRows(table: TableRef, partition: string | undefined): AsyncIterable<readonly Readonly<Record<string, unknown>>[]>;
  /** The partitions of a table that hold rows, by their id. A query, and billed as one. */
  listPartitions(table: TableRef, location: string, partition?: string): Promise<ReadonlyMap<string, PartitionContent>>;
}

export interface PartitionContent extends Omit<Content, 'streaming'> {
  /** Logical bytes. */
  readonly bytes: number;
}
