import { checkEvent, checkProcess, checkRun } from './check-lineage.js';
import type { LineageKind } from './resource-methods.js';
import { events, processes, runs, type LineageEvent, type Process, type Run } from './stored.js';

const LOCATION = 'projects/{project}/locations/{location}';

export const PROCESS: LineageKind<Process> = {
  ...{ message: 'Process', collection: 'processes', parentPattern: LOCATION, parents: undefined, table: processes },
  ...{ mutable: ['displayName', 'attributes', 'origin'], inside: [runs, events], longDelete: true, permission: 'datalineage.processes', check: checkProcess },
};

export const RUN: LineageKind<Run> = {
  ...{ message: 'Run', collection: 'runs', parentPattern: `${LOCATION}/processes/{process}`, parents: processes, table: runs },
  ...{ mutable: ['displayName', 'attributes', 'startTime', 'endTime', 'state'], inside: [events], longDelete: true, permission: 'datalineage.runs', check: checkRun },
};

export const EVENT: LineageKind<LineageEvent> = {
  ...{ message: 'LineageEvent', collection: 'lineageEvents', parentPattern: `${LOCATION}/processes/{process}/runs/{run}`, parents: runs, table: events },
  ...{ mutable: undefined, inside: [], longDelete: false, permission: 'datalineage.events', check: checkEvent },
};
