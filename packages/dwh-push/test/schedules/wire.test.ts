import { startLocalWarehouse, type LocalWarehouse } from '@bm/dwh-local';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';

import { resolveConfig } from '../../src/config.js';
import { DwhPushError } from '../../src/errors.js';
import { bigQueryWarehouse } from '../../src/google/bigquery-warehouse.js';
import { connect, type Connection } from '../../src/google/connect.js';
import { gcsObjectStore } from '../../src/google/gcs-object-store.js';
import { gcsSourceStore } from '../../src/google/gcs-source-store.js';
import { resolvePush } from '../../src/options.js';
import type { Clock } from '../../src/ports/clock.js';
import { runPush } from '../../src/push-dataset.js';
import type { PushContext } from '../../src/push-scope.js';
import { systemClock } from '../../src/shared/system-clock.js';

const RUNS = Number(process.env['DWH_WIRE_SCHEDULES'] ?? 15);
const SEED = Number(process.env['DWH_SEED'] ?? 20_210_403);

/** From here on a sleep is a deadline, and not a pause between two tries, in milliseconds. */
const DEADLINE_MS = 60_000;

/** Time passes as it does, and nobody waits: retries come at once, and deadlines never. */
const impatient: Clock = { ...systemClock, sleep: async (ms, signal) => (ms < DEADLINE_MS ? signal?.throwIfAborted() : aborted(signal)), alarm: () => () => undefined };

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

let local: LocalWarehouse;
let connection: Connection;
let context: PushContext;
beforeAll(async () => {
  local = await startLocalWarehouse();
  const config = resolveConfig({ target: 'local', endpoint: local.endpoint, leaseMs: 1_000 }, {});
  connection = await connect(config);
  const { bigQuery, storage } = connection.inner;
  await connection.outer.storage.createBucket('lake', { location: 'EU' });
  for (const content of ['A', 'B', 'C']) await connection.outer.storage.bucket('lake').file(`${content}.csv`).save(textOf(content), { resumable: false });
  context = { config, warehouse: bigQueryWarehouse(bigQuery, impatient), store: gcsObjectStore(storage, config.stagingBucket, impatient), sources: gcsSourceStore(storage, impatient), clock: impatient, ledger: gcsObjectStore(storage, config.stagingBucket, impatient), unrecorded: [], catalog: { available: false, attach: async () => undefined, read: async () => undefined }, metrics: { write: async () => undefined }, lineage: { tell: async () => undefined, sourcesOf: async () => undefined }, ledgerIsThere: async () => undefined, policyTags: undefined as never };
});
afterAll(async () => {
  await connection.close();
  await local.close();
});

const METHODS = ['bigquery.datasets.get', 'bigquery.tables.get', 'bigquery.tables.insert', 'bigquery.jobs.insert', 'bigquery.jobs.get', 'storage.objects.insert', 'storage.objects.get', 'storage.objects.delete'];
/** What a push by the services calls beside. */
const OF_THE_SERVICES = ['storage.objects.rewrite', 'storage.buckets.get', 'bigquery.jobs.getQueryResults'];
const KINDS = [
  { kind: 'error', status: 503, reason: 'backendError' },
  { kind: 'error', status: 403, reason: 'rateLimitExceeded' },
  { kind: 'error', status: 429, reason: 'rateLimitExceeded' },
  { kind: 'error', status: 412, reason: 'conditionNotMet' },
  { kind: 'error', status: 403, reason: 'accessDenied' },
  { kind: 'error-after-effect', status: 500, reason: 'internalError' },
  { kind: 'lost-answer' },
  { kind: 'reset' },
  { kind: 'reset', afterBytes: 100 },
  { kind: 'truncate' },
] as const;

const faultOf = (methods: readonly string[]) => fc.record({ method: fc.constantFrom(...methods), nth: fc.integer({ min: 1, max: 4 }), times: fc.constantFrom(1, 1, 2, 50), what: fc.constantFrom(...KINDS) });
const pushesOf = (methods: readonly string[]) => fc.array(fc.record({ content: fc.constantFrom('A', 'B'), faults: fc.array(faultOf(methods), { maxLength: 3 }), others: fc.integer({ min: 0, max: 1 }) }), { minLength: 1, maxLength: 3 });
const schema = z.object({ a: z.string() });
const rowsOf = (content: string) => [`${content}1`, `${content}2`];
const textOf = (content: string) => `a\n${rowsOf(content).join('\n')}\n`;

const SOURCES = {
  'through the process': { source: (content: string) => Buffer.from(textOf(content)), methods: METHODS },
  'by the services': { source: (content: string) => `gs://lake/${content}.csv`, methods: [...METHODS, ...OF_THE_SERVICES] },
} as const;

let tables = 0;

/** One push, or two of different content at once. */
async function push(table: string, content: string, source: Buffer | string) {
  const options = { source, table: `wire.${table}`, partitionDate: '2021-04-03', schema, logger: 'silent' } as const;
  try {
    const receipt = await runPush(resolvePush(options, context.config.project), context);
    return { content, outcome: receipt.outcome, committed: receipt.committed };
  } catch (error) {
    if (!DwhPushError.isInstance(error)) throw error;
    expect(error.code).not.toBe('UNEXPECTED');
    return { content, outcome: 'failed', committed: error.committed };
  }
}

async function seenIn(table: string): Promise<unknown[]> {
  const [rows] = await connection.outer.bigQuery.query({ query: `SELECT a FROM wire.${table} WHERE _PARTITIONDATE = '2021-04-03' ORDER BY a`, useLegacySql: false }).catch(() => [[]] as const);
  return rows.map(({ a }: { a: string }) => a);
}

it.each(Object.entries(SOURCES))(`pushes %s end as they must whatever happens on the wire: ${RUNS} schedules, seed ${SEED}`, { timeout: 0 }, async (way, { source, methods }) => {
  await fc.assert(
    fc.asyncProperty(pushesOf(methods), async (history) => {
      const table = `t_${(tables += 1)}`;
      let before: unknown[] = [];
      for (const { content, faults, others } of history) {
        const met = faults.map(({ method, nth, times, what }) => local.faults.add({ method, nth, times, ...what }));
        const other = content === 'A' ? 'B' : 'A';
        const ended = await Promise.all([push(table, content, source(content)), ...(others === 1 ? [push(table, other, source(other))] : [])]);
        met.forEach((one) => one.remove());
        // Whoever committed last is what readers see; who says that nothing was committed has changed nothing.
        const seen = await seenIn(table);
        const possible = [...ended.filter(({ committed }) => committed !== 'no').map((one) => rowsOf(one.content)), ...(ended.some(({ committed }) => committed === 'yes') ? [] : [before])];
        expect(possible).toContainEqual(seen);
        before = seen;
      }
      expect(await push(table, 'C', source('C'))).toMatchObject({ committed: 'yes' });
      expect(await seenIn(table)).toEqual(rowsOf('C'));
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
  process.stdout.write(`${RUNS} schedules of pushes ${way} on the wire, seed ${SEED}: all ended as they must\n`);
});
