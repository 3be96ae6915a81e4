import { object, optional, text, type Json } from './json.js';

export interface Partitioning {
  /** `HOUR`, `DAY`, `MONTH`, `YEAR`, or `RANGE` of integers. */
  readonly kind: string;
  /** Undefined where it is the time of ingestion. */
  readonly field: string | undefined;
}

/** Of a table, as tables.get and tables.list have it. */
export function partitioningOf({ timePartitioning, rangePartitioning }: Json): Partitioning | undefined {
  return optional(timePartitioning, timeOf) ?? optional(rangePartitioning, rangeOf);
}

function timeOf(value: unknown): Partitioning {
  const { type, field } = object(value);
  return { kind: text(type), field: optional(field, text) };
}

function rangeOf(value: unknown): Partitioning {
  return { kind: 'RANGE', field: text(object(value)['field']) };
}
