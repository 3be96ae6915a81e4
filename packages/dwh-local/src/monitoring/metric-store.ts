import { DocumentStore, type Document } from '../documents/document-store.js';
import type { Engine } from '../engine/engine.js';

export interface MetricDescriptor extends Document {
  /** `projects/{project}/metricDescriptors/{type}`. */
  readonly name: string;
  readonly type: string;
  readonly metricKind: string;
  readonly valueType: string;
  readonly labels?: readonly { readonly key?: string; readonly valueType?: string; readonly description?: string }[];
}

/** A point of a series; times in milliseconds. */
export interface StoredPoint {
  readonly start: number;
  readonly end: number;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface Series extends Document {
  readonly metric: { readonly type: string; readonly labels?: Readonly<Record<string, string>> };
  readonly resource: { readonly type: string; readonly labels?: Readonly<Record<string, string>> };
  readonly metricKind: string;
  readonly valueType: string;
  /** The newest first. */
  readonly points: readonly StoredPoint[];
}

/** Descriptors and series, by `projects/{project}/...`. */
export class MetricStore {
  readonly descriptors: DocumentStore<MetricDescriptor>;
  readonly series: DocumentStore<Series>;

  constructor(engine: Engine) {
    this.descriptors = new DocumentStore(engine, 'metricDescriptor');
    this.series = new DocumentStore(engine, 'timeSeries');
  }
}
