import { DocumentStore, type Document } from '../documents/document-store.js';
import type { Engine } from '../engine/engine.js';
import type { MetadataTemplate } from './metadata-template.js';

export interface AspectType extends Document {
  /** `projects/{project id}/locations/{location}/aspectTypes/{type}`, as it was created. */
  readonly name: string;
  readonly uid: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly metadataTemplate: MetadataTemplate;
  /** Milliseconds. */
  readonly created: number;
  readonly updated: number;
}

export interface StoredAspect {
  /** google.protobuf.Struct, as it was sent. */
  readonly data: object;
  readonly created: number;
  readonly updated: number;
}

/** The optional aspects of an entry, by their keys. */
export interface EntryAspects extends Document {
  readonly aspects: Readonly<Record<string, StoredAspect>>;
  readonly updated: number;
}

export interface StoredOperation extends Document {
  readonly name: string;
  /** The full name of its result's message, and the result. */
  readonly type: string;
  readonly result: object;
}

export class CatalogStore {
  readonly types: DocumentStore<AspectType>;
  readonly entries: DocumentStore<EntryAspects>;
  readonly operations: DocumentStore<StoredOperation>;

  constructor(engine: Engine) {
    this.types = new DocumentStore(engine, 'aspectType');
    this.entries = new DocumentStore(engine, 'entryAspects');
    this.operations = new DocumentStore(engine, 'operation');
  }
}
