import { DocumentStore, type Document } from '../documents/document-store.js';
import type { Engine } from '../engine/engine.js';

export interface Process extends Document {
  readonly name: string;
  readonly displayName: string;
  /** google.protobuf.Value by name. */
  readonly attributes: Readonly<Record<string, object>>;
}

export interface Run extends Document {
  readonly name: string;
  readonly displayName: string;
  readonly attributes: Readonly<Record<string, object>>;
  readonly state: string;
  /** Milliseconds. */
  readonly start: number;
  readonly end?: number;
}

export interface LineageEvent extends Document {
  readonly name: string;
  readonly links: readonly { readonly source: EntityReference; readonly target: EntityReference }[];
  readonly start: number;
  readonly end?: number;
}

export interface EntityReference {
  readonly fullyQualifiedName: string;
}

/** Processes, and under their names their runs and events. */
export class LineageStore {
  readonly processes: DocumentStore<Process>;
  readonly runs: DocumentStore<Run>;
  readonly events: DocumentStore<LineageEvent>;

  constructor(engine: Engine) {
    this.processes = new DocumentStore(engine, 'lineageProcess');
    this.runs = new DocumentStore(engine, 'lineageRun');
    this.events = new DocumentStore(engine, 'lineageEvent');
  }
}
