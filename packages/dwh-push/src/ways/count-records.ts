import type { PushRun } from '../push-run.js';

/** Counts records on the receipt as they are validated, and tells of them. */
export function countRecords(run: PushRun): (records: number, rejected: number) => void {
  return (records, rejected) => {
    run.facts.rowsRead += records;
    run.facts.rowsRejected += rejected;
    run.progress();
  };
}
