import { isStillThere } from './commit/head-proof.js';
import { noteRejects, readHead, writeHead, type Head } from './commit/head.js';
import { isGuarded } from './contract/is-guarded.js';
import { DwhPushError } from './errors.js';
import type { Looked } from './look.js';
import { pushIdOf } from './push-id.js';
import type { PushScope } from './push-scope.js';
import { rejectsJobPrefix } from './commit/job-id.js';
import { loadLetters } from './rejects/load-letters.js';
import type { StagedSource } from './stage-source.js';
import type { Inspected } from './steps/load/inspect-table.js';
import { load } from './steps/load/load.js';
import { prepareTable, refuseOtherOrder } from './steps/load/prepare-table.js';
import { planTable } from './steps/load/table-plan.js';

/**
 * Makes the staged records what readers see: by one load job, or not at all where they provably are there already. Dead letters are written before, so that none is lost, and those of an earlier
 * push removed after.
 */
export async function publish(staged: StagedSource, looked: Looked, scope: PushScope): Promise<'published' | 'unchanged'> {
  const { push, run, store, folder } = scope;
  const { facts } = run;
  if (staged.rows + facts.rowsRejected !== facts.rowsRead) throw new Error('Records were lost on their way.');
  const pushId = pushIdOf(push.tableName, push.partition, push.contract.fingerprint, staged.digest);
  facts.pushId = pushId;
  const found = await readHead(store, folder, run.signal);
  const { head } = found;
  let { generation } = found;
  if (head?.pushId === pushId && head.rejected === 0 && facts.rowsRejected === 0 && (await isInPlace(head, looked, scope))) {
    Object.assign(facts, { jobId: head.jobId, location: looked.inspected.location, committed: 'yes', rowsLoaded: head.rows });
    if (scope.backfill !== undefined) await writeHead(store, folder, { ...head, backfill: scope.backfill }, generation);
    return 'unchanged';
  }
  const rejects = { objects: scope.rejectObjects, rows: facts.rowsRejected, jobPrefix: rejectsJobPrefix(scope.jobPrefix), pushId, areThere: facts.rowsRejected === 0 };
  if (rejects.rows > 0) {
    generation = await noteRejects(store, folder, head, generation, rejects.rows);
    facts.rejectsTable = await loadLetters(rejects, looked.inspected, scope);
  }
  const { jobId, ran, by } = await commit(staged, looked, pushId, scope);
  run.identity = by;
  Object.assign(facts, { jobId, location: looked.inspected.location, committed: 'yes', rowsLoaded: staged.rows });
  if (rejects.rows === 0 && (head?.rejected ?? 0) > 0) await afterCommit(() => loadLetters(rejects, looked.inspected, scope));
  await writeHead(store, folder, headOf(scope, { pushId, jobId, ran, rows: staged.rows }), generation);
  return 'published';
}

/** The rows are in place, whatever happens now. */
async function afterCommit(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!DwhPushError.isInstance(error)) throw error;
    throw new DwhPushError(error.code, `The dead letters of an earlier push could not be removed: ${error.message}`, { committed: 'yes', cause: error });
  }
}

function isInPlace(head: Head, { inspected, planned }: Looked, { push, warehouse }: PushScope): Promise<boolean> {
  if (planned.change.kind !== 'none') return Promise.resolve(false);
  return isStillThere(head, { ...push, warehouse, location: inspected.location });
}

async function commit(staged: StagedSource, { inspected, planned }: Looked, pushId: string, { push, run, config, warehouse, clock, labels, objects, jobPrefix, policyTags }: PushScope) {
  const { table, partition } = push;
  const guarded = isGuarded(push.contract.columns);
  const replan = (current: Inspected['table']) => planTable(current, { ...push, datasetLifetime: inspected.datasetLifetime, labels, name: push.tableName, now: clock.now() });
  const createDatasetIn = inspected.datasetExists ? undefined : inspected.location;
  // Staging may have taken hours: the partition may have expired since, and a guard be gone.
  const again = { plan: replan(inspected.table), replan, lookAgain: guarded && planned.change.kind !== 'create' };
  const ready = await prepareTable({ warehouse, table, ...again, createDatasetIn }).catch((error: unknown) => {
    // A tag that is known may have been deleted, and made anew under another name.
    if (guarded) policyTags.forget();
    throw error;
  });
  refuseOtherOrder(planned.fields, ready.fields);
  return load({
    warehouse,
    clock,
    job: { location: inspected.location, table, partition, uris: objects.uris, disposition: config.overwrite, fields: ready.fields, format: staged.format, labels: { ...labels, push_id: pushId, ...(partition === undefined ? {} : { partition }) } },
    jobPrefix,
    unit: push.contract.partitioning.type === 'none' ? undefined : push.contract.partitioning.type,
    rows: staged.rows,
    signal: run.signal,
  });
}

function headOf({ run, runId, config, clock, backfill }: PushScope, what: Pick<Head, 'pushId' | 'jobId' | 'ran' | 'rows'>): Head {
  return {
    version: 1,
    ...what,
    runId,
    rejected: run.facts.rowsRejected,
    ...(config.team === undefined ? {} : { team: config.team }),
    ...(backfill === undefined ? {} : { backfill }),
    publishedAt: new Date(clock.now()).toISOString(),
  };
}
