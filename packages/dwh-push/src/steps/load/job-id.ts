import type { TableRef } from '../../ports/warehouse.js';

export interface JobIdParts {
  readonly table: TableRef;
  readonly partition: string | undefined;
  readonly pushId: string;
  /** Of this call: the same content pushed again later is a job of its own, because something else may have been pushed in between. */
  readonly runId: string;
  /** Counts up after a job that failed: the id of a failed job is burnt. */
  readonly attempt: number;
}

/** A job id is the same for every try of one attempt, so that a try whose answer was lost is found again rather than repeated. Letters, digits, `_` and `-` only, at most 1,024. */
export function jobIdOf({ table, partition, pushId, runId, attempt }: JobIdParts): string {
  const place = `${table.dataset}-${table.table}`.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 800);
  return `dwh-push_${place}_${partition ?? 'all'}_${pushId.slice(0, 16)}_${runId}_${attempt}`;
}
