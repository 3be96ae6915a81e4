import { transactionOn } from '../../engine/engine.js';
import { ApiError } from '../../http/api-error.js';
import type { Call, Reply, Route } from '../../http/exchange.js';
import type { Caller } from '../../iam/caller.js';
import { needs, needsInside, projectIn } from '../../iam/route-access.js';
import type { JobRecord, QueryResult } from '../jobs/job-record.js';
import { jobOf as jobNamedBy } from '../jobs/job-routes.js';
import type { Jobs } from '../jobs/jobs.js';
import { DEFAULT_QUERY_TIMEOUT_MS, MAX_QUERY_WAIT_MS } from '../limits.js';
import { invalid, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalInteger, optionalObject, optionalString, queryInteger } from '../request-fields.js';
import { readRows, readTable, type TablePage } from '../rows/read-table.js';
import type { Field } from '../schema/field.js';
import { getTable } from '../store/table-record.js';
import { valueFormat } from '../tables/list-rows.js';
import { requireColumns } from '../tables/require-columns.js';
import type { ValueFormat } from '../rows/format-value.js';

const COLLECTION = '/bigquery/v2/projects/:project/queries';

export function queryRoutes(jobs: Jobs): Route[] {
  return [
    { method: 'POST', path: COLLECTION, id: 'bigquery.jobs.query', access: needs('bigquery.jobs.create', projectIn), handler: (call) => query(jobs, call) },
    { method: 'GET', path: `${COLLECTION}/:job`, id: 'bigquery.jobs.getQueryResults', access: needsInside('bigquery.jobs.get'), handler: (call) => results(jobs, call) },
  ];
}

const QUERY_FIELDS = ['query', 'useLegacySql', 'defaultDataset', 'parameterMode', 'queryParameters', 'useQueryCache', 'maximumBytesBilled'];
export const QUERY_REQUEST_FIELDS: ReadonlySet<string> = new Set([...QUERY_FIELDS, ...['kind', 'location', 'maxResults', 'timeoutMs', 'jobTimeoutMs', 'dryRun', 'requestId', 'labels', 'formatOptions', 'jobCreationMode', 'preserveNulls']]);

interface ResultRequest {
  readonly start: number;
  readonly pageToken?: string;
  readonly maxRows?: number;
  readonly format: ValueFormat;
  readonly kind: string;
}

/** jobs.query: a query job, and its first page where it is done in time. */
async function query(jobs: Jobs, call: Call): Promise<Reply> {
  const body = await call.json();
  refuseUnknown(body, QUERY_REQUEST_FIELDS, 'query');
  const project = call.params['project'] ?? '';
  const requestId = optionalString(body, 'requestId') || undefined;
  const job = requestId === undefined ? await jobs.insert(project, jobOf(body), { caller: call.caller }) : await jobs.insertOnce(project, jobOf(body), requestId, call.caller);
  if (optionalBoolean(body, 'dryRun') === true) return dryReply(job);
  const maxRows = optionalInteger(body, 'maxResults');
  const options = optionalObject(body, 'formatOptions') ?? {};
  const format = { int64Timestamp: optionalBoolean(options, 'useInt64Timestamp') ?? optionalString(options, 'timestampOutputFormat') === 'INT64' };
  return answer(jobs, job, call.caller, optionalInteger(body, 'timeoutMs') ?? DEFAULT_QUERY_TIMEOUT_MS, { start: 0, format, kind: 'bigquery#queryResponse', ...(maxRows === undefined ? {} : { maxRows }) });
}

function jobOf(body: Record<string, unknown>): Record<string, unknown> {
  const location = optionalString(body, 'location');
  return {
    jobReference: location === undefined ? {} : { location },
    configuration: {
      query: Object.fromEntries(QUERY_FIELDS.filter((name) => body[name] !== undefined).map((name) => [name, body[name]])),
      ...(body['dryRun'] === undefined ? {} : { dryRun: body['dryRun'] }),
      ...(body['labels'] === undefined ? {} : { labels: body['labels'] }),
      ...(body['jobTimeoutMs'] === undefined ? {} : { jobTimeoutMs: body['jobTimeoutMs'] }),
    },
  };
}

