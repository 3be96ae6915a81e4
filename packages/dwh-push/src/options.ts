import type { Readable } from 'node:stream';

import type { $ZodObject, input } from 'zod/v4/core';

import { PERSONAL_DATA_CLASS } from './contract/column-meta.js';
import type { Contract } from './contract/contract.js';
import { contractOfSchema, isDataset, isZodObject, type Dataset } from './dataset.js';
import { DEPRECATED_PUSH_OPTIONS, renameDeprecated } from './deprecated.js';
import { DwhPushError } from './errors.js';
import { partitionAt, type PartitionTime } from './partition/partition-time.js';
import type { TableRef } from './ports/warehouse.js';
import { rejectLimit, type RejectLimit } from './rejects/reject-limit.js';
import type { Logger } from './steps/report/logger.js';
import type { CsvOptions, Reading } from './steps/decode/reading.js';
import type { Compression, Format } from './steps/decode/source-format.js';
import { resolveReading } from './reading-options.js';
import { givenSource, holdErrors } from './steps/source/given-source.js';
import { locateSource, type SourceLocation } from './steps/source/source-location.js';
import { resolvePartition } from './partition-option.js';
import type { ProgressListener } from './progress.js';

/** Options of `pushDataset`: what is pushed, where to, and how. */
export interface PushOptions<Schema extends $ZodObject = $ZodObject> {
  /**
   * What to push: a path, an http(s) URL, `gs://bucket/object` (one object, or several by one `*`), `s3://bucket/key` of a public bucket, a stream of bytes, bytes, or the
   * rows themselves: an array, a generator, an async iterable, a Readable in object mode; each row is what the schema takes, `z.input<typeof schema>`. `{date}`,
   * `{yyyymmdd}`, `{yyyy}`, `{mm}`, `{dd}`, `{hh}`, `{yyyymm}` and `{yyyymmddhh}` in a name become the partition's time. A stream is read once, and destroyed in the end.
   */
  readonly source: string | URL | Readable | ReadableStream<Uint8Array> | Uint8Array | readonly input<Schema>[] | Iterable<input<Schema>> | AsyncIterable<input<Schema>>;
  /** What the source holds. Default: what its name or the server says, or a header line with exactly the contract's columns; where nothing tells, the push is refused. */
  readonly format?: Format;
  /** What the bytes are compressed with. Default: what the name (`.gz`, `.zst`) and the first bytes say, which have to agree. */
  readonly compression?: Compression;
  /** How a CSV or TSV is written, where it differs from RFC 4180 in UTF-8 with a header line. */
  readonly csv?: CsvOptions;
  /** `dataset.table` or `project.dataset.table`. */
  readonly table: string;
  /**
   * The partition to replace, in the dataset's unit and in UTC: an hour `2021-04-03T10`, a day `2021-04-03`, a month `2021-04`, a year `2021`. Without it the whole table is replaced, which must
   * not be partitioned.
   */
  readonly partitionDate?: string;
  /** The contract: a zod 4 object, or what `defineDataset` made of one. A plain object with a partitionDate means a table partitioned by day of ingestion. */
  readonly schema: Schema | Dataset<Schema>;
  /** Accept a source without records, and so empty the partition. Default: false. */
  readonly allowEmpty?: boolean;
  /**
   * How many records may break the contract before the push fails: a number, or a share of all records such as `'0.1%'`. What is left is published, and each rejected record goes, as it is and with its reasons, into
   * the same partition of `<table>_rejects`. Default: none; the first such record fails the push.
   */
  readonly rejects?: {
    readonly max: number | `${number}%`;
    /** The class of personal data whose policy tag guards the dead letters, which are whole records. Default: that of the guarded columns, where all have the same. */
    readonly personalData?: string;
  };
  /**
   * How a `gs://` source reaches the warehouse: `'service'`: Cloud Storage and BigQuery copy, check and load it, and its bytes pass through no process; `'stream'`: through this one. Default: `'auto'`, the service
   * where it is certain to end in the same rows and rejects. Where `'service'` is not possible the push is refused.
   */
  readonly way?: 'auto' | 'stream' | 'service';
  /** What to do where another push writes the same partition at this moment: wait for it to end, or fail with `LEASE_BUSY`. Default: `'wait'`. */
  readonly whenBusy?: 'wait' | 'fail';
  /** Milliseconds after which the push is aborted, with `DEADLINE_EXCEEDED`; a load job that runs by then is cancelled and waited for, so that `committed` is true. Default: none. */
  readonly deadlineMs?: number;
  /** Aborts the push. The error's `committed` tells what readers see. */
  readonly signal?: AbortSignal;
  /** Called as the push goes on, often; what it throws is ignored. */
  readonly onProgress?: ProgressListener;
  /** Takes the one log line of the push: pino, console or alike. Default: a line of JSON on standard error, as Cloud Logging reads it. `'silent'`: none. */
  readonly logger?: Logger | 'silent';
}

