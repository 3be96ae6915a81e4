import type { DuckDBConnection } from '@duckdb/node-api';

import type { StagedFile } from '../../gcs/staged-files.js';
import type { Caller } from '../../iam/caller.js';
import { canonicalLocation } from '../location.js';
import { parseLabels } from '../labels.js';
import { prepareCopy } from '../copy/prepare-copy.js';
import { prepareExtract } from '../extract/prepare-extract.js';
import { parseLoad } from '../load/load-spec.js';
import { permittedFiles } from '../load/permitted-files.js';
import { runLoad } from '../load/run-load.js';
import { locationOfQuery } from '../query/infer-location.js';
import { parseQuery } from '../query/query-spec.js';
import { runQuery } from '../query/run-query.js';
import { alreadyExists, invalid, notFound, refuseUnknown } from '../refusals.js';
import { optionalBoolean, optionalInteger, optionalObject, optionalString } from '../request-fields.js';
import { checkJobId, datasetName, newJobId, type DatasetRef } from '../resource-names.js';
import type { BigQueryDeps } from '../service.js';
import { findDataset } from '../store/dataset-record.js';
import { findTable } from '../store/table-record.js';
import { dryRun } from '../query/dry-run.js';
import { findJob, findJobByRequest, insertJob, type JobKey, type JobRecord, type JobType } from './job-record.js';
import { requireTarget } from '../write/require-target.js';
import { JobRunner, type JobWork } from './job-runner.js';

type Body = Readonly<Record<string, unknown>>;

export interface InsertOptions {
  readonly caller: Caller;
  /** The bytes that came with the request, for a load without URIs. */
  readonly uploaded?: StagedFile;
  /** Called when the job no longer needs the uploaded file. */
  readonly discardUpload?: () => void;
  readonly requestId?: string;
}

export const JOB_FIELDS: ReadonlySet<string> = new Set(['jobType', 'load', 'query', 'copy', 'extract', 'dryRun', 'jobTimeoutMs', 'labels']);

interface Prepared {
  readonly type: JobType;
  readonly location: string;
  readonly work: JobWork;
}

/** Jobs from their request to their record. */
export class Jobs {
  readonly runner: JobRunner;

  constructor(readonly deps: BigQueryDeps) {
    this.runner = new JobRunner(deps.engine);
  }

  /** The present state of a job. @throws ApiError 404 */
  async get(key: JobKey): Promise<JobRecord> {
    const canonical = { ...key, location: canonicalLocation(key.location, this.deps.location) };
    const job = this.runner.find(canonical) ?? (await this.deps.engine.withConnection((connection) => findJob(connection, canonical)));
    if (job === undefined) throw notFound(`Job ${key.project}:${key.jobId}`);
    return job;
  }

  /** Accepts a job, or answers the one that an earlier request with the same id started. */
  insertOnce(project: string, body: Body, requestId: string, caller: Caller): Promise<JobRecord> {
    return this.deps.engine.lock(`bigquery.request:${project}:${requestId}`, async () => {
      const earlier = await this.deps.engine.withConnection((connection) => findJobByRequest(connection, project, requestId));
      // An id of another user's is another request.
      return earlier !== undefined && (caller.unrestricted || earlier.user === caller.email) ? earlier : this.insert(project, body, { caller, requestId });
    });
  }

  /**
   * Accepts a job: its PENDING record is committed when this returns, the work goes on.
   * @throws ApiError 409 for an id that was used before in this project and location, 400 and 501 for what is wrong or not carried.
   */
  async insert(project: string, body: Body, options: InsertOptions): Promise<JobRecord> {
    const configuration = optionalObject(body, 'configuration') ?? {};
    const reference = optionalObject(body, 'jobReference') ?? {};
    if ((optionalString(reference, 'projectId') || project) !== project) throw invalid('The project in the URL and the one in jobReference differ.', 'jobReference');
    const jobId = optionalString(reference, 'jobId') || newJobId();
    checkJobId(jobId);
    const asked = optionalString(reference, 'location') || optionalString(optionalObject(configuration, 'load') ?? {}, 'location');
    if (optionalBoolean(configuration, 'dryRun') === true) return dryRun(depsFor(this.deps, options.caller), project, configuration, asked, options.caller);
    const prepared = await this.#prepare(project, configuration, asked, options);
    const record: JobRecord = {
      project,
      location: prepared.location,
      jobId,
      type: prepared.type,
      configuration: { jobType: prepared.type, ...withTextValues(configuration) },
      state: 'PENDING',
      creationTime: Date.now(),
      ...(options.caller.unrestricted ? {} : { user: options.caller.email }),
      ...(options.requestId === undefined ? {} : { requestId: options.requestId }),
    };
    await this.#accept(record, Boolean(optionalString(reference, 'jobId')));
    this.runner.submit(record, prepared.work, timeoutOf(configuration), options.discardUpload);
    return record;
  }

