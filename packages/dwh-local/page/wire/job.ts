import { jobReferenceOf, type JobReference } from './job-reference.js';
import { list, object, optional, text, type Json } from './json.js';
import { PAGE_LABEL } from './page-label.js';

/** Why a job failed, or one of its complaints. */
export interface JobError {
  readonly reason: string;
  readonly location: string | undefined;
  readonly message: string;
}

export interface Job {
  readonly reference: JobReference;
  /** `QUERY`, `LOAD`, ... */
  readonly kind: string;
  readonly state: string;
  /** Milliseconds since 1970. */
  readonly created: string | undefined;
  readonly failure: JobError | undefined;
  readonly errors: readonly JobError[];
  /** `dataset.table` that it writes; undefined for a query's anonymous result. */
  readonly target: string | undefined;
  readonly sql: string | undefined;
  /** One of this page's own queries. */
  readonly ofPage: boolean;
  readonly configuration: Json;
  readonly statistics: Json;
}

/** Of jobs.get, or of jobs.list with the full projection. */
export function jobOf(value: unknown): Job {
  const answer = object(value);
  const [configuration, status, statistics] = [object(answer['configuration']), object(answer['status']), object(answer['statistics'])];
  const kind = text(configuration['jobType']);
  const details = optional(configuration[kind.toLowerCase()], object) ?? {};
  return {
    reference: jobReferenceOf(answer['jobReference']),
    kind,
    state: text(status['state']),
    created: optional(statistics['creationTime'], text),
    failure: optional(status['errorResult'], errorOf),
    errors: list(status['errors'], errorOf),
    target: optional(details['destinationTable'], targetOf),
    sql: kind === 'QUERY' ? optional(details['query'], text) : undefined,
    ofPage: (optional(configuration['labels'], object) ?? {})[PAGE_LABEL] !== undefined,
    configuration,
    statistics,
  };
}

function errorOf(value: unknown): JobError {
  const { reason, location, message } = object(value);
  return { reason: text(reason), location: optional(location, text), message: text(message) };
}

function targetOf(value: unknown): string | undefined {
  const { datasetId, tableId } = object(value);
  const dataset = text(datasetId);
  return dataset.startsWith('_') ? undefined : `${dataset}.${text(tableId)}`;
}
