import { fieldsOf, type Field } from './field.js';
import { list, object, optional, text, type Json } from './json.js';
import { partitioningOf, type Partitioning } from './partitioning.js';

/** What tables.get answers. */
export interface Table {
  /** `TABLE`, `VIEW`, ... */
  readonly kind: string;
  readonly description: string | undefined;
  readonly rows: string | undefined;
  readonly fields: readonly Field[];
  readonly partitioning: Partitioning | undefined;
  readonly clusteredBy: readonly string[];
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** Milliseconds since 1970. */
  readonly modified: string | undefined;
  /** The query of a view. */
  readonly viewQuery: string | undefined;
}

export function tableOf(answer: Json): Table {
  const { type, description, numRows, schema, clustering, labels, lastModifiedTime, view } = answer;
  return {
    kind: text(type),
    description: optional(description, text),
    rows: optional(numRows, text),
    fields: optional(schema, fieldsOf) ?? [],
    partitioning: partitioningOf(answer),
    clusteredBy: list(optional(clustering, object)?.['fields'], text),
    labels: Object.entries(optional(labels, object) ?? {}).map(([name, value]) => [name, text(value)]),
    modified: optional(lastModifiedTime, text),
    viewQuery: optional(optional(view, object)?.['query'], text),
  };
}
