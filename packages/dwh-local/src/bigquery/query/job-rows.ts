import type { DuckDBConnection } from '@duckdb/node-api';

import { rows } from '../../engine/engine.js';
import type { JobRecord } from '../jobs/job-record.js';
import { USER_EMAIL } from '../service.js';
import type { SchemaPlace, SchemaValue } from './schema-place.js';

/** The jobs of a project in a location, the newest first; those of one user only where it is given. */
export async function jobRows(connection: DuckDBConnection, { project, location }: SchemaPlace, user: string | undefined): Promise<SchemaValue[][]> {
  const found = await rows<{ resource: string }>(connection, 'SELECT resource FROM bq.jobs WHERE project = $project AND lower(location) = lower($location) ORDER BY created DESC, job_id', { project, location });
  const jobs = found.map((row) => JSON.parse(row.resource) as JobRecord);
  return jobs.filter((job) => user === undefined || (job.user ?? USER_EMAIL) === user).map(row);
}

/** That a job runs is known to who runs it, not to its record. */
function row(job: JobRecord): SchemaValue[] {
  const query = job.outcome?.statistics['query'] as { statementType?: string; totalBytesProcessed?: string } | undefined;
  const configured = job.configuration['query'] as { query?: string } | undefined;
  const error = job.outcome?.errorResult;
  const time = (millis: number | undefined) => (millis === undefined ? null : new Date(millis));
  return [
    ...[new Date(job.creationTime), job.project, job.user ?? USER_EMAIL, job.jobId, job.type, query?.statementType ?? null],
    ...[time(job.startTime ?? job.creationTime), time(job.endTime), configured?.query ?? null, job.state === 'DONE' ? 'DONE' : 'RUNNING', query?.totalBytesProcessed === undefined ? null : Number(query.totalBytesProcessed)],
    error === undefined ? null : { reason: error.reason, location: error.location ?? null, message: error.message },
  ];
}
