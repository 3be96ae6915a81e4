import * as z from 'zod';

import { asLabelValue } from '../contract/labels.js';
import { NO_GENERATION, type ObjectStore } from '../ports/object-store.js';
import { ServiceError } from '../ports/service-error.js';
import { crc32cText } from '../shared/crc32c-text.js';
import type { TimeBudget } from '../shared/time-budget.js';
import { LEDGER_COLUMNS, type LedgerRow } from './ledger-columns.js';

/** Where rows lie in the bucket of the ledger: a folder for each team, so that a team can be let write its own and nothing else, and in it one for each day. */
export const LEDGER_FOLDER = 'dwh-ops/pushes/';

/** A row as it waits. */
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
}

/**
 * Writes the row of a push: one object, which is the cheapest thing in the cloud that is written whole or not at all, has no quota, and can be granted so that nothing that was written can be changed.
 *
 * @returns whether it was written
 */
export function recordPush(row: LedgerRow, { ledger }: Pick<LedgerOptions, 'ledger'>, budget: TimeBudget): Promise<boolean> {
  return told(() => write(row, ledger, budget));
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
export function recordEnded(ended: LedgerRow, runFolder: string, { ledger, store }: LedgerOptions, budget: TimeBudget): Promise<boolean> {
  return told(async () => {
    const kept = Row.safeParse((await budget.within((signal) => store.readRecord(keptRowName(runFolder), signal)))?.facts).data as LedgerRow | undefined;
    await write(kept ?? ended, ledger, budget);
  });
}

async function told(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    // The run has its row, from itself or from whoever took over: a row may be added, but none be replaced, which is what the second refusal says.
    return error.status === 412 || error.permission === 'storage.objects.delete';
  }
}

/** A run's row has the same name whoever writes it, so that there is one. */
async function write(row: LedgerRow, ledger: ObjectStore, budget: TimeBudget): Promise<void> {
  const day = String(row.started_at ?? row.finished_at).slice(0, 10);
  const team = row.team === undefined ? 'unknown' : asLabelValue(String(row.team));
  const bytes = Buffer.from(`${JSON.stringify(row)}\n`);
  const object = { name: `${LEDGER_FOLDER}team=${team}/day=${day}/${row.run_id}.json`, bytes, crc32c: crc32cText(bytes) };
  await budget.within((signal, left) => ledger.create(object, signal, left));
}

/** What the rows of predecessors may cost a push, and once more what its own may, in milliseconds. */
export const LEDGER_BUDGET_MS = 5_000;
