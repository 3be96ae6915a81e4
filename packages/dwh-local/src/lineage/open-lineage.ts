import { invalidArgument } from '../grpc/grpc-error.js';
import type { Json, JsonObject } from '../grpc/struct.js';
import { parseTimestamp, type Timestamp } from '../grpc/timestamp.js';

/** What the service takes from an OpenLineage run event. https://openlineage.io/spec/ */
export interface OpenLineageEvent {
  readonly time: Timestamp;
  /** The run's state afterwards. */
  readonly state: 'STARTED' | 'COMPLETED' | 'FAILED' | 'ABORTED' | undefined;
  readonly runId: string;
  readonly job: { readonly namespace: string; readonly name: string };
  /** Fully qualified names. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const STATES = { START: 'STARTED', RUNNING: 'STARTED', COMPLETE: 'COMPLETED', FAIL: 'FAILED', ABORT: 'ABORTED', OTHER: undefined } as const;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws GrpcError INVALID_ARGUMENT naming the field. */
export function parseOpenLineage(event: JsonObject): OpenLineageEvent {
  text(event, 'producer', 'producer');
  text(event, 'schemaURL', 'schemaURL');
  const type = event['eventType'] ?? 'OTHER';
  if (typeof type !== 'string' || !Object.hasOwn(STATES, type)) throw invalidArgument(`open_lineage.eventType must be one of ${Object.keys(STATES).join(', ')}.`);
  const runId = text(object(event, 'run'), 'runId', 'run.runId');
  if (!UUID.test(runId)) throw invalidArgument('open_lineage.run.runId must be a UUID.');
  const job = object(event, 'job');
  return {
    time: parseTimestamp(text(event, 'eventTime', 'eventTime'), 'open_lineage.eventTime'),
    state: STATES[type as keyof typeof STATES],
    runId,
    job: { namespace: text(job, 'namespace', 'job.namespace'), name: text(job, 'name', 'job.name') },
    inputs: datasets(event, 'inputs'),
    outputs: datasets(event, 'outputs'),
  };
}

function datasets(event: JsonObject, field: string): string[] {
  const list = event[field] ?? [];
  if (!Array.isArray(list)) throw invalidArgument(`open_lineage.${field} must be a list.`);
  return list.map((dataset: Json, index) => {
    const at = `${field}[${index}]`;
    if (!isObject(dataset)) throw invalidArgument(`open_lineage.${at} must be an object.`);
    return fullyQualifiedName(text(dataset, 'namespace', `${at}.namespace`), text(dataset, 'name', `${at}.name`));
  });
}

/** As Google's names have it for what it knows: `bigquery:p.d.t`, `gcs:bucket.path`; anything else is its namespace and its name. */
function fullyQualifiedName(namespace: string, name: string): string {
  const [, bucket] = /^gs:\/\/([^/]+)\/?$/.exec(namespace) ?? [];
  if (bucket !== undefined) return `gcs:${bucket}.${name.replace(/^\//, '')}`;
  return `${namespace}:${name}`;
}

function object(parent: JsonObject, field: string): JsonObject {
  const value = parent[field];
  if (!isObject(value)) throw invalidArgument(`open_lineage.${field} is required.`);
  return value;
}

function text(parent: JsonObject, field: string, path: string): string {
  const value = parent[field];
  if (typeof value !== 'string' || value === '') throw invalidArgument(`open_lineage.${path} is required.`);
  return value;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
