import { DwhPushError } from '../errors.js';
import type { Clock } from '../ports/clock.js';
import { NO_GENERATION, type ObjectStore, type StoredRecord } from '../ports/object-store.js';
import { ServiceError } from '../ports/service-error.js';
import { hasEnded, thisProcess } from './holder-process.js';
import { leaseRecord, type LeaseRecord, type LeaseRun } from './lease-record.js';
import { leaseName } from './place.js';
import { stagingError } from './staging-error.js';

/** Someone who holds a partition longer than a load job may run (six hours) is not worth waiting for. */
const LONGEST_WAIT_MS = 6.5 * 3_600_000;
const FIRST_LOOK_MS = 100;
const LAST_LOOK_MS = 5_000;

export interface LeaseOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  /** The partition's folder in the staging bucket. */
  readonly folder: string;
  /** What is leased, for messages. */
  readonly place: string;
  readonly run: LeaseRun;
  readonly team: string | undefined;
  /** How long the lease outlives its holder. */
  readonly leaseMs: number;
  readonly whenBusy: 'wait' | 'fail';
  /** Told when someone else has taken over. */
  readonly onLost: (error: DwhPushError) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * The right to write one partition: an object in the staging bucket that only one push can create. It is renewed while its holder lives, and taken over when it was not.
 * A lease by itself stops nobody who was asleep for too long; that is what the job ids in it are for (`settlePredecessors`).
 */
export class Lease {
  /** Runs whose jobs must be settled before anything is loaded. */
  readonly predecessors: readonly LeaseRun[];
  readonly #options: LeaseOptions;
  #lost = false;
  #ended = false;
  #record: LeaseRecord;
  #generation: string;
  #renewal: Promise<void> = Promise.resolve();
  #cancelAlarm: () => void = () => undefined;

  private constructor(options: LeaseOptions, record: LeaseRecord, generation: string) {
    this.#options = options;
    this.#record = record;
    this.#generation = generation;
    this.predecessors = record.unsettled;
    this.#renewLater();
  }

  /**
   * Takes the lease of a partition, or waits for it.
   *
   * @throws DwhPushError `LEASE_BUSY`, `LEASE_UNREADABLE`, `STAGE_*`
   */
  static async acquire(options: LeaseOptions): Promise<Lease> {
    try {
      return await acquire(options, (record, generation) => new Lease(options, record, generation));
    } catch (error) {
      throw error instanceof ServiceError ? stagingError(error, 'The lease of the partition could not be taken') : error;
    }
  }

  /** The predecessors' jobs have ended, or can never start. @param untold - those of which the next push has to tell the ledger */
  settled(untold: readonly LeaseRun[]): void {
    this.#record = { ...this.#record, unsettled: untold };
  }

  /** Lets the next push in. Where the ledger lacks rows of predecessors, it has to write those. */
  async release(): Promise<void> {
    const { store, folder } = this.#options;
    await this.#end(() => (this.#record.unsettled.length > 0 ? this.#write({ ...this.#record, ended: true, expiresAt: 0 }) : store.removeRecord(leaseName(folder), this.#generation)));
  }

  /** Lets the next push in, which then has to write the row of this one, whose jobs have ended. */
  async leaveUntold(settled: 'committed' | 'nothing'): Promise<void> {
    await this.#end(() => this.#write({ ...this.#record, holder: { ...this.#record.holder, settled }, expiresAt: 0 }));
  }

  /** Lets the next push in, which then has to settle the jobs of this one. */
  async abandon(): Promise<void> {
    await this.#end(() => this.#write({ ...this.#record, expiresAt: 0 }));
  }

  /** As far as it succeeds: a lease that stays runs out by itself. */
  async #end(how: () => Promise<unknown>): Promise<void> {
    this.#ended = true;
    this.#cancelAlarm();
    await this.#renewal;
    if (this.#lost) return;
    await how().catch(ignoreServiceErrors);
  }

  #renewLater(): void {
    const { clock, leaseMs } = this.#options;
    this.#cancelAlarm = clock.alarm(leaseMs / 3, () => {
      this.#renewal = this.#renew();
    });
  }

  async #renew(): Promise<void> {
    const { clock, leaseMs, place, onLost } = this.#options;
    try {
      if (!(await this.#write({ ...this.#record, expiresAt: clock.now() + leaseMs }))) {
        this.#lost = true;
        onLost(new DwhPushError('LEASE_LOST', `Another push has taken over ${place}, because this one had not been heard of for too long.`));
        return;
      }
    } catch (error) {
      // The next renewal may come in time. Where it does not, someone else takes over, and this push cannot start a job any more.
      ignoreServiceErrors(error);
    }
    if (!this.#ended) this.#renewLater();
  }

  async #write(record: LeaseRecord): Promise<boolean> {
    const generation = await this.#options.store.writeRecord(leaseName(this.#options.folder), record, this.#generation);
    if (generation === undefined) return false;
    this.#record = record;
    this.#generation = generation;
    return true;
  }
}

async function acquire(options: LeaseOptions, made: (record: LeaseRecord, generation: string) => Lease): Promise<Lease> {
  const { store, clock, folder, run, team, leaseMs, whenBusy, place, signal } = options;
  const name = leaseName(folder);
  const startedAt = clock.now();
  let there: StoredRecord | undefined;
  for (let look = FIRST_LOOK_MS; ; look = Math.min(look * 2, LAST_LOOK_MS)) {
    const other = there === undefined ? undefined : holderOf(there, place);
    if (other === undefined || other.expiresAt <= clock.now() || hasEnded(other.process)) {
      const record: LeaseRecord = {
        version: 1,
        holder: run,
        process: thisProcess,
        ...(team === undefined ? {} : { team }),
        since: new Date(clock.now()).toISOString(),
        expiresAt: clock.now() + leaseMs,
        unsettled: other === undefined ? [] : [...other.unsettled, ...(other.ended === true ? [] : [other.holder])],
      };
      const generation = await store.writeRecord(name, record, there?.generation ?? NO_GENERATION, signal);
      if (generation !== undefined) return made(record, generation);
    } else {
      const since = `since ${other.since}${other.team === undefined ? '' : ` by the team ${other.team}`}`;
      if (whenBusy === 'fail') throw new DwhPushError('LEASE_BUSY', `${place} is being written ${since}.`);
      if (clock.now() - startedAt > LONGEST_WAIT_MS) throw new DwhPushError('LEASE_BUSY', `${place} is still being written ${since}.`);
      await clock.sleep(look * (0.5 + clock.random() / 2), signal);
    }
    there = await store.readRecord(name, signal);
  }
}

function holderOf({ facts, name }: StoredRecord, place: string): LeaseRecord {
  const record = leaseRecord(facts);
  if (record === undefined) throw new DwhPushError('LEASE_UNREADABLE', `The lease of ${place} (${name} in the staging bucket) was not written by this version of the library.`);
  return record;
}

function ignoreServiceErrors(error: unknown): void {
  if (!(error instanceof ServiceError)) throw error;
}