/** jobs.getQueryResults: one page of the result of a query job, or `jobComplete: false` where it is not done in time. */
async function results(jobs: Jobs, call: Call): Promise<Reply> {
  const job = await jobNamedBy(jobs, call, 'bigquery.jobs.get');
  if (job.type !== 'QUERY') throw invalid(`Cannot get query results from a job that is no query: ${job.jobId}`);
  const start = queryInteger(call.query, 'startIndex') ?? 0;
  const token = call.query.get('pageToken') || undefined;
  const maxRows = queryInteger(call.query, 'maxResults');
  const request = { start, format: valueFormat(call.query), kind: 'bigquery#getQueryResultsResponse', ...(maxRows === undefined ? {} : { maxRows }), ...(token === undefined ? {} : { pageToken: token }) };
  return answer(jobs, job, call.caller, queryInteger(call.query, 'timeoutMs') ?? DEFAULT_QUERY_TIMEOUT_MS, request);
}

async function answer(jobs: Jobs, started: JobRecord, caller: Caller, timeoutMs: number, request: ResultRequest): Promise<Reply> {
  const finished = await jobs.runner.wait(started, Math.min(timeoutMs, MAX_QUERY_WAIT_MS));
  const job = finished ?? (await jobs.get(started));
  const jobReference = { projectId: job.project, jobId: job.jobId, location: job.location };
  if (job.state !== 'DONE') return { status: 200, json: { kind: request.kind, jobReference, jobComplete: false } };
  const error = job.outcome?.errorResult;
  if (error !== undefined) throw new ApiError(statusOf(error.reason), error.reason, error.message, error.location === undefined ? {} : { location: error.location });
  const statistics = (job.outcome?.statistics ?? {}) as { totalBytesProcessed?: string; query?: { numDmlAffectedRows?: string; dmlStats?: unknown; schema?: unknown } };
  const common = {
    kind: request.kind,
    etag: `${job.jobId}.${request.start}`,
    jobReference,
    jobComplete: true,
    cacheHit: false,
    totalBytesProcessed: statistics.totalBytesProcessed ?? '0',
    ...(statistics.query?.numDmlAffectedRows === undefined ? {} : { numDmlAffectedRows: statistics.query.numDmlAffectedRows, dmlStats: statistics.query.dmlStats }),
  };
  const result = job.outcome?.result;
  if (result === undefined) return { status: 200, json: { ...common, ...(statistics.query?.schema === undefined ? {} : { schema: statistics.query.schema }), totalRows: '0' } };
  const page = await readResult(jobs, result, request, finished !== undefined, caller);
  return {
    status: 200,
    json: {
      ...common,
      schema: { fields: page.fields },
      totalRows: String(page.totalRows),
      ...(page.pageToken === undefined ? {} : { pageToken: page.pageToken }),
      ...(page.rows.length === 0 ? {} : { rows: page.rows }),
    },
  };
}

type ResultPage = TablePage & { readonly fields: readonly Field[] };

/**
 * A result is the table that was written to, as it is now: after WRITE_APPEND with the rows that were there before.
 * @param fresh - the query has just ended, so that a table of its own is still as it was written
 */
async function readResult({ deps: { engine } }: Jobs, result: QueryResult, request: ResultRequest, fresh: boolean, caller: Caller): Promise<ResultPage> {
  const { anonymous, schema } = result;
  if (fresh && anonymous !== undefined) return engine.withConnection(async (connection) => ({ fields: schema, ...(await readRows(connection, anonymous, anonymous.totalRows, { ...request, fields: schema })) }));
  return engine.withConnection((connection) =>
    transactionOn(connection, async () => {
      const record = await getTable(connection, result.table);
      if (record.kind !== 'TABLE') throw invalid('The destination of the query is now a view or an external table.');
      const fields = record.schema;
      if (request.maxRows !== 0) await requireColumns(caller, record, fields);
      return { fields, ...(await readTable(connection, record, result.decorator, { ...request, fields })) };
    }),
  );
}

function dryReply(job: JobRecord): Reply {
  const statistics = (job.outcome?.statistics ?? {}) as { totalBytesProcessed?: string; query?: { schema?: unknown } };
  return {
    status: 200,
    json: {
      kind: 'bigquery#queryResponse',
      jobReference: { projectId: job.project, location: job.location },
      jobComplete: true,
      cacheHit: false,
      totalRows: '0',
      totalBytesProcessed: statistics.totalBytesProcessed ?? '0',
      ...(statistics.query?.schema === undefined ? {} : { schema: statistics.query.schema }),
    },
  };
}

const STATUS: Readonly<Record<string, number>> = { notFound: 404, duplicate: 409, accessDenied: 403, notImplemented: 501, internalError: 500, backendError: 503 };

/** The HTTP status that goes with the reason of a failed query. */
function statusOf(reason: string): number {
  return STATUS[reason] ?? 400;
}
