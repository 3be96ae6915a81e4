import { jobIdOf, MAX_ATTEMPTS } from '../commit/job-id.js';
import { settleJob } from '../commit/settle-job.js';
import { DwhPushError } from '../errors.js';
import type { PushScope } from '../push-scope.js';
import { rejectsTable } from '../rejects/rejects-dataset.js';
import { ServiceError } from '../ports/service-error.js';
import { loadError } from '../steps/load/inspect-table.js';
import { compileRowCheck } from '../steps/validate/rows/row-check.js';
import { letterLine, letterOf, type Letter } from './letter.js';
import { rowOfLetter } from './letter-row.js';

/** Takes lines in order, and waits where too many are on their way. */
export interface LineSink {
  append(bytes: Buffer, start: number, end: number): void;
  drain(): Promise<void>;
}

export interface Sorted {
  /** Letters that were there, without those that an earlier replay had added already. */
  readonly letters: number;
  readonly accepted: number;
  readonly stayed: number;
  /** Letters whose records an earlier replay has added, before it could remove them here. */
  readonly addedBefore: number;
}

interface Sinks {
  /** Every letter, those that are to be added with the mark of this replay. */
  readonly marked: LineSink;
  /** The records that keep the contract now. */
  readonly added: LineSink;
  /** The letters that stay, with their new reasons. */
  readonly left: LineSink;
}

/**
 * Reads the dead letters of a partition and holds each against the contract.
 *
 * @param mark - what the letters are marked with that are to be added
 * @throws DwhPushError `LEASE_UNSETTLED`, `LOAD_*`
 */
export async function sortLetters({ marked, added, left }: Sinks, mark: string, location: string, scope: PushScope): Promise<Sorted> {
  const { contract, partitionDate } = scope.push;
  const checks = { csv: compileRowCheck({ contract, form: 'cells', partitionDate }), json: compileRowCheck({ contract, form: 'json', partitionDate }) };
  const earlier = new Map<string, boolean>();
  const counts = { letters: 0, accepted: 0, stayed: 0, addedBefore: 0 };
  for await (const page of pages(scope)) {
    for (const row of page) {
      const letter = letterOf(row);
      if (letter === undefined) throw new DwhPushError('LOAD_REFUSED', 'A row of the table of dead letters was not written by this version of the library.');
      if (letter.replay !== null && (await wasAdded(letter.replay, earlier, location, scope))) {
        counts.addedBefore += 1;
        continue;
      }
      counts.letters += 1;
      const values = rowOfLetter(letter, contract);
      const line = values === undefined ? undefined : checks[letter.format](values);
      if (typeof line === 'string') {
        counts.accepted += 1;
        put(added, Buffer.from(line));
        put(marked, letterLine({ ...letter, replay: mark }));
      } else {
        counts.stayed += 1;
        const reasons: Letter['reasons'] = line === undefined ? letter.reasons : [{ column: line.path.length === 0 ? null : line.path.join('.'), rule: line.rule }];
        const stays = letterLine({ ...letter, reasons, replay: null });
        put(left, stays);
        put(marked, stays);
      }
    }
    for (const sink of [marked, added, left]) await sink.drain();
  }
  return counts;
}

function put(sink: LineSink, line: Buffer): void {
  sink.append(line, 0, line.length);
}

async function* pages({ push, warehouse, run }: PushScope) {
  try {
    for await (const page of warehouse.readRows(rejectsTable(push.table), push.partition)) {
      run.signal.throwIfAborted();
      yield page;
    }
  } catch (error) {
    throw error instanceof ServiceError ? loadError(error, 'The dead letters could not be read') : error;
  }
}

/** Whether the replay that marked a letter has added its record, or can still do so: it is seen to that it cannot. */
async function wasAdded(prefix: string, known: Map<string, boolean>, location: string, { warehouse, clock }: PushScope): Promise<boolean> {
  const before = known.get(prefix);
  if (before !== undefined) return before;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const { outcome } = await settleJob({ warehouse, clock, jobId: jobIdOf(prefix, attempt), location, signal: AbortSignal.abort() });
    if (outcome === 'unknown') throw new DwhPushError('LEASE_UNSETTLED', 'What became of an earlier replay of this partition cannot be told.');
    if (outcome === 'failed') continue;
    known.set(prefix, outcome === 'succeeded');
    return outcome === 'succeeded';
  }
  known.set(prefix, false);
  return false;
}
