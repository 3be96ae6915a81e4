import type { TableField, TableRef } from './warehouse.js';

/** Overwrites keep everything of the table but its rows (`WRITE_TRUNCATE_DATA`), or replace its schema as well (`WRITE_TRUNCATE`). */
export type Overwrite = 'WRITE_TRUNCATE_DATA' | 'WRITE_TRUNCATE';

/** How rows come into a table: in the place of others, or beside them. */
export type Disposition = Overwrite | 'WRITE_APPEND';

export interface LoadJob {
  readonly jobId: string;
  readonly location: string;
  readonly table: TableRef;
  /** `20210403`; absent: the whole table. */
  readonly partition: string | undefined;
  readonly uris: readonly string[];
  readonly disposition: Disposition;
  /** Columns in the order of the staged records. */
  readonly fields: readonly TableField[];
  /** How the records are staged: CSV by position; JSON and Parquet by name. */
  readonly format: CsvFile | JsonFile | ParquetFile;
  readonly labels: Readonly<Record<string, string>>;
}

/** An object per line, whose columns go by name. */
export interface JsonFile {
  readonly name: 'NEWLINE_DELIMITED_JSON';
}

/** Columns go by name, and have the types that the file says. */
export interface ParquetFile {
  readonly name: 'PARQUET';
}

/** CSV as a job reads it. */
export interface CsvFile {
  readonly name: 'CSV';
  /** The text that stands for NULL where it is not quoted. */
  readonly nullMarker: string;
  /** Default: a comma. */
  readonly delimiter?: string;
  /** Empty: nothing is quoted. Default: `"`. */
  readonly quote?: string;
  /** Lines that are passed over at the beginning of each file. Default: none. */
  readonly skip?: number;
  /** Whether a quoted field may hold line breaks, which keeps a file from being split. Default: true. */
  readonly quotedNewlines?: boolean;
}

/** Files that one query reads as a table. */
export interface ExternalTable {
  readonly format: CsvFile | JsonFile | ParquetFile;
  /** Whether all of them are gzip. A load job sees that by itself, a query is told. */
  readonly gzip: boolean;
  readonly uris: readonly string[];
  /** None for Parquet, which brings its own. */
  readonly fields: readonly TableField[];
}

export interface QueryParameter {
  readonly name: string;
  readonly type: 'STRING' | 'INT64' | 'FLOAT64' | 'TIMESTAMP';
  /** As text; an array of them for an ARRAY of the type. */
  readonly value: string | readonly string[];
}

/** SQL with named parameters; one that removes rows, say. */
export interface Statement {
  readonly jobId: string;
  readonly location: string;
  readonly sql: string;
  readonly parameters: readonly QueryParameter[];
  readonly labels: Readonly<Record<string, string>>;
}

/** A query that reads files where they lie, and whose result is one row of whole numbers. */
export interface CountQuery extends Statement {
  /** By the names that the query calls them. */
  readonly tables: Readonly<Record<string, ExternalTable>>;
}

export interface JobFailure {
  /** The service's word. */
  readonly reason: string;
  /** See `ServiceError.permission`. */
  readonly permission?: string | undefined;
}

export interface JobState {
  readonly state: 'PENDING' | 'RUNNING' | 'DONE';
  /** `LOAD`, `QUERY`, ... */
  readonly type: string;
  /** The account that runs it. */
  readonly by: string | undefined;
  /** Where the job is DONE: when it began and ended, in milliseconds of the service's clock. */
  readonly ran: { readonly from: number; readonly to: number } | undefined;
  /** Set where the job is DONE and failed. */
  readonly failure: JobFailure | undefined;
  /** Rows that a statement changed, where it is DONE and succeeded. */
  readonly affectedRows?: number | undefined;
  /** Rows written, where the job is DONE and succeeded. */
  readonly outputRows: number | undefined;
}
