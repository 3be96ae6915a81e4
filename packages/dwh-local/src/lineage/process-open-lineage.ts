import { createHash, randomUUID } from 'node:crypto';

import type { DuckDBConnection } from '@duckdb/node-api';

import { structToJson, type ProtoStruct } from '../grpc/struct.js';
import { nanosOf } from '../grpc/timestamp.js';
import { parseName } from '../resources/location-name.js';
import { checkEvent, checkProcess } from './check-lineage.js';
import { changeOnce, type LineageDeps } from './lineage-deps.js';
import { parseOpenLineage, type OpenLineageEvent } from './open-lineage.js';
import { events, processes, runs, type LineageEvent, type Run } from './stored.js';

export interface OpenLineageRequest {
  readonly parent: string;
  readonly openLineage: ProtoStruct | null;
  readonly requestId: string;
}

/** A job becomes a process, a run a run, and every event with inputs and outputs a lineage event that links each to each. */
export function processOpenLineage(deps: LineageDeps, { parent: given, openLineage, requestId }: OpenLineageRequest): Promise<object> {
  return changeOnce(deps, given, requestId, async (connection) => {
    parseName(given, 'projects/{project}/locations/{location}');
    const parent = await deps.projects.canonicalName(connection, given);
    const event = parseOpenLineage(structToJson(openLineage ?? {}));
    const process = await putProcess(connection, parent, event);
    const run = await putRun(connection, process, event);
    const lineageEvents = await putEvent(connection, run, event);
    return { process, run, lineageEvents };
  });
}

async function putProcess(connection: DuckDBConnection, parent: string, { job }: OpenLineageEvent): Promise<string> {
  const name = `${parent}/processes/${createHash('sha256').update(`${job.namespace}\n${job.name}`).digest('hex').slice(0, 32)}`;
  if ((await processes.find(connection, name)) === undefined) {
    const process = { name, displayName: `${job.namespace}:${job.name}`.slice(0, 200), attributes: {}, origin: { sourceType: 'CUSTOM', name: '' } };
    checkProcess(process);
    await processes.put(connection, process);
  }
  return name;
}

async function putRun(connection: DuckDBConnection, process: string, { runId, time, state }: OpenLineageEvent): Promise<string> {
  const name = `${process}/runs/${runId.toLowerCase()}`;
  const before = await runs.find(connection, name);
  const next = state ?? before?.state ?? 'UNKNOWN';
  const startTime = before?.startTime != null && nanosOf(before.startTime) < nanosOf(time) ? before.startTime : time;
  const run: Run = { name, displayName: before?.displayName ?? runId, attributes: before?.attributes ?? {}, startTime, endTime: next === 'STARTED' || next === 'UNKNOWN' ? null : time, state: next };
  await runs.put(connection, run);
  return name;
}

async function putEvent(connection: DuckDBConnection, run: string, { inputs, outputs, time }: OpenLineageEvent): Promise<string[]> {
  const links = inputs.flatMap((input) => outputs.map((output) => ({ source: entity(input), target: entity(output), dependencyInfo: null })));
  if (links.length === 0) return [];
  const event: LineageEvent = { name: `${run}/lineageEvents/${randomUUID()}`, links, startTime: time, endTime: time };
  checkEvent(event);
  await events.put(connection, event);
  return [event.name];
}

function entity(fullyQualifiedName: string) {
  return { fullyQualifiedName, field: [] };
}
