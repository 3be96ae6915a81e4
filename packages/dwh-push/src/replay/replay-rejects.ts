import { acquireLease } from '../acquire-lease.js';
import { isStillThere } from '../commit/head-proof.js';
import { readHead, writeHead, type Head } from '../commit/head.js';
import { rejectsJobPrefix, replayJobPrefixes } from '../commit/job-id.js';
import type { Lease } from '../commit/lease.js';
import { settlePredecessors } from '../commit/settle-predecessors.js';
import { DwhPushError } from '../errors.js';
import { endPush } from '../end-push.js';
import { look, type Looked } from '../look.js';
import type { ResolvedPush } from '../options.js';
import { isGuarded } from '../contract/is-guarded.js';
import { pushIdOf } from '../push-id.js';
import { guardPersonalData, scopeOf, type PushContext, type PushScope } from '../push-scope.js';
import type { PushReceipt } from '../receipt.js';
import { loadLetters } from '../rejects/load-letters.js';
import { rejectsTable } from '../rejects/rejects-dataset.js';
import { load } from '../steps/load/load.js';
import { prepareTable } from '../steps/load/prepare-table.js';
import { planTable } from '../steps/load/table-plan.js';
import { tellBegun } from '../steps/report/diagnostics.js';
import { PartWriter } from '../steps/stage/part-writer.js';
import { StagedObjects } from '../steps/stage/staged-objects.js';
import { sortLetters, type Sorted } from './sort-letters.js';

/** Which objects hold what, staged once and for all. */
interface Staged extends Sorted {
  readonly marked: StagedObjects;
  readonly added: StagedObjects;
  readonly left: StagedObjects;
  readonly digest: string;
}

/**
 * Adds to a partition the records among its dead letters that keep the contract now. Two tables change, and no job changes both: so the letters are marked with the ids of the jobs that will add them, then their records are
 * added, then the letters are removed. Whoever finds marked letters settles those jobs and knows whether their records are in; so each is added once, whatever happens on the way.
 *
 * @throws DwhPushError with the receipt of what was done
 */
export async function replayRejects(push: ResolvedPush, context: PushContext): Promise<PushReceipt> {
  let scope = scopeOf(push, context);
  const { run } = scope;
  tellBegun({ runId: scope.runId, table: push.tableName, partition: push.partition });
  const objects = { marked: scope.rejectObjects, added: scope.objects, left: new StagedObjects(context.store) };
  let lease: Lease | undefined;
  let receipt: PushReceipt | undefined;
  try {
    scope = await run.ahead('load', () => guardPersonalData(scope));
    const looked = await run.step('source', () => look(scope));
    const { mark, add } = replayJobPrefixes(scope.jobPrefix);
    lease = await run.ahead('load', () => acquireLease('replay', scope, looked.inspected.location, [mark, add, rejectsJobPrefix(scope.jobPrefix)]));
    await run.ahead('load', () => settlePredecessors(lease as Lease, scope));
    receipt = run.succeeded(await replay(looked, objects, scope));
    return receipt;
  } catch (error) {
    const failure = run.failed(error);
    receipt = failure.receipt;
    throw failure;
  } finally {
    if (receipt !== undefined) await endPush({ kind: 'replay', receipt, lease, objects: Object.values(objects) }, scope);
  }
}

async function replay(looked: Looked, objects: Pick<Staged, 'marked' | 'added' | 'left'>, scope: PushScope): Promise<'published' | 'unchanged'> {
  const { push, run, warehouse } = scope;
  const letters = rejectsTable(push.table);
  if (!looked.inspected.datasetExists || (await run.step('source', () => warehouse.getTable(letters))) === undefined) return 'unchanged';
  const staged = await run.step('stage', () => stage(looked, objects, scope));
  Object.assign(run.facts, { rowsRead: staged.letters, rowsRejected: staged.stayed, ...(staged.stayed === 0 ? {} : { rejectsTable: `${letters.project}.${letters.dataset}.${letters.table}` }) });
  if (staged.accepted + staged.addedBefore + staged.changed === 0) return 'unchanged';
  return run.step('load', () => add(staged, looked, scope));
}

