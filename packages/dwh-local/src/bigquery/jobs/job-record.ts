import type { DuckDBConnection } from '@duckdb/node-api';

import { execute, firstRow, rows } from '../../engine/engine.js';
import type { TableRef } from '../resource-names.js';
import type { Field } from '../schema/field.js';

export interface JobKey {
  readonly project: string;
  readonly location: string;
  readonly jobId: string;
}

/** As the API words an error of a job. */
export interface JobError {
  readonly reason: string;
  readonly message: string;
  readonly location?: string;
}

export type JobState = 'PENDING' | 'RUNNING' | 'DONE';
export type JobType = 'LOAD' | 'QUERY' | 'COPY' | 'EXTRACT';

/** What a query that answers rows left behind. */
export interface QueryResult {
  /** The table with the rows: the destination, or an anonymous one. */
  readonly table: TableRef;
  /** The partition of it that is the destination. */
  readonly decorator?: string;
  readonly schema: readonly Field[];
  /** Where the table is one of its own, that nobody writes to. */
  readonly anonymous?: { readonly storage: string; readonly totalRows: number };
}

export interface JobOutcome {
  readonly statistics: Readonly<Record<string, unknown>>;
  readonly errors?: readonly JobError[];
  readonly errorResult?: JobError;
  readonly result?: QueryResult;
}

/** A job as it is stored. Times in milliseconds since the epoch. */
export interface JobRecord extends JobKey {
  readonly type: JobType;
  /** As sent, with `jobType`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly state: JobState;
  readonly creationTime: number;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly requestId?: string;
  /** Who started it; absent where there were no identities. */
  readonly user?: string;
  readonly outcome?: JobOutcome;
}

interface Row {
  readonly resource: string;
}

const KEY = 'project = $project AND location = $location AND job_id = $jobId';

export async function findJob(connection: DuckDBConnection, key: JobKey): Promise<JobRecord | undefined> {
  return parse(await firstRow<Row>(connection, `SELECT resource FROM bq.jobs WHERE ${KEY}`, keyOf(key)));
}

export async function findJobByRequest(connection: DuckDBConnection, project: string, requestId: string): Promise<JobRecord | undefined> {
  return parse(await firstRow<Row>(connection, 'SELECT resource FROM bq.jobs WHERE project = $project AND request_id = $requestId ORDER BY created DESC LIMIT 1', { project, requestId }));
}

export async function insertJob(connection: DuckDBConnection, job: JobRecord): Promise<void> {
  await execute(connection, 'INSERT INTO bq.jobs VALUES ($project, $location, $jobId, $created, $state, $requestId, $resource)', {
    ...keyOf(job),
    created: BigInt(job.creationTime),
    state: job.state,
    requestId: job.requestId ?? null,
    resource: JSON.stringify(job),
  });
}

export async function updateJob(connection: DuckDBConnection, job: JobRecord): Promise<void> {
  await execute(connection, `UPDATE bq.jobs SET state = $state, resource = $resource WHERE ${KEY}`, { ...keyOf(job), state: job.state, resource: JSON.stringify(job) });
}

export async function deleteJob(connection: DuckDBConnection, key: JobKey): Promise<void> {
  await execute(connection, `DELETE FROM bq.jobs WHERE ${KEY}`, keyOf(key));
}

/** Jobs, the newest first. */
export async function listJobs(
  connection: DuckDBConnection,
  project: string,
  filter: { readonly minCreation?: number; readonly maxCreation?: number },
): Promise<JobRecord[]> {
  const found = await rows<Row>(connection, 'SELECT resource FROM bq.jobs WHERE project = $project AND created BETWEEN $from AND $to ORDER BY created DESC, job_id', {
    project,
    from: BigInt(filter.minCreation ?? 0),
    to: BigInt(filter.maxCreation ?? Number.MAX_SAFE_INTEGER),
  });
  return found.map((row) => JSON.parse(row.resource) as JobRecord);
}

export async function unfinishedJobs(connection: DuckDBConnection): Promise<JobRecord[]> {
  const found = await rows<Row>(connection, "SELECT resource FROM bq.jobs WHERE state <> 'DONE'");
  return found.map((row) => JSON.parse(row.resource) as JobRecord);
}

function parse(row: Row | undefined): JobRecord | undefined {
  return row === undefined ? undefined : (JSON.parse(row.resource) as JobRecord);
}

function keyOf(key: JobKey) {
  return { project: key.project, location: key.location, jobId: key.jobId };
}
