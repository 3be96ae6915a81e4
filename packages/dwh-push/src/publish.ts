import { isStillThere } from './commit/head-proof.js';
import { readHead, writeHead, type Head } from './commit/head.js';
import { pushIdOf } from './push-id.js';
import type { PushScope } from './push-scope.js';
import type { Inspected } from './steps/load/inspect-table.js';
import { load } from './steps/load/load.js';
import { prepareTable, refuseOtherOrder } from './steps/load/prepare-table.js';
import { planTable, type TablePlan } from './steps/load/table-plan.js';
import type { Staged } from './steps/stage/stage.js';

interface Looked {
  readonly inspected: Inspected;
  readonly planned: TablePlan;
}

/** Makes the staged records what readers see: by one load job, or not at all where they provably are there already. */
export async function publish(staged: Staged, looked: Looked, scope: PushScope): Promise<'published' | 'unchanged'> {
  const { push, run, store, folder } = scope;
  const pushId = pushIdOf(push.tableName, push.partition, push.contract.fingerprint, staged.digest);
  run.facts.pushId = pushId;
  const { head, generation } = await readHead(store, folder, run.signal);
  if (head?.pushId === pushId && (await isInPlace(head, looked, scope))) {
    Object.assign(run.facts, { jobId: head.jobId, committed: 'yes', rowsLoaded: head.rows });
    return 'unchanged';
  }
  const { jobId, ran } = await commit(staged, looked, pushId, scope);
  Object.assign(run.facts, { jobId, committed: 'yes', rowsLoaded: staged.rows });
  await writeHead(store, folder, headOf(scope, { pushId, jobId, ran, rows: staged.rows }), generation);
  return 'published';
}

function isInPlace(head: Head, { inspected, planned }: Looked, { push, warehouse }: PushScope): Promise<boolean> {
  if (planned.change.kind !== 'none') return Promise.resolve(false);
  return isStillThere(head, { ...push, warehouse, location: inspected.location });
}

async function commit(staged: Staged, { inspected, planned }: Looked, pushId: string, { push, run, config, warehouse, clock, labels, objects, jobPrefix, nullMarker }: PushScope) {
  const { table, partition } = push;
  const replan = (current: Inspected['table']) => planTable(current, { ...push, datasetLifetime: inspected.datasetLifetime, labels, name: push.tableName, now: clock.now() });
  const ready = await prepareTable({ warehouse, table, plan: planned, replan, createDatasetIn: inspected.datasetExists ? undefined : inspected.location });
  refuseOtherOrder(planned.fields, ready.fields);
  return load({
    warehouse,
    clock,
    job: { location: inspected.location, table, partition, uris: objects.uris, overwrite: config.overwrite, fields: ready.fields, nullMarker, labels: { ...labels, push_id: pushId, ...(partition === undefined ? {} : { partition }) } },
    jobPrefix,
    unit: push.contract.partitioning.type === 'none' ? undefined : push.contract.partitioning.type,
    rows: staged.rows,
    signal: run.signal,
  });
}

function headOf({ run, config, clock }: PushScope, what: Pick<Head, 'pushId' | 'jobId' | 'ran' | 'rows'>): Head {
  return {
    version: 1,
    ...what,
    rejected: run.facts.rowsRejected,
    ...(config.team === undefined ? {} : { team: config.team }),
    publishedAt: new Date(clock.now()).toISOString(),
  };
}
