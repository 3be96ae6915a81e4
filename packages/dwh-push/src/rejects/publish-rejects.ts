import { rejectsJobPrefix } from '../commit/job-id.js';
import type { PushScope } from '../push-scope.js';
import type { Inspected } from '../steps/load/inspect-table.js';
import { load } from '../steps/load/load.js';
import { prepareTable } from '../steps/load/prepare-table.js';
import { planTable } from '../steps/load/table-plan.js';
import { rejectsContract, rejectsTable } from './rejects-dataset.js';

interface Options {
  /** How many dead letters are staged; none: what earlier pushes have left there is removed. */
  readonly rows: number;
  readonly inspected: Inspected;
  readonly pushId: string;
}

/**
 * Replaces the partition of the table of dead letters.
 *
 * @returns the table's name
 * @throws DwhPushError of the step `load`
 */
export async function publishRejects({ rows, inspected: { location, datasetExists, datasetLifetime }, pushId }: Options, { push, run, config, warehouse, store, clock, labels, rejectObjects, runFolder, jobPrefix }: PushScope): Promise<string> {
  const contract = rejectsContract(push.contract);
  const table = rejectsTable(push.table);
  const name = `${table.project}.${table.dataset}.${table.table}`;
  const replan = (current: Inspected['table']) => planTable(current, { ...push, contract, datasetLifetime, labels, name, now: clock.now() });
  const current = datasetExists ? await warehouse.getTable(table) : undefined;
  if (current === undefined && rows === 0) return name;
  const { fields } = await prepareTable({ warehouse, table, plan: replan(current), replan, createDatasetIn: datasetExists ? undefined : location });
  if (rows === 0) await stageNothing(store, rejectObjects, `${runFolder}reject-none.ndjson`);
  await load({
    warehouse,
    clock,
    job: { location, table, partition: push.partition, uris: rejectObjects.uris, overwrite: config.overwrite, fields, format: { name: 'NEWLINE_DELIMITED_JSON' }, labels: { ...labels, push_id: pushId, ...(push.partition === undefined ? {} : { partition: push.partition }) } },
    jobPrefix: rejectsJobPrefix(jobPrefix),
    unit: push.partitionTime?.unit,
    rows,
    signal: run.signal,
  });
  return name;
}

/** A load job reads at least one object; this one is empty. */
async function stageNothing(store: PushScope['store'], objects: PushScope['rejectObjects'], name: string): Promise<void> {
  objects.add(name);
  await store.create({ name, bytes: Buffer.alloc(0), crc32c: 'AAAAAA==' }, undefined);
}
