import type { Head } from '../commit/head.js';
import type { LeaseRecord } from '../commit/lease-record.js';
import type { DwhPushError } from '../errors.js';
import type { Inspected } from '../steps/load/inspect-table.js';
import type { PlannedSource, PlannedWay } from './push-plan.js';

/** What was read of the world; nothing of it was changed. */
export interface PlanFacts {
  readonly now: number;
  readonly source: PlannedSource;
  /** Undefined where what decides it could not be looked at, which `errors` says why. */
  readonly way: PlannedWay | undefined;
  /** Undefined where the dataset could not be looked at, which `errors` says why. */
  readonly inspected: Inspected | undefined;
  /** Heads by partition id, `all` for a table that is replaced whole. */
  readonly heads: ReadonlyMap<string, Head>;
  /** Of this partition, where someone holds it. */
  readonly lease: LeaseRecord | undefined;
  /** What went wrong while looking at the source and the places, and after that while looking into the source. */
  readonly errors: { readonly places: readonly DwhPushError[]; readonly content: readonly DwhPushError[] };
}
