import type { PushScope } from '../push-scope.js';
import type { Inspected } from '../steps/load/inspect-table.js';
import { load } from '../steps/load/load.js';
import { prepareTable } from '../steps/load/prepare-table.js';
import { planTable } from '../steps/load/table-plan.js';
import type { StagedObjects } from '../steps/stage/staged-objects.js';
import { rejectsContract, rejectsTable, tagOfLetters, tagOnLetters } from './rejects-dataset.js';

export interface Letters {
  readonly objects: StagedObjects;
  readonly rows: number;
  /** What the ids of the load jobs begin with. */
  readonly jobPrefix: string;
  readonly pushId: string;
  /** None of them is new: the guard that they have stays. */
  readonly areThere: boolean;
}

/**
 * Replaces the partition of the table of dead letters with those that are staged. Where there are none, and no such table, there is nothing to do.
 *
 * @returns the table's name
 * @throws DwhPushError of the step `load`
 */
export async function loadLetters({ objects, rows, jobPrefix, pushId, areThere }: Letters, inspected: Inspected, scope: PushScope): Promise<string> {
  const { location, datasetExists, datasetLifetime } = inspected;
  const { push, run, config, warehouse, store, clock, labels, runFolder } = scope;
  const table = rejectsTable(push.table);
  const name = `${table.project}.${table.dataset}.${table.table}`;
  const current = datasetExists ? await warehouse.getTable(table) : undefined;
  if (current === undefined && rows === 0) return name;
  const contract = rejectsContract(push.contract, areThere && current !== undefined ? tagOnLetters(current) : tagOfLetters(push.contract, inspected.table, scope.lettersTag));
  const replan = (found: Inspected['table']) => planTable(found, { ...push, contract, datasetLifetime, labels, name, now: clock.now() });
  const { fields } = await prepareTable({ warehouse, table, plan: replan(current), replan, createDatasetIn: datasetExists ? undefined : location });
  if (objects.count === 0) await stageNothing(store, objects, `${runFolder}reject-none.ndjson`);
  await load({
    warehouse,
    clock,
    job: { location, table, partition: push.partition, uris: objects.uris, disposition: config.overwrite, fields, format: { name: 'NEWLINE_DELIMITED_JSON' }, labels: { ...labels, push_id: pushId, ...(push.partition === undefined ? {} : { partition: push.partition }) } },
    jobPrefix,
    unit: push.partitionTime?.unit,
    rows,
    signal: run.signal,
  });
  return name;
}

/** A load job reads at least one object; this one is empty. */
async function stageNothing(store: PushScope['store'], objects: StagedObjects, name: string): Promise<void> {
  objects.add(name);
  await store.create({ name, bytes: Buffer.alloc(0), crc32c: 'AAAAAA==' }, undefined);
}
