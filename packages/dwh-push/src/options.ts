import { Readable } from 'node:stream';

import type { $ZodObject, input } from 'zod/v4/core';

import type { Contract } from './contract/contract.js';
import { contractOfSchema, isDataset, isZodObject, type Dataset } from './dataset.js';
import { DwhPushError } from './errors.js';
import type { TableRef } from './ports/warehouse.js';
import type { Logger } from './steps/report/logger.js';
import { SOURCE_FORMATS, formatOfName, type SourceFormat } from './steps/decode/source-format.js';
import { locateSource, type SourceLocation } from './steps/source/source-location.js';
import { isDate } from './steps/validate/values/times.js';
import type { ProgressListener } from './progress.js';

export interface PushOptions<Schema extends $ZodObject = $ZodObject> {
  /**
   * A path or an http(s) URL, in which `{date}` and `{yyyymmdd}` become the partition's day, of a CSV with a header line, newline-delimited JSON or Parquet; or the rows themselves: an array, a generator, an async
   * iterable, a Readable in object mode. Each row is what the schema takes, `z.input<typeof schema>`.
   */
  readonly source: string | URL | Iterable<input<Schema>> | AsyncIterable<input<Schema>>;
  /** What a path or URL holds. Default: by its name, `.ndjson` and `.jsonl` are newline-delimited JSON, `.parquet` is Parquet, everything else is CSV. */
  readonly format?: SourceFormat;
  /** `dataset.table` or `project.dataset.table`. */
  readonly table: string;
  /** The day to replace, `YYYY-MM-DD` (UTC). Without it the whole table is replaced, which must not be partitioned. */
  readonly partitionDate?: string;
  /** The contract: a zod 4 object, or what `defineDataset` made of one. A plain object with a partitionDate means a table partitioned by day of ingestion. */
  readonly schema: Schema | Dataset<Schema>;
  /** Accept a source without records, and so empty the partition. Default: false. */
  readonly allowEmpty?: boolean;
  /** Aborts the push. The error's `committed` tells what readers see. */
  readonly signal?: AbortSignal;
  /** Called as the push goes on, often; what it throws is ignored. */
  readonly onProgress?: ProgressListener;
  /** Takes the one log line of the push: pino, console or alike. Default: a line of JSON on standard error, as Cloud Logging reads it. `'silent'`: none. */
  readonly logger?: Logger | 'silent';
}

export type Rows = Iterable<unknown> | AsyncIterable<unknown>;

/** Options once they are checked; everything behind the door sees only this. */
export interface ResolvedPush {
  readonly source: SourceLocation;
  /** The rows, where they are the source. */
  readonly rows: Rows | undefined;
  readonly format: SourceFormat;
  readonly table: TableRef;
  /** `project.dataset.table`. */
  readonly tableName: string;
  readonly partitionDate: string | undefined;
  /** `20210403`. */
  readonly partition: string | undefined;
  readonly contract: Contract;
  readonly allowEmpty: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ProgressListener | undefined;
  readonly logger: Logger | 'silent' | undefined;
}

const KNOWN = new Set(['source', 'table', 'partitionDate', 'schema', 'format', 'allowEmpty', 'signal', 'onProgress', 'logger']);

/**
 * Checks what a caller wrote.
 *
 * @throws DwhPushError `OPTIONS_INVALID` with all complaints at once; `CONTRACT_UNSUPPORTED`
 */