async function stage({ inspected }: Looked, objects: Pick<Staged, 'marked' | 'added' | 'left'>, scope: PushScope): Promise<Staged> {
  const { run, store, runFolder, jobPrefix } = scope;
  const writer = (name: 'marked' | 'added' | 'left') => new PartWriter({ store, prefix: `${runFolder}${name}-`, extension: 'ndjson', objects: objects[name], signal: run.signal, onStaged: () => undefined });
  const writers = { marked: writer('marked'), added: writer('added'), left: writer('left') };
  try {
    const sorted = await sortLetters(writers, replayJobPrefixes(jobPrefix).add, inspected.location, scope);
    await writers.marked.finish();
    await writers.left.finish();
    return { ...sorted, ...objects, digest: (await writers.added.finish()).digest };
  } finally {
    for (const each of Object.values(writers)) await each.settle();
  }
}

async function add(staged: Staged, looked: Looked, scope: PushScope): Promise<'published' | 'unchanged'> {
  const { push, run, warehouse, clock, store, folder, labels, jobPrefix } = scope;
  const { inspected, planned } = looked;
  const { table, partition, contract } = push;
  const { facts } = run;
  const { head: read, generation } = await readHead(store, folder, run.signal);
  const head = await currentHead(read, staged, looked, scope);
  const pushId = pushIdOf(push.tableName, partition, contract.fingerprint, `${head.pushId}+${staged.digest}`);
  facts.pushId = pushId;
  const prefixes = replayJobPrefixes(jobPrefix);
  const left = { objects: staged.left, rows: staged.stayed, jobPrefix: rejectsJobPrefix(jobPrefix), pushId, areThere: true };
  if (staged.accepted === 0) {
    await loadLetters(left, inspected, scope);
    await writeHead(store, folder, { ...head, rejected: staged.stayed }, generation);
    return 'unchanged';
  }
  await loadLetters({ objects: staged.marked, rows: staged.letters, jobPrefix: prefixes.mark, pushId, areThere: true }, inspected, scope);
  const replan = (current: Looked['inspected']['table']) => planTable(current, { ...push, datasetLifetime: inspected.datasetLifetime, labels, name: push.tableName, now: clock.now() });
  const { fields } = await prepareTable({ warehouse, table, plan: planned, replan, lookAgain: isGuarded(push.contract.columns), createDatasetIn: undefined });
  const { jobId, ran, by } = await load({
    warehouse,
    clock,
    job: { location: inspected.location, table, partition, uris: staged.added.uris, disposition: 'WRITE_APPEND', fields, format: { name: 'NEWLINE_DELIMITED_JSON' }, labels: { ...labels, push_id: pushId } },
    jobPrefix: prefixes.add,
    unit: push.partitionTime?.unit,
    rows: staged.accepted,
    signal: run.signal,
  });
  run.identity = by;
  Object.assign(facts, { jobId, location: looked.inspected.location, committed: 'yes', rowsLoaded: staged.accepted });
  await afterwards(() => loadLetters(left, inspected, scope));
  await writeHead(store, folder, headAfter(head, staged, { pushId, jobId, ran }, clock.now()), generation);
  return 'published';
}

function headAfter(head: Head, { accepted, stayed }: Staged, job: Pick<Head, 'pushId' | 'jobId' | 'ran'>, now: number): Head {
  return { ...head, ...job, rows: head.rows + accepted, rejected: stayed, publishedAt: new Date(now).toISOString() };
}

/**
 * The head of what is in the partition now, as far as the letters belong to it: they were written by the push that published the rows, and nobody has changed the rows since, but for an earlier replay that could not say so.
 *
 * @throws DwhPushError `REPLAY_STALE`
 */
async function currentHead(head: Head | undefined, { runs, earlier, addedBefore }: Sorted, { inspected }: Looked, { push, warehouse }: PushScope): Promise<Head> {
  const theirs = head?.runId !== undefined && runs.size === 1 && runs.has(head.runId);
  const candidates = !theirs || head === undefined ? [] : earlier === undefined || earlier.jobId === head.jobId ? [head] : [{ ...head, ...earlier, rows: head.rows + addedBefore }];
  for (const candidate of candidates) if (await isStillThere(candidate, { ...push, warehouse, location: inspected.location })) return candidate;
  throw new DwhPushError('REPLAY_STALE', `The rows of ${push.tableName} were changed since the dead letters were written, or belong to another push.`);
}

/** The records are in, whatever happens now; the next replay finds their letters marked. */
async function afterwards(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!DwhPushError.isInstance(error)) throw error;
    throw new DwhPushError(error.code, `The records were added, and their dead letters could not be removed: ${error.message}`, { committed: 'yes', cause: error });
  }
}