/** Options once they are checked; everything behind the door sees only this. */
export interface ResolvedPush {
  readonly source: SourceLocation;
  readonly reading: Reading;
  readonly table: TableRef;
  /** `project.dataset.table`. */
  readonly tableName: string;
  readonly partitionDate: string | undefined;
  /** `20210403`. */
  readonly partition: string | undefined;
  readonly partitionTime: PartitionTime | undefined;
  readonly contract: Contract;
  readonly allowEmpty: boolean;
  /** Undefined: no record may be rejected. */
  readonly rejectLimit: RejectLimit | undefined;
  /** The class of personal data that whole records are of. */
  readonly lettersClass: string | undefined;
  readonly way: 'auto' | 'stream' | 'service';
  readonly whenBusy: 'wait' | 'fail';
  readonly deadlineMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ProgressListener | undefined;
  readonly logger: Logger | 'silent' | undefined;
}

const KNOWN = new Set(['source', 'format', 'compression', 'csv', 'table', 'partitionDate', 'schema', 'allowEmpty', 'rejects', 'way', 'whenBusy', 'deadlineMs', 'signal', 'onProgress', 'logger']);

/**
 * Checks what a caller wrote.
 *
 * @throws DwhPushError `OPTIONS_INVALID` with all complaints at once; `CONTRACT_UNSUPPORTED`
 */
export function resolvePush(asWritten: PushOptions, project: string): ResolvedPush {
  requireOptions(asWritten, 'The push');
  const complaints: string[] = [];
  const complain = (option: string, complaint: string): undefined => void complaints.push(`${option}: ${complaint}`);
  const written = renameDeprecated(asWritten, DEPRECATED_PUSH_OPTIONS, complain);
  complaints.push(...Object.keys(written).filter((key) => !KNOWN.has(key)).map((key) => `there is no option "${key}"`));

  const contract = contractOf(written.schema, written.partitionDate !== undefined);
  if (contract === undefined) complain('schema', 'it is neither a zod 4 object nor made by defineDataset()');
  const partition = resolvePartition(written.partitionDate, contract?.partitioning);
  if (typeof partition === 'string') complain('partitionDate', partition);
  const source = sourceOf(written.source, partition);
  if (typeof source === 'string') complain('source', source);
  const reading = resolveReading(written, complain);
  const table = tableRef(written.table, project);
  if (typeof table === 'string') complain('table', table);
  if (typeof source !== 'string' && source.kind === 'rows') complainOfRows(written, complain);
  if (written.allowEmpty !== undefined && typeof written.allowEmpty !== 'boolean') complain('allowEmpty', 'it is true or false');
  const limit = written.rejects === undefined ? undefined : limitOf(written.rejects);
  if (typeof limit === 'string') complain('rejects', limit);
  if (written.way !== undefined && !['auto', 'stream', 'service'].includes(written.way)) complain('way', 'it is "auto", "stream" or "service"');
  if (written.whenBusy !== undefined && written.whenBusy !== 'wait' && written.whenBusy !== 'fail') complain('whenBusy', 'it is "wait" or "fail"');
  if (written.deadlineMs !== undefined && !isDelay(written.deadlineMs)) complain('deadlineMs', 'it is a whole number of milliseconds, from 1 to 2,147,483,647');
  if (written.signal !== undefined && !(written.signal instanceof AbortSignal)) complain('signal', 'it is not an AbortSignal');
  if (written.onProgress !== undefined && typeof written.onProgress !== 'function') complain('onProgress', 'it is not a function');
  if (written.logger !== undefined && written.logger !== 'silent' && (typeof written.logger?.info !== 'function' || typeof written.logger.error !== 'function')) complain('logger', 'it has no info() and error(), and is not "silent"');

  if (complaints.length > 0 || typeof limit === 'string' || typeof source === 'string' || typeof table === 'string' || typeof partition === 'string' || contract === undefined) {
    throw new DwhPushError('OPTIONS_INVALID', `The push cannot start: ${complaints.join('; ')}.`);
  }
  holdErrors(source);
  return Object.freeze({
    source,
    reading,
    table,
    tableName: `${table.project}.${table.dataset}.${table.table}`,
    partitionDate: partition?.date,
    partition: partition?.id,
    partitionTime: partition,
    contract,
    allowEmpty: written.allowEmpty ?? false,
    rejectLimit: limit,
    lettersClass: written.rejects?.personalData,
    way: written.way ?? 'auto',
    whenBusy: written.whenBusy ?? 'wait',
    deadlineMs: written.deadlineMs,
    signal: written.signal,
    onProgress: written.onProgress,
    logger: written.logger,
  });
}

