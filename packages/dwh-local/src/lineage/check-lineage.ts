import { invalidArgument } from '../grpc/grpc-error.js';
import { nanosOf, type Timestamp } from '../grpc/timestamp.js';
import type { EntityReference, LineageEvent, Process, Run } from './stored.js';

const MAX_DISPLAY_NAME = 200;
const MAX_ATTRIBUTES = 100;
const MAX_LINKS = 100;
const MAX_FULLY_QUALIFIED_NAME = 4_000;
const STATES = new Set(['STARTED', 'COMPLETED', 'FAILED', 'ABORTED']);

/** By the comments of lineage.proto. @throws GrpcError INVALID_ARGUMENT */
export function checkProcess({ displayName, attributes }: Process): void {
  if (displayName.length > MAX_DISPLAY_NAME) throw invalidArgument(`display_name must have at most ${MAX_DISPLAY_NAME} characters.`);
  if (Object.keys(attributes).length > MAX_ATTRIBUTES) throw invalidArgument(`There can be at most ${MAX_ATTRIBUTES} attributes.`);
}

export function checkRun(run: Run): void {
  checkProcess({ ...run, origin: null });
  if (!STATES.has(run.state)) throw invalidArgument(`state must be one of ${[...STATES].join(', ')}.`);
  checkTimes(run);
  if ((run.state === 'STARTED') !== (run.endTime === null)) throw invalidArgument('end_time must be given for a run that has ended, and for no other.');
}

export function checkEvent(event: LineageEvent): void {
  checkTimes(event);
  if (event.links.length > MAX_LINKS) throw invalidArgument(`An event can have at most ${MAX_LINKS} links.`);
  for (const { source, target } of event.links) {
    checkEntity(source);
    checkEntity(target);
  }
}

export function checkEntity(entity: EntityReference | null): asserts entity is EntityReference {
  const name = entity?.fullyQualifiedName ?? '';
  if (!/^[^\s:]+:.+$/s.test(name) || name.length > MAX_FULLY_QUALIFIED_NAME) throw invalidArgument('A fully_qualified_name has the form SYSTEM:NAME and at most 4000 characters.');
}

function checkTimes({ startTime, endTime }: { readonly startTime: Timestamp | null; readonly endTime: Timestamp | null }): void {
  if (startTime === null) throw invalidArgument('start_time is required.');
  if (endTime !== null && nanosOf(endTime) < nanosOf(startTime)) throw invalidArgument('end_time must not be before start_time.');
}