export function resolvePush(written: PushOptions, project: string): ResolvedPush {
  const complaints: string[] = Object.keys(written).filter((key) => !KNOWN.has(key)).map((key) => `there is no option "${key}"`);
  const complain = (option: string, complaint: string): undefined => void complaints.push(`${option}: ${complaint}`);

  const { partitionDate } = written;
  const goodDate = partitionDate === undefined || (typeof partitionDate === 'string' && isDate(Buffer.from(partitionDate), 0, Buffer.byteLength(partitionDate)));
  if (!goodDate) complain('partitionDate', 'it is not a day of the calendar as YYYY-MM-DD');
  const rows = rowsOf(written.source);
  const source = rows === undefined ? sourceOf(written.source, goodDate ? partitionDate : undefined, goodDate) : ({ kind: 'rows', name: 'rows' } as const);
  if (typeof source === 'string') complain('source', source);
  const table = tableRef(written.table, project);
  if (typeof table === 'string') complain('table', table);
  const contract = contractOf(written.schema, partitionDate !== undefined);
  if (contract === undefined) complain('schema', 'it is neither a zod 4 object nor made by defineDataset()');
  else if (contract.partitioning.type === 'none' && partitionDate !== undefined) complain('partitionDate', 'the dataset is not partitioned: leave it out to replace the whole table');
  else if (contract.partitioning.type !== 'none' && partitionDate === undefined) complain('partitionDate', 'the dataset is partitioned by day: say which day to replace');
  if (written.format !== undefined && !SOURCE_FORMATS.includes(written.format)) complain('format', `it is one of ${SOURCE_FORMATS.join(', ')}`);
  else if (written.format !== undefined && rows !== undefined) complain('format', 'rows have none');
  if (written.allowEmpty !== undefined && typeof written.allowEmpty !== 'boolean') complain('allowEmpty', 'it is true or false');
  if (written.signal !== undefined && !(written.signal instanceof AbortSignal)) complain('signal', 'it is not an AbortSignal');
  if (written.onProgress !== undefined && typeof written.onProgress !== 'function') complain('onProgress', 'it is not a function');
  if (written.logger !== undefined && written.logger !== 'silent' && typeof written.logger?.info !== 'function') complain('logger', 'it has no info() and error(), and is not "silent"');

  if (complaints.length > 0 || typeof source === 'string' || typeof table === 'string' || contract === undefined) {
    throw new DwhPushError('OPTIONS_INVALID', `The push cannot start: ${complaints.join('; ')}.`);
  }
  return Object.freeze({
    source,
    rows,
    format: written.format ?? formatOfName(source.name),
    table,
    tableName: `${table.project}.${table.dataset}.${table.table}`,
    partitionDate,
    partition: partitionDate?.replaceAll('-', ''),
    contract,
    allowEmpty: written.allowEmpty ?? false,
    signal: written.signal,
    onProgress: written.onProgress,
    logger: written.logger,
  });
}

/** Rows are what can be iterated over and is neither text nor bytes. */
function rowsOf(source: unknown): Rows | undefined {
  if (typeof source !== 'object' || source === null || source instanceof URL || ArrayBuffer.isView(source) || source instanceof ReadableStream) return undefined;
  if (source instanceof Readable && !source.readableObjectMode) return undefined;
  return Symbol.asyncIterator in source || Symbol.iterator in source ? (source as Rows) : undefined;
}

function sourceOf(source: unknown, date: string | undefined, goodDate: boolean): SourceLocation | string {
  if (typeof source !== 'string' && !(source instanceof URL)) return 'it is a path, an http(s) URL, or an iterable of rows';
  // With a date that was complained about already, a placeholder is not missing one.
  return locateSource(source, goodDate ? date : '1970-01-01');
}

function contractOf(schema: unknown, partitioned: boolean): Contract | undefined {
  if (isDataset(schema)) return schema.contract;
  return isZodObject(schema) ? contractOfSchema(schema, partitioned) : undefined;
}

/** A project may have dashes and, in old ones, a domain (`example.com:project`). https://docs.cloud.google.com/bigquery/docs/datasets#dataset-naming */
const TABLE = /^(?:(?<project>[a-z][a-z0-9.:-]*[a-z0-9])\.)?(?<dataset>[A-Za-z0-9_]{1,1024})\.(?<table>[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}]{1,1024})$/u;

/** The table's place, or what is wrong with how it is written. */
export function tableRef(written: unknown, project: string): TableRef | string {
  if (typeof written !== 'string') return 'it is written dataset.table or project.dataset.table';
  if (written.includes('$')) return 'a partition is named by partitionDate, not in the table';
  const groups = TABLE.exec(written)?.groups;
  if (groups === undefined) return 'it is not dataset.table or project.dataset.table';
  return { project: groups['project'] ?? project, dataset: groups['dataset'] as string, table: groups['table'] as string };
}
