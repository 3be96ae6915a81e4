import * as z from 'zod';

import { resolveConfig } from '../../src/config.js';
import { DwhPushError } from '../../src/errors.js';
import { defineDataset } from '../../src/dataset.js';
import { LEDGER_FOLDER } from '../../src/ledger/ledger.js';
import { resolvePush, type PushOptions } from '../../src/options.js';
import { runPush } from '../../src/push-dataset.js';
import type { PushReceipt } from '../../src/receipt.js';
import { Services } from './services.js';
import { World, type Process, type Weather } from './world.js';

/** A push of one history. */
export interface PlannedPush {
  readonly content: 'A' | 'B' | 'C';
  /** Whether it begins before the one before it has ended. */
  readonly atOnce: boolean;
  readonly whenBusy: 'wait' | 'fail';
  /** Milliseconds by which its machine's clock is off. */
  readonly skew: number;
  /** Milliseconds after which its caller aborts. */
  readonly abortsAfter: number | undefined;
}

export interface Schedule {
  readonly pushes: readonly PlannedPush[];
  readonly weather: Weather;
  readonly choices: Iterable<number>;
}

interface Outcome {
  readonly process: Process;
  readonly content: string;
  readonly from: number;
  ended: { readonly at: number; readonly receipt: PushReceipt | undefined; readonly error: unknown } | undefined;
}

const CONFIG = resolveConfig({ target: 'local', endpoint: 'http://127.0.0.1:1' }, {});
// Tables of two teams are described alike.
const schema = defineDataset({ schema: z.object({ a: z.string() }), labels: { team: 'both' } });
const CALM: Weather = { faults: 0, kills: 0, sleeps: 0, failedJobs: 0 };
const rowsOf = (content: string) => `${content}1\n${content}2\n`;

/**
 * Plays a schedule, and then what must always be possible: a push in calm weather. Throws where something is not as it must be.
 */
