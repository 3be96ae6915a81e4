import { createHash, randomUUID } from 'node:crypto';

import * as z from 'zod';

import { plainStruct, structOf } from '../catalog/struct.js';
import { nameParts, requiredMessage, requiredText } from '../grpc/fields.js';
import { invalidArgument } from '../grpc/grpc-error.js';
import type { GrpcRequest } from '../grpc/grpc-method.js';
import type { LineageEvent, LineageStore, Run } from './lineage-store.js';

const Dataset = z.looseObject({ namespace: z.string().min(1), name: z.string().min(1) });
/** https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent */
const RunEvent = z.looseObject({
  eventTime: z.iso.datetime({ offset: true }),
  eventType: z.enum(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER']).optional(),
  producer: z.string().min(1),
  schemaURL: z.string().min(1),
  run: z.looseObject({ runId: z.uuid() }),
  job: z.looseObject({ namespace: z.string().min(1), name: z.string().min(1) }),
  inputs: z.array(Dataset).default([]),
  outputs: z.array(Dataset).default([]),
});

/** https://docs.cloud.google.com/data-catalog/docs/reference/data-lineage/rest/v1/projects.locations/processOpenLineageRunEvent */
const MAX_LINKS = 100;
const STATES: Readonly<Record<string, string>> = { START: 'STARTED', RUNNING: 'STARTED', COMPLETE: 'COMPLETED', ABORT: 'ABORTED', FAIL: 'FAILED' };

/** Makes a process of the job, a run of the run, and an event with a link from every input to every output. */
export async function processRunEvent(store: LineageStore, request: GrpcRequest): Promise<object> {
  const parent = requiredText(request, 'parent');
  nameParts(parent, 'projects/{project}/locations/{location}');
  const parsed = RunEvent.safeParse(plainStruct(requiredMessage(request, 'openLineage')));
  if (!parsed.success) throw invalidArgument(`Invalid OpenLineage event: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
  const { eventTime, eventType, run, job, inputs, outputs, producer } = parsed.data;
  if (inputs.length * outputs.length > MAX_LINKS) throw invalidArgument(`An event has at most ${MAX_LINKS} links.`);
  const at = Date.parse(eventTime);
  const displayName = `${job.namespace}:${job.name}`;
  const process = `${parent}/processes/${createHash('sha256').update(displayName).digest('hex').slice(0, 32)}`;
  const name = `${process}/runs/${run.runId}`;
  return store.processes.lock(async () => {
    await store.processes.put(process, { name: process, displayName, attributes: structOf({ producer, ...((job['facets'] ?? {}) as object) }).fields as Record<string, object> });
    const current = await store.runs.get(name);
    const state = STATES[eventType ?? 'OTHER'] ?? current?.state ?? 'UNKNOWN';
    const next: Run = { name, displayName: run.runId, attributes: structOf((run['facets'] ?? {}) as Record<string, unknown>).fields as Record<string, object>, state, start: Math.min(at, current?.start ?? at), ...(state === 'STARTED' || state === 'UNKNOWN' ? {} : { end: at }) };
    await store.runs.put(name, next);
    const links = inputs.flatMap((input) => outputs.map((output) => ({ source: { fullyQualifiedName: qualifiedName(input) }, target: { fullyQualifiedName: qualifiedName(output) } })));
    if (links.length === 0) return { process, run: name, lineageEvents: [] };
    const event: LineageEvent = { name: `${name}/lineageEvents/${randomUUID()}`, links, start: next.start, ...(next.end === undefined ? {} : { end: next.end }) };
    await store.events.put(event.name, event);
    return { process, run: name, lineageEvents: [event.name] };
  });
}

/** What the catalog calls a dataset of OpenLineage: https://docs.cloud.google.com/dataplex/docs/fully-qualified-names */
function qualifiedName({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  if (namespace === 'bigquery') return `bigquery:${name}`;
  const bucket = /^gs:\/\/([^/]+)$/.exec(namespace)?.[1];
  return bucket === undefined ? `custom:\`${namespace}\`.\`${name}\`` : `gcs:${bucket}.\`${name}\``;
}