  async #prepare(project: string, configuration: Body, asked: string | undefined, options: InsertOptions): Promise<Prepared> {
    refuseUnknown(configuration, JOB_FIELDS, 'configuration');
    parseLabels(configuration['labels']);
    const { caller } = options;
    const deps = depsFor(this.deps, caller);
    const load = optionalObject(configuration, 'load');
    const query = optionalObject(configuration, 'query');
    const copy = optionalObject(configuration, 'copy');
    const extract = optionalObject(configuration, 'extract');
    if ([load, query, copy, extract].filter((body) => body !== undefined).length > 1) throw invalid('A job must have exactly one of load, query, copy and extract.', 'configuration');
    if (options.uploaded !== undefined && load === undefined) throw invalid('Only a load job can be uploaded with data.', 'configuration');
    const locationOf = (ref: DatasetRef) => this.#locationOf(ref, asked);
    if (copy !== undefined) return prepareCopy(deps, copy, project, caller, locationOf);
    if (extract !== undefined) return prepareExtract(deps, extract, project, caller, locationOf);
    if (load !== undefined) {
      const spec = parseLoad(load, project, options.uploaded !== undefined);
      await requireTarget(caller, spec, (await deps.engine.withConnection((connection) => findTable(connection, spec.table)))?.schema, spec.schema);
      const location = await this.#locationOf(spec.table, asked);
      const work: JobWork = (context) => runLoad(deps, spec, options.uploaded, context);
      return { type: 'LOAD', location, work };
    }
    if (query === undefined) throw invalid('Required parameter is missing: configuration', 'configuration');
    const spec = { ...parseQuery(query, project), caller };
    if (spec.target !== undefined) await requireTarget(caller, spec.target);
    const location = spec.target === undefined ? await deps.engine.withConnection((connection) => locationOfQuery(connection, spec, asked, deps)) : await this.#locationOf(spec.target.table, asked);
    return { type: 'QUERY', location, work: (context) => runQuery(deps, spec, location, context) };
  }

  /** A job runs where its dataset is; a job that is sent elsewhere does not find it. */
  async #locationOf(ref: DatasetRef, asked: string | undefined): Promise<string> {
    const dataset = await this.deps.engine.withConnection((connection) => findDataset(connection, ref));
    if (dataset === undefined) throw notFound(`Dataset ${datasetName(ref)}`);
    const location = canonicalLocation(asked, dataset.location);
    if (location !== dataset.location) throw notFound(`Dataset ${datasetName(ref)} was not found in location ${location}`);
    return location;
  }

  /** An id is taken for good, whatever became of its job. @param given - whether the caller chose it; one that was made up here is new */
  async #accept(record: JobRecord, given: boolean): Promise<void> {
    if (!given) return this.deps.engine.withConnection((connection) => insertJob(connection, record));
    await this.deps.engine.lock(`bigquery.job:${record.project}:${record.location}.${record.jobId}`, () =>
      this.deps.engine.transaction(async (connection: DuckDBConnection) => {
        if ((await findJob(connection, record)) !== undefined) throw alreadyExists(`Job ${record.project}:${record.location}.${record.jobId}`);
        await insertJob(connection, record);
      }),
    );
  }
}

/** Values of query parameters are texts, which is what the service answers, whatever was sent. */
function withTextValues(configuration: Body): Body {
  const asText = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(asText);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === 'value' && (typeof item === 'number' || typeof item === 'boolean') ? String(item) : asText(item)]));
  };
  const query = optionalObject(configuration, 'query');
  return query?.['queryParameters'] === undefined ? configuration : { ...configuration, query: { ...query, queryParameters: asText(query['queryParameters']) } };
}

/** A job reads the objects that its caller may read. */
function depsFor(deps: BigQueryDeps, caller: Caller): BigQueryDeps {
  return caller.unrestricted ? deps : { ...deps, stagedFiles: permittedFiles(deps.stagedFiles, caller) };
}

function timeoutOf(configuration: Body): number | undefined {
  const timeout = optionalInteger(configuration, 'jobTimeoutMs');
  if (timeout !== undefined && timeout < 0) throw invalid('Value of jobTimeoutMs must not be negative.', 'configuration.jobTimeoutMs');
  return timeout === 0 ? undefined : timeout;
}
