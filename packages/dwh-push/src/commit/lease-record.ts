import * as z from 'zod';

const Run = z.object({
  runId: z.string(),
  /** Where its jobs run. */
  location: z.string(),
  /** What the ids of its load jobs begin with. */
  jobPrefixes: z.array(z.string()).readonly(),
  /** What its row of the ledger has to say, should its process end before it can say it. */
  begun: z.object({ kind: z.enum(['push', 'replay']), startedAt: z.string(), team: z.string().optional() }).optional(),
  /** Set where its jobs have been settled, and only its row of the ledger is missing: whether readers see its rows. */
  settled: z.enum(['committed', 'nothing']).optional(),
});

/** What a lease says. */
const Record = z.object({
  version: z.literal(1),
  holder: Run,
  /** Which process that is: where it has ended, nobody has to wait. */
  process: z.object({ host: z.string(), pid: z.number(), instance: z.string() }),
  /** Who pushes and since when, for whoever waits. */
  team: z.string().optional(),
  since: z.string(),
  /** Milliseconds: from then on the holder counts as dead, unless it renews before. */
  expiresAt: z.number(),
  /** Set where the holder has ended as it should: nothing of it is left to settle or to tell. */
  ended: z.literal(true).optional(),
  /** Runs that died on this partition, and whose jobs nobody has settled yet, or whose rows the ledger lacks. */
  unsettled: z.array(Run).readonly(),
});

/** One push, as far as others must know it: which jobs it may have started, and which objects it has staged. */
export type LeaseRun = Readonly<z.infer<typeof Run>>;
export type LeaseRecord = Readonly<z.infer<typeof Record>>;

/** A record as it was read, or undefined where this version does not know its form. */
export function leaseRecord(facts: unknown): LeaseRecord | undefined {
  return Record.safeParse(facts).data;
}
