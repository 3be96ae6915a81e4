import type { Timestamp } from '../grpc/timestamp.js';
import { ResourceTable } from '../resources/resource-table.js';

/** google.cloud.datacatalog.lineage.v1.Process; attributes as they were sent. */
export interface Process {
  readonly name: string;
  readonly displayName: string;
  readonly attributes: Readonly<Record<string, object>>;
  readonly origin: { readonly sourceType: string; readonly name: string } | null;
}

export interface Run {
  readonly name: string;
  readonly displayName: string;
  readonly attributes: Readonly<Record<string, object>>;
  readonly startTime: Timestamp | null;
  readonly endTime: Timestamp | null;
  readonly state: string;
}

export interface EntityReference {
  readonly fullyQualifiedName: string;
  readonly field: readonly string[];
}

export interface EventLink {
  readonly source: EntityReference | null;
  readonly target: EntityReference | null;
  readonly dependencyInfo: { readonly dependencyType: string } | null;
}

export interface LineageEvent {
  readonly name: string;
  readonly links: readonly EventLink[];
  readonly startTime: Timestamp | null;
  readonly endTime: Timestamp | null;
}

/** What a request id has led to, so that it leads to nothing else again. */
export interface StoredRequest {
  readonly name: string;
  readonly answer: object;
}

export const processes = new ResourceTable<Process>('lineage.process');
export const runs = new ResourceTable<Run>('lineage.run');
export const events = new ResourceTable<LineageEvent>('lineage.event');
export const requests = new ResourceTable<StoredRequest>('lineage.request');
