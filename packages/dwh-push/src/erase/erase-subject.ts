import { randomBytes } from 'node:crypto';

import { endOfJob } from '../commit/end-of-job.js';
import { DwhPushError } from '../errors.js';
import { requireOptions, tableRef } from '../options.js';
import type { JobState, Statement } from '../ports/jobs.js';
import { ServiceError } from '../ports/service-error.js';
import type { TableRef } from '../ports/warehouse.js';
import type { PushContext } from '../push-scope.js';
import { rejectsTable } from '../rejects/rejects-dataset.js';

export interface EraseOptions {
  /** `dataset.table` or `project.dataset.table`. */
  readonly table: string;
  /** The STRING column that tells whose a row is. */
  readonly column: string;
  /** Whose rows go: up to 10,000 values of the column. */
  readonly values: readonly string[];
  /** Aborts the waiting; a statement that runs is carried out all the same. */
  readonly signal?: AbortSignal;
}

/** For the record: what was erased, by whom and when, without the values. */
export interface ErasureReceipt {
  /** `project.dataset.table`. */
  readonly table: string;
  readonly column: string;
  /** How many values were asked for. */
  readonly subjects: number;
  /** Rows that went, over all partitions. */
  readonly rowsErased: number;
  /** Dead letters that went, because one of the values occurs in them. */
  readonly lettersErased: number;
  /** The account that erased. */
  readonly identity?: string;
  readonly jobIds: readonly string[];
  readonly location: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Until when BigQuery can bring the rows back: a time travel window of seven days. https://docs.cloud.google.com/bigquery/docs/time-travel */
  readonly recoverableUntil: string;
}

const KNOWN = new Set(['table', 'column', 'values', 'signal']);
/** https://docs.cloud.google.com/bigquery/quotas#query_jobs: a query has at most 10 MB of parameters. */
const MAX_VALUES = 10_000;
const TIME_TRAVEL_MS = 7 * 86_400_000;

/**
 * Erases rows, and dead letters that hold one of the values.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `ERASE_FORBIDDEN`, `ERASE_FAILED`: then rows may be gone, and the same call again erases the rest
 */
export async function eraseSubject(options: EraseOptions, { config, warehouse, clock }: PushContext): Promise<ErasureReceipt> {
  const ref = resolve(options, config.project);
  const name = `${ref.project}.${ref.dataset}.${ref.table}`;
  const { column, values, signal } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const jobIds: string[] = [];
  let identity: string | undefined;

  async function run(table: TableRef, where: string, value: readonly string[], location: string): Promise<number> {
    const jobId = `dwh-erase_${randomBytes(12).toString('hex')}`;
    jobIds.push(jobId);
    const sql = `DELETE FROM \`${table.project}.${table.dataset}.${table.table}\` WHERE ${where}`;
    const job = await ended({ jobId, location, sql, parameters: [{ name: 'values', type: 'STRING', value }], labels: { managed_by: 'dwh-push', purpose: 'erasure' } });
    identity = job.by;
    return job.affectedRows ?? 0;
  }

  async function ended(statement: Statement): Promise<JobState> {
    try {
      await warehouse.insertDelete(statement);
    } catch (error) {
      // 409: an earlier try of this very insert took effect. No answer: it may have.
      if (!(error instanceof ServiceError) || (error.status !== 409 && !error.retryable)) throw error;
    }
    const job = await endOfJob(statement, { warehouse, clock, signal });
    if (job === undefined) throw new ServiceError('bigquery.jobs.get', 404, 'notFound', true);
    if (job.failure !== undefined) throw new ServiceError('bigquery.jobs.insert', job.failure.reason === 'accessDenied' ? 403 : 400, job.failure.reason, false, job.failure.permission);
    return job;
  }

  try {
    const dataset = await warehouse.getDataset(ref);
    const table = dataset === undefined ? undefined : await warehouse.getTable(ref);
    const field = table?.fields.find((candidate) => candidate.name.toLowerCase() === column.toLowerCase());
    if (dataset === undefined || table === undefined || field === undefined || field.type.toUpperCase() !== 'STRING' || field.mode === 'REPEATED') {
      throw new DwhPushError('OPTIONS_INVALID', `Nothing can be erased: ${table === undefined ? `${name} does not exist, or this identity may not see it` : `${name} has no STRING column "${column}"`}.`);
    }
    const { location } = dataset;
    const letters = rejectsTable(ref);
    const lettersErased = (await warehouse.getTable(letters)) === undefined ? 0 : await run(letters, HOLDS_A_VALUE, writtenForms(values), location);
    const rowsErased = await run(ref, `\`${field.name}\` IN UNNEST(@values)`, values, location);
    const finished = clock.now();
    return Object.freeze({ table: name, column: field.name, subjects: values.length, rowsErased, lettersErased, ...(identity === undefined ? {} : { identity }), jobIds, location, startedAt, finishedAt: new Date(finished).toISOString(), recoverableUntil: new Date(finished + TIME_TRAVEL_MS).toISOString() });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new DwhPushError(error.forbidden ? 'ERASE_FORBIDDEN' : 'ERASE_FAILED', `The rows of ${name} could not be erased: ${error.reason} (${error.where}).`, { committed: 'unknown', cause: error });
  }
}

/** A dead letter is a whole record in whatever form its source had: one in which a value occurs anywhere goes. */
const HOLDS_A_VALUE = "EXISTS (SELECT 1 FROM UNNEST(@values) AS value WHERE STRPOS(COALESCE(raw, ''), value) > 0 OR STRPOS(COALESCE(TO_HEX(FROM_BASE64(raw_base64)), ''), TO_HEX(CAST(value AS BYTES))) > 0)";

/** How a value may stand in a record: as it is, with the quotes of CSV doubled, with the escapes of JSON. */
function writtenForms(values: readonly string[]): readonly string[] {
  return [...new Set(values.flatMap((value) => [value, value.replaceAll('"', '""'), JSON.stringify(value).slice(1, -1)]))];
}

function resolve(options: EraseOptions, project: string): TableRef {
  requireOptions(options, 'The erasure');
  const ref = tableRef(options.table, project);
  const { column, values, signal } = options;
  const complaints = [
    ...Object.keys(options).filter((key) => !KNOWN.has(key)).map((key) => `there is no option "${key}"`),
    ...(typeof ref === 'string' ? [`table: ${ref}`] : []),
    ...(typeof column === 'string' && /^[A-Za-z_][A-Za-z0-9_]{0,299}$/.test(column) ? [] : ['column: it is the name of a column']),
    ...(Array.isArray(values) && values.length >= 1 && values.length <= MAX_VALUES && values.every((value) => typeof value === 'string' && value !== '') ? [] : [`values: they are 1 to ${MAX_VALUES} texts that are not empty`]),
    ...(signal === undefined || signal instanceof AbortSignal ? [] : ['signal: it is not an AbortSignal']),
  ];
  if (complaints.length > 0 || typeof ref === 'string') throw new DwhPushError('OPTIONS_INVALID', `Nothing can be erased: ${complaints.join('; ')}.`);
  return ref;
}