function limitOf(rejects: unknown): RejectLimit | string {
  if (typeof rejects !== 'object' || rejects === null || !('max' in rejects) || Object.keys(rejects).some((key) => !['max', 'personalData'].includes(key))) return 'it is an object with max';
  const { personalData } = rejects as { personalData?: unknown };
  if (personalData !== undefined && !(typeof personalData === 'string' && PERSONAL_DATA_CLASS.test(personalData))) return 'personalData is no class of personal data';
  const limit = rejectLimit((rejects as { max?: unknown }).max);
  return typeof limit === 'string' ? `max: ${limit}` : limit;
}

function complainOfRows({ format, compression, csv }: PushOptions, complain: (option: string, complaint: string) => void): void {
  for (const [option, value] of Object.entries({ format, compression, csv })) if (value !== undefined) complain(option, 'rows have none; a stream in object mode yields rows, one of bytes has objectMode: false');
}

/** What a timer of Node can wait: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
function isDelay(milliseconds: number): boolean {
  return Number.isSafeInteger(milliseconds) && milliseconds >= 1 && milliseconds <= 2 ** 31 - 1;
}

/** With a date that was complained about already, a placeholder is not missing one. */
const SOME_PARTITION = partitionAt('hour', 0);

function sourceOf(source: unknown, partition: PartitionTime | string | undefined): SourceLocation | string {
  if (typeof source !== 'string' && !(source instanceof URL)) return givenSource(source);
  return locateSource(source, typeof partition === 'string' ? SOME_PARTITION : partition);
}

function contractOf(schema: unknown, partitioned: boolean): Contract | undefined {
  if (isDataset(schema)) return schema.contract;
  return isZodObject(schema) ? contractOfSchema(schema, partitioned) : undefined;
}

/** @throws DwhPushError `OPTIONS_INVALID` where there are none at all */
export function requireOptions(written: unknown, what: string): void {
  if (typeof written !== 'object' || written === null) throw new DwhPushError('OPTIONS_INVALID', `${what} has no options: they are an object.`);
}

/** `dataset` or `project.dataset`; undefined: it is neither. */
export function datasetRef(written: unknown, project: string): { readonly project: string; readonly dataset: string } | undefined {
  const groups = typeof written === 'string' ? DATASET.exec(written)?.groups : undefined;
  return groups === undefined ? undefined : { project: groups['project'] ?? project, dataset: groups['dataset'] as string };
}

const DATASET = /^(?:(?<project>[a-z][a-z0-9.:-]*[a-z0-9])\.)?(?<dataset>[A-Za-z0-9_]{1,1024})$/;

/** Of 1,024 bytes that the name of an object may have: https://docs.cloud.google.com/storage/docs/objects#naming */
const MAX_NAME_BYTES = 900;
/** A project may have dashes and, in old ones, a domain (`example.com:project`). https://docs.cloud.google.com/bigquery/docs/datasets#dataset-naming */
const TABLE = /^(?:(?<project>[a-z][a-z0-9.:-]*[a-z0-9])\.)?(?<dataset>[A-Za-z0-9_]{1,1024})\.(?<table>[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}]{1,1024})$/u;

/** The table's place, or what is wrong with how it is written. */
export function tableRef(written: unknown, project: string): TableRef | string {
  if (typeof written !== 'string') return 'it is written dataset.table or project.dataset.table';
  if (written.includes('$')) return 'a partition is named by partitionDate, not in the table';
  const groups = TABLE.exec(written)?.groups;
  if (groups === undefined) return 'it is not dataset.table or project.dataset.table';
  const { project: named = project, dataset, table } = groups as { project?: string; dataset: string; table: string };
  return Buffer.byteLength(`${named}${dataset}${table}`) > MAX_NAME_BYTES ? `it is longer than ${MAX_NAME_BYTES} bytes, which the names of what is staged for it have no room for` : { project: named, dataset, table };
}
