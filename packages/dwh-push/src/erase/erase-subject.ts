import { randomBytes } from 'node:crypto';

import { endOfJob } from '../commit/end-of-job.js';
import { DwhPushError } from '../errors.js';
import type { JobState, Statement } from '../ports/jobs.js';
import { ServiceError } from '../ports/service-error.js';
import type { TableRef, TableState } from '../ports/warehouse.js';
import type { PushContext } from '../push-scope.js';
import { rejectsTable } from '../rejects/rejects-dataset.js';
import { requireErasure, type EraseOptions } from './erase-options.js';
import { HOLDS_A_VALUE, holdingParameters } from './holding-letters.js';
import { pushesUnderWay } from './pushes-under-way.js';
import { subjectColumn } from './subject-column.js';

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
  /** Whether there are dead letters to look at; `foreign`: what has their name is another table, and was left alone. */
  readonly letters: 'searched' | 'none' | 'foreign';
  /** How many pushes of the table were under way before or after: they may bring back what their source holds, so erase again once they have ended. Absent where the staging bucket does not say. */
  readonly pushesUnderWay?: number;
  /** The account that erased. */
  readonly identity?: string;
  readonly jobIds: readonly string[];
  readonly location: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Until when BigQuery can bring the rows back: a time travel window of seven days. https://docs.cloud.google.com/bigquery/docs/time-travel */
  readonly recoverableUntil: string;
}

const TIME_TRAVEL_MS = 7 * 86_400_000;

/**
 * Erases rows, and dead letters that hold one of the values.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `ERASE_FORBIDDEN`, `ERASE_FAILED`: then rows may be gone, and the same call again erases the rest
 */
export async function eraseSubject(options: EraseOptions, { config, warehouse, clock, store }: PushContext): Promise<ErasureReceipt> {
  const ref = requireErasure(options, config.project);
  const name = `${ref.project}.${ref.dataset}.${ref.table}`;
  const { column, signal } = options;
  const startedAt = new Date(clock.now()).toISOString();
  const jobIds: string[] = [];
  let identity: string | undefined;

  async function run(table: TableRef, where: string, parameters: Statement['parameters'], location: string): Promise<number> {
    const jobId = `dwh-erase_${randomBytes(12).toString('hex')}`;
    jobIds.push(jobId);
    const sql = `DELETE FROM \`${table.project}.${table.dataset}.${table.table}\` WHERE ${where}`;
    const job = await ended({ jobId, location, sql, parameters, labels: { managed_by: 'dwh-push', purpose: 'erasure' } });
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
    if (table !== undefined && table.type !== 'TABLE') throw nothing(`${name} is no table that holds rows of its own`);
    const subject = table && subjectColumn(table.fields, column);
    if (dataset === undefined || table === undefined || subject === undefined) throw nothing(table === undefined ? `${name} does not exist, or this identity may not see it` : `${name} has no STRING or INT64 column "${column}"`);
    const { type } = subject;
    const values = options.values.map(String);
    if (type === 'INT64' ? !values.every(isInt64) : !options.values.every((value) => typeof value === 'string')) throw nothing(`values: those of "${column}" are ${type === 'INT64' ? 'whole numbers of 64 bits' : 'texts'}`);
    const { location } = dataset;
    const letters = rejectsTable(ref);
    const lettersState = await warehouse.getTable(letters);
    const lettersAre = lettersState === undefined ? 'none' : isOfLetters(lettersState) ? 'searched' : 'foreign';
    const before = await pushesUnderWay(ref, { store, clock });
    let lettersErased = 0;
    if (lettersState !== undefined && lettersAre === 'searched') {
      for (const parameters of holdingParameters(values, type)) lettersErased += await run(letters, inAllPartitions(lettersState, HOLDS_A_VALUE), parameters, location);
    }
    const rowsErased = await run(ref, inAllPartitions(table, subject.predicate), [{ name: 'values', type, value: values }], location);
    const after = await pushesUnderWay(ref, { store, clock });
    const underWay = before === undefined || after === undefined ? {} : { pushesUnderWay: new Set([...before, ...after]).size };
    const finished = clock.now();
    return Object.freeze({ table: name, column: subject.path, subjects: values.length, rowsErased, lettersErased, letters: lettersAre, ...underWay, ...(identity === undefined ? {} : { identity }), jobIds, location, startedAt, finishedAt: new Date(finished).toISOString(), recoverableUntil: new Date(finished + TIME_TRAVEL_MS).toISOString() });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new DwhPushError(error.forbidden ? 'ERASE_FORBIDDEN' : 'ERASE_FAILED', `The rows of ${name} could not be erased: ${error.reason} (${error.where}).`, { committed: 'unknown', cause: error });
  }
}

/** What a table that has to be asked for partitions is content with. */
function inAllPartitions({ timePartitioning }: TableState, where: string): string {
  if (timePartitioning === undefined) return where;
  const partition = timePartitioning.field === undefined ? '_PARTITIONTIME' : `\`${timePartitioning.field}\``;
  return `(${partition} IS NULL OR ${partition} IS NOT NULL) AND (${where})`;
}

function isOfLetters({ type, fields }: TableState): boolean {
  return type === 'TABLE' && ['reasons', 'raw', 'raw_base64', 'run'].every((column) => fields.some(({ name }) => name === column));
}

function nothing(why: string): DwhPushError {
  return new DwhPushError('OPTIONS_INVALID', `Nothing can be erased: ${why}.`);
}

function isInt64(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}
