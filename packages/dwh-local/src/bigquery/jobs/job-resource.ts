import { memberOf } from '../../iam/identity.js';
import { USER_EMAIL } from '../service.js';
import type { JobRecord } from './job-record.js';

/** A job as `jobs.get` answers it. */
export function jobResource(job: JobRecord, origin: string): Record<string, unknown> {
  const email = job.user ?? USER_EMAIL;
  return {
    kind: 'bigquery#job',
    etag: `${job.jobId}.${job.state}`,
    id: `${job.project}:${job.location}.${job.jobId}`,
    selfLink: `${origin}/bigquery/v2/projects/${job.project}/jobs/${job.jobId}?location=${job.location}`,
    user_email: email,
    principal_subject: memberOf({ email, groups: [] }),
    configuration: configuration(job),
    jobReference: { projectId: job.project, jobId: job.jobId, location: job.location },
    statistics: statistics(job),
    status: status(job),
  };
}

/** A job as `jobs.list` answers it; `configuration` only in the full projection. */
export function jobListItem(job: JobRecord, origin: string, full: boolean): Record<string, unknown> {
  const { kind, id, user_email, configuration, jobReference, statistics: stats, status: state } = jobResource(job, origin);
  return {
    kind,
    id,
    user_email,
    jobReference,
    state: job.state,
    statistics: stats,
    status: state,
    ...(job.outcome?.errorResult === undefined ? {} : { errorResult: job.outcome.errorResult }),
    ...(full ? { configuration } : {}),
  };
}

/** As it was sent; a query that names no destination has its own, from which Google's Java client reads the pages. */
function configuration(job: JobRecord): Record<string, unknown> {
  const { result } = job.outcome ?? {};
  const query = job.configuration['query'] as { readonly destinationTable?: unknown } | undefined;
  if (result === undefined || query === undefined || (query.destinationTable ?? undefined) !== undefined) return job.configuration;
  const { project, dataset, table } = result.table;
  return { ...job.configuration, query: { ...query, destinationTable: { projectId: project, datasetId: dataset, tableId: table } } };
}

function status(job: JobRecord): Record<string, unknown> {
  const { errorResult, errors } = job.outcome ?? {};
  return {
    state: job.state,
    ...(errorResult === undefined ? {} : { errorResult }),
    ...(errors === undefined || errors.length === 0 ? {} : { errors }),
  };
}

function statistics(job: JobRecord): Record<string, unknown> {
  return {
    creationTime: String(job.creationTime),
    ...(job.startTime === undefined ? {} : { startTime: String(job.startTime) }),
    ...(job.endTime === undefined || job.startTime === undefined ? {} : { endTime: String(job.endTime), finalExecutionDurationMs: String(job.endTime - job.startTime) }),
    ...job.outcome?.statistics,
  };
}
