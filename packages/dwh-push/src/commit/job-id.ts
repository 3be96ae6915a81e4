import type { TableRef } from '../ports/warehouse.js';

/** How many jobs one push may start for the same rows: the id of a failed job is burnt. */
export const MAX_ATTEMPTS = 4;

/**
 * What the ids of the load jobs of one run begin with. Known before the first of them is needed: whoever takes over from a run that died can settle every job that it may have started.
 * Letters, digits, `_` and `-` only, at most 1,024 with an attempt: https://docs.cloud.google.com/bigquery/docs/reference/rest/v2/JobReference
 */
export function jobPrefixOf(table: TableRef, partition: string | undefined, runId: string): string {
  const place = `${table.dataset}-${table.table}`.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 200);
  return `dwh-push_${place}_${partition ?? 'all'}_${runId}`;
}

/** The same for every try of one attempt, so that a try whose answer was lost is found again rather than repeated. */
export function jobIdOf(prefix: string, attempt: number): string {
  return `${prefix}_${attempt}`;
}

/** The same for the queries that check source objects: they read only, so nobody has to settle them. */
export function checkJobPrefix(jobPrefix: string): string {
  return `${jobPrefix}_check`;
}

/** The same for the jobs of a replay: that which marks the letters, and that which adds the records. */
export function replayJobPrefixes(jobPrefix: string): { readonly mark: string; readonly add: string } {
  return { mark: `${jobPrefix}_mark`, add: `${jobPrefix}_replay` };
}

/** The same for the jobs that write the dead letters of the run. */
export function rejectsJobPrefix(jobPrefix: string): string {
  return `${jobPrefix}_rejects`;
}