export async function play({ pushes, weather, choices }: Schedule): Promise<void> {
  const world = new World(choices[Symbol.iterator](), weather);
  const services = new Services(world);
  const outcomes: Outcome[] = [];
  try {
    for (const planned of pushes) {
      const outcome = begin(planned, outcomes.length, world, services);
      outcomes.push(outcome);
      if (!planned.atOnce) await world.run(() => outcome.ended !== undefined || outcome.process.state !== 'runs');
    }
    await world.run(() => outcomes.every(({ ended, process }) => ended !== undefined || process.state !== 'runs'));

    world.weather = CALM;
    const last = begin({ content: 'C', atOnce: false, whenBusy: 'wait', skew: 0, abortsAfter: undefined }, outcomes.length, world, services);
    outcomes.push(last);
    await world.run(() => last.ended !== undefined);
    must(last.ended?.receipt?.outcome !== 'failed' && services.partition.content === rowsOf('C'), `the push in calm weather ends in its content (${last.ended?.receipt?.errorCode})`);

    // Whoever was only asleep wakes up now, and must not be able to overwrite what came after it.
    for (const { process } of outcomes) if (process.state === 'sleeps') process.state = 'runs';
    await world.run(() => false);
    const order = services.seen.map(({ jobId }) => services.holders.findIndex(({ runId }) => jobId.includes(runId)));
    must(order.every((place, index) => place >= (order[index - 1] ?? 0)), 'readers see pushes in the order in which they held the lease');
    for (const outcome of outcomes) check(outcome, services);
    const untold = services.holders.filter(({ runId }) => ![...services.objects.keys()].some((name) => name.includes(runId) && (name.startsWith(LEDGER_FOLDER) || name.endsWith('/ledger.json'))));
    must(untold.every(({ process }) => process.troubled || process.state === 'dead'), `every push has its row in the ledger: ${untold.map(({ process }) => process.name).join()}`);
    for (const { runId, process } of services.holders) {
      const rows = [...services.objects.keys()].filter((name) => name.startsWith(LEDGER_FOLDER) && name.includes(runId));
      must(rows.length <= 1, `a push has one row in the ledger: ${rows.join()}`);
      must(rows.every((name) => name.includes(`team=${teamOf(process.name)}/`)), `a row is its own team's: ${rows.join()}`);
    }
    const left = [...services.objects.keys()].filter((name) => !name.endsWith('/head.json') && !name.startsWith(LEDGER_FOLDER) && !isLeft(name, outcomes, services));
    must(left.length === 0, `nothing is left in the staging bucket: ${left.join()}`);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${world.history.join('\n')}`, { cause: error });
  }
}

/** Pushes of a partition come from two teams, by turns. */
function teamOf(process: string): string {
  return `team-${process.charCodeAt(0) % 2}`;
}

function begin({ content, whenBusy, skew, abortsAfter }: PlannedPush, index: number, world: World, services: Services): Outcome {
  const process: Process = { name: `${index}${content}`, skew, state: 'runs', troubled: false };
  const abort = new AbortController();
  if (abortsAfter !== undefined) world.timer(process, abortsAfter, () => abort.abort());
  const options: PushOptions = { source: Buffer.from(`a\n${rowsOf(content)}`), format: 'csv', table: 'd.t', partitionDate: '2021-04-03', schema, whenBusy, signal: abort.signal, logger: 'silent' };
  const outcome: Outcome = { process, content: rowsOf(content), from: world.time, ended: undefined };
  const context = { config: { ...CONFIG, team: teamOf(process.name) }, warehouse: services.warehouse(process), store: services.store(process), sources: undefined as never, clock: services.clock(process), ledger: services.store(process), unrecorded: [], catalog: { available: false, attach: async () => undefined, read: async () => undefined }, metrics: { write: async () => undefined }, lineage: { tell: async () => undefined, sourcesOf: async () => undefined }, ledgerIsThere: async () => undefined, policyTags: undefined as never };
  const end = (receipt: PushReceipt | undefined, error?: unknown) => {
    world.history.push(`${process.name} ends: ${receipt?.outcome} ${receipt?.errorCode ?? ''}, committed: ${receipt?.committed}`);
    outcome.ended = { at: world.time, receipt, error };
  };
  void runPush(resolvePush(options, CONFIG.project), context).then(end, (error: unknown) => end(DwhPushError.isInstance(error) ? error.receipt : undefined, error));
  return outcome;
}

/** What a push said of itself is true. */
function check({ content, from, ended, process }: Outcome, { seen, holders }: Services): void {
  if (ended === undefined) return;
  const { error } = ended;
  must(error === undefined || (DwhPushError.isInstance(error) && error.code !== 'UNEXPECTED'), `every failure has a code: ${String((error as { cause?: { stack?: string } } | undefined)?.cause?.stack)}`);
  if (ended.receipt === undefined) return;
  const { outcome, committed, jobId } = ended.receipt;
  if (outcome === 'published') must(seen.filter((version) => version.jobId === jobId && version.content === content).length === 1, `${process.name} has published, once`);
  const found = seen.filter(({ at }) => at <= from).at(-1)?.content === content || seen.some(({ at, content: other }) => at >= from && at <= ended.at && other === content);
  if (outcome === 'unchanged') must(found, `${process.name} found its content in place`);
  const runs = holders.filter((holder) => holder.process === process).map(({ runId }) => runId);
  const its = seen.some((version) => runs.some((runId) => version.jobId.includes(runId)));
  if (committed === 'no') must(!its, `${process.name} has not published anything`);
  if (outcome === 'failed' && committed === 'yes') must(its || found, `${process.name} has published`);
}

/** What a process that died, or gave up while a request was on its way, leaves to whoever comes next, or to the lifecycle rule of the bucket: its lease, and what it staged. */
function isLeft(name: string, outcomes: readonly Outcome[], { holders }: Services): boolean {
  const failed = (process: Process) => process.state === 'dead' || outcomes.find((outcome) => outcome.process === process)?.ended?.receipt?.outcome === 'failed';
  if (name.endsWith('/lease.json')) return failed((holders.at(-1) as (typeof holders)[number]).process);
  return holders.some(({ runId, process }) => name.includes(`/run-${runId}/`) && (process.troubled || failed(process)));
}

function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`It does not hold that ${what}.`);
}
