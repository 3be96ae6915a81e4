import { jobIdOf, MAX_ATTEMPTS } from '../commit/job-id.js';
import { settleJob } from '../commit/settle-job.js';
import { DwhPushError } from '../errors.js';
import type { PushScope } from '../push-scope.js';
import { rejectsTable } from '../rejects/rejects-dataset.js';
import type { JobState } from '../ports/jobs.js';
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
  /** Letters that stay and have other reasons than before. */
  readonly changed: number;
  /** Letters whose records an earlier replay has added, before it could remove them here, and the job that did. */
  readonly addedBefore: number;
  readonly earlier: EarlierReplay | undefined;
  /** The runs of the pushes that wrote the letters. */
  readonly runs: ReadonlySet<string>;
}

export interface EarlierReplay {
  readonly jobId: string;
  readonly ran: JobState['ran'];
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
  const checks = { csv: compileRowCheck({ contract, form: 'cells', partitionDate }), json: compileRowCheck({ contract, form: 'json', partitionDate }), values: compileRowCheck({ contract, form: 'values', partitionDate }) };
  const known = new Map<string, EarlierReplay | undefined>();
  const runs = new Set<string>();
  const counts = { letters: 0, accepted: 0, stayed: 0, changed: 0, addedBefore: 0 };
  let earlier: EarlierReplay | undefined;
  for await (const page of pages(scope)) {
    for (const row of page) {
      const letter = letterOf(row);
      if (letter === undefined) throw new DwhPushError('LOAD_REFUSED', 'A row of the table of dead letters was not written by this version of the library.');
      runs.add(letter.run);
      const adding = letter.replay === null ? undefined : await jobThatAdded(letter.replay, known, location, scope);
      if (adding !== undefined) {
        earlier = adding;
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
        if (JSON.stringify(reasons) !== JSON.stringify(letter.reasons)) counts.changed += 1;
        const stays = letterLine({ ...letter, reasons, replay: null });
        put(left, stays);
        put(marked, stays);
      }
    }
    for (const sink of [marked, added, left]) await sink.drain();
  }
  return { ...counts, earlier, runs };
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

/** The job that has added the record of a marked letter; undefined where none has: then it is seen to that none will. */
async function jobThatAdded(prefix: string, known: Map<string, EarlierReplay | undefined>, location: string, { warehouse, clock }: PushScope): Promise<EarlierReplay | undefined> {
  if (known.has(prefix)) return known.get(prefix);
  let found: EarlierReplay | undefined;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const jobId = jobIdOf(prefix, attempt);
    const settled = await settleJob({ warehouse, clock, jobId, location, signal: AbortSignal.abort() });
    if (settled.outcome === 'unknown') throw new DwhPushError('LEASE_UNSETTLED', 'What became of an earlier replay of this partition cannot be told.');
    if (settled.outcome === 'succeeded') found = { jobId, ran: settled.ran };
    if (settled.outcome !== 'failed') break;
  }
  known.set(prefix, found);
  return found;
}
