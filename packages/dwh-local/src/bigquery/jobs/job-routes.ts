import type { Call, Reply, Route } from '../../http/exchange.js';
import { needs, needsInside, projectIn } from '../../iam/route-access.js';
import { ApiError } from '../../http/api-error.js';
import { DEFAULT_LIST_SIZE, MAX_LIST_SIZE } from '../limits.js';
import { pageToken, parseRowToken } from '../page-token.js';
import { invalid } from '../refusals.js';
import { queryInteger } from '../request-fields.js';
import { jobListItem, jobResource } from './job-resource.js';
import { deleteJob, listJobs, type JobKey, type JobRecord } from './job-record.js';
import type { Jobs } from './jobs.js';

const COLLECTION = '/bigquery/v2/projects/:project/jobs';
const ITEM = `${COLLECTION}/:job`;

export function jobRoutes(jobs: Jobs): Route[] {
  const origin = () => jobs.deps.origin();
  return [
    { method: 'GET', path: COLLECTION, id: 'bigquery.jobs.list', access: needsInside('bigquery.jobs.create', 'bigquery.jobs.listAll'), handler: (call) => list(jobs, call) },
    { method: 'POST', path: COLLECTION, id: 'bigquery.jobs.insert', access: needs('bigquery.jobs.create', projectIn), handler: async (call) => ok(jobResource(await insert(jobs, call), origin())) },
    { method: 'GET', path: ITEM, id: 'bigquery.jobs.get', access: needsInside('bigquery.jobs.get'), handler: async (call) => ok(jobResource(await jobOf(jobs, call, 'bigquery.jobs.get'), origin())) },
    { method: 'POST', path: `${ITEM}/cancel`, id: 'bigquery.jobs.cancel', access: needsInside('bigquery.jobs.update'), handler: (call) => cancel(jobs, call) },
    { method: 'DELETE', path: `${ITEM}/delete`, id: 'bigquery.jobs.delete', access: needs('bigquery.jobs.delete', projectIn), handler: (call) => remove(jobs, call) },
  ];
}

/** Without a location the service looks in the US multi-region only. */
export function keyOf(call: Call): JobKey {
  return { project: call.params['project'] ?? '', location: call.query.get('location') || 'US', jobId: call.params['job'] ?? '' };
}

/** The job that a call names: the caller's own, or one that `permission` lets them have. @throws ApiError 403, 404 */
export async function jobOf(jobs: Jobs, call: Call, permission: string): Promise<JobRecord> {
  const job = await jobs.get(keyOf(call));
  if (call.caller.unrestricted || job.user === call.caller.email || (await call.caller.may(permission, { kind: 'project', project: job.project }))) return job;
  const name = `${job.project}:${job.location}.${job.jobId}`;
  throw new ApiError(403, 'accessDenied', `Access Denied: Job ${name}: Permission ${permission} denied on job ${name} (or it may not exist).`);
}

/** The service checks a query before it answers: one that it does not understand has failed by then. */
async function insert(jobs: Jobs, call: Call): Promise<JobRecord> {
  const job = await jobs.insert(call.params['project'] ?? '', await call.json(), { caller: call.caller });
  if (job.type !== 'QUERY' || job.state === 'DONE') return job;
  await jobs.runner.whenChecked(job);
  return jobs.get(job);
}

async function cancel(jobs: Jobs, call: Call): Promise<Reply> {
  const key = keyOf(call);
  jobs.runner.cancel(await jobOf(jobs, call, 'bigquery.jobs.update'));
  return ok({ kind: 'bigquery#jobCancelResponse', job: jobResource(await jobs.get(key), jobs.deps.origin()) });
}

async function remove(jobs: Jobs, call: Call): Promise<Reply> {
  const job = await jobs.get(keyOf(call));
  if (job.state !== 'DONE') throw invalid(`Job ${job.project}:${job.location}.${job.jobId} is not done; only the metadata of finished jobs can be deleted.`);
  await jobs.deps.engine.transaction((connection) => deleteJob(connection, job));
  return { status: 204 };
}

async function list(jobs: Jobs, call: Call): Promise<Reply> {
  const filter = {
    ...optional('minCreation', queryInteger(call.query, 'minCreationTime')),
    ...optional('maxCreation', queryInteger(call.query, 'maxCreationTime')),
  };
  const everybodys = call.caller.unrestricted || call.query.get('allUsers')?.toLowerCase() === 'true';
  await call.caller.require(everybodys ? 'bigquery.jobs.listAll' : 'bigquery.jobs.create', { kind: 'project', project: call.params['project'] ?? '' });
  const states = call.query.getAll('stateFilter').map((state) => state.toUpperCase());
  const found = (await jobs.deps.engine.withConnection((connection) => listJobs(connection, call.params['project'] ?? '', filter))).map((job): JobRecord => jobs.runner.find(job) ?? job);
  const parent = call.query.get('parentJobId') || undefined;
  const wanted = found.filter((job) => job.outcome?.statistics['parentJobId'] === parent && (states.length === 0 || states.includes(job.state)) && (everybodys || job.user === call.caller.email));
  const limit = Math.min(queryInteger(call.query, 'maxResults') ?? DEFAULT_LIST_SIZE, MAX_LIST_SIZE);
  const start = parseRowToken(call.query.get('pageToken')) ?? 0;
  const page = wanted.slice(start, start + limit);
  const full = call.query.get('projection')?.toLowerCase() === 'full';
  return ok({
    kind: 'bigquery#jobList',
    etag: `jobs.${found.length}`,
    ...(start + limit < wanted.length ? { nextPageToken: pageToken(String(start + limit)) } : {}),
    jobs: page.map((job) => jobListItem(job, jobs.deps.origin(), full)),
  });
}

function optional<Name extends string>(name: Name, value: number | undefined): Partial<Record<Name, number>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, number>);
}

function ok(json: unknown): Reply {
  return { status: 200, json };
}
