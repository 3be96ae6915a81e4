import { createHash } from 'node:crypto';

import type { DuckDBConnection } from '@duckdb/node-api';

import { nanosOf, type Timestamp } from '../grpc/timestamp.js';
import { events, type EntityReference } from './stored.js';

/** What all events of a location say about one source and one target. */
export interface Link {
  readonly name: string;
  readonly source: EntityReference;
  readonly target: EntityReference;
  readonly startTime: Timestamp;
  readonly endTime: Timestamp;
  /** The process of each event, and the event's times. */
  readonly seen: readonly { readonly process: string; readonly startTime: Timestamp; readonly endTime: Timestamp }[];
}

export async function readLinks(connection: DuckDBConnection, parent: string): Promise<Link[]> {
  const found = new Map<string, Link>();
  for (const event of await events.list(connection, `${parent}/processes/`)) {
    const process = event.name.split('/').slice(0, 6).join('/');
    const startTime = event.startTime as Timestamp;
    const endTime = event.endTime ?? startTime;
    for (const { source, target } of event.links) {
      if (source === null || target === null) continue;
      const name = `${parent}/links/${createHash('sha256').update(JSON.stringify([key(source), key(target)])).digest('hex').slice(0, 40)}`;
      const before = found.get(name);
      const seen = [...(before?.seen ?? []), { process, startTime, endTime }];
      found.set(name, { name, source, target, seen, ...span([{ startTime, endTime }, ...(before === undefined ? [] : [before])]) });
    }
  }
  return [...found.values()];
}

/** From the earliest start to the latest end. */
export function span(times: readonly { readonly startTime: Timestamp; readonly endTime: Timestamp }[]): { readonly startTime: Timestamp; readonly endTime: Timestamp } {
  return times.map(({ startTime, endTime }) => ({ startTime, endTime })).reduce((all, one) => ({
    startTime: nanosOf(one.startTime) < nanosOf(all.startTime) ? one.startTime : all.startTime,
    endTime: nanosOf(one.endTime) > nanosOf(all.endTime) ? one.endTime : all.endTime,
  }));
}

/** An entity without a field means the whole of it, its fields included. */
export function isMeant(wanted: EntityReference, entity: EntityReference): boolean {
  return wanted.fullyQualifiedName === entity.fullyQualifiedName && (wanted.field.length === 0 || wanted.field.join('.') === entity.field.join('.'));
}

function key({ fullyQualifiedName, field }: EntityReference): string {
  return JSON.stringify([fullyQualifiedName, field]);
}
