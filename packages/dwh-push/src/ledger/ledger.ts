import * as z from 'zod';

import { asLabelValue } from '../contract/labels.js';
import type { Clock } from '../ports/clock.js';
import { NO_GENERATION, type ObjectStore } from '../ports/object-store.js';
import { ServiceError } from '../ports/service-error.js';
import { crc32cText } from '../shared/crc32c-text.js';
import { LEDGER_COLUMNS, type LedgerRow } from './ledger-columns.js';

/** Where rows lie in the bucket of the ledger: a folder for each team, so that a team can be let write its own and nothing else, and in it one for each day. */
export const LEDGER_FOLDER = 'dwh-ops/pushes/';

const Row = z.object(Object.fromEntries(LEDGER_COLUMNS.map(({ name }) => [name, z.union([z.string(), z.number()]).optional()]))).extend({ run_id: z.string() });
/** Where a row waits with its run. */
export function keptRowName(runFolder: string): string {
  return `${runFolder}ledger.json`;
}

interface LedgerOptions {
  /** The bucket of the ledger. */
  readonly ledger: ObjectStore;
  /** The staging bucket, where rows wait that could not be written. */
  readonly store: ObjectStore;
  readonly clock: Clock;
}

/**
 * Writes the row of a push: one object, which is the cheapest thing in the cloud that is written whole or not at all, has no quota, and can be granted so that nothing that was written can be changed.
 *
 * @returns whether it was written
 */
export async function recordPush(row: LedgerRow, { ledger, clock }: Pick<LedgerOptions, 'ledger' | 'clock'>): Promise<boolean> {
  try {
    await write(row, ledger, clock);
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    // 412: whoever has taken over has told already that this process had ended.
    return error.status === 412;
  }
}

/** Keeps a row with its run, for the next push of the partition to write. As far as it succeeds: then that push can tell that there was one. */
export async function keepRow(row: LedgerRow, runFolder: string, store: ObjectStore): Promise<void> {
  try {
    await store.writeRecord(keptRowName(runFolder), row, NO_GENERATION);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
}

/**
 * Writes the row of a run that has ended without: that which was kept, or one that says that its process ended.
 *
 * @returns whether the run has its row now
 */
export async function recordEnded(ended: LedgerRow, runFolder: string, { ledger, store, clock }: LedgerOptions): Promise<boolean> {
  try {
    const kept = Row.safeParse((await store.readRecord(keptRowName(runFolder)))?.facts).data as LedgerRow | undefined;
    await write(kept ?? ended, ledger, clock);
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    // 412: the run itself has written it.
    return error.status === 412;
  }
}

async function write(row: LedgerRow, ledger: ObjectStore, clock: Clock): Promise<void> {
  const day = String(row.started_at ?? row.finished_at).slice(0, 10);
  const team = row.team === undefined ? 'unknown' : asLabelValue(String(row.team));
  const bytes = Buffer.from(`${JSON.stringify(row)}\n`);
  const budget = new AbortController();
  const cancelAlarm = clock.alarm(LEDGER_BUDGET_MS, () => budget.abort(new ServiceError('storage.objects.insert', undefined, 'deadlineExceeded', true)));
  try {
    await ledger.create({ name: `${LEDGER_FOLDER}team=${team}/day=${day}/${row.run_id}.json`, bytes, crc32c: crc32cText(bytes) }, budget.signal);
  } finally {
    cancelAlarm();
  }
}

/** What the ledger may cost a push, in milliseconds. */
const LEDGER_BUDGET_MS = 10_000;
