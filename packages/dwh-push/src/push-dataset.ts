import { randomBytes } from 'node:crypto';

import type { ResolvedConfig } from './config.js';
import type { ResolvedPush } from './options.js';
import type { Clock } from './ports/clock.js';
import type { ObjectStore } from './ports/object-store.js';
import type { TableState, Warehouse } from './ports/warehouse.js';
import { pushIdOf } from './push-id.js';
import { PushRun } from './push-run.js';
import type { PushReceipt } from './receipt.js';
import { inspectTable } from './steps/load/inspect-table.js';
import { load } from './steps/load/load.js';
import { prepareTable, refuseOtherOrder } from './steps/load/prepare-table.js';
import { planTable } from './steps/load/table-plan.js';
import { register } from './steps/register/register.js';
import { tableLabels } from './steps/register/table-labels.js';
import { report } from './steps/report/report.js';
import { openSource } from './steps/source/open-source.js';
import type { Source } from './steps/source/source.js';
import { stage } from './steps/stage/stage.js';
import { StagedObjects } from './steps/stage/staged-objects.js';
import { byteWay, takesByteWay } from './ways/byte-way.js';
import { rowWay } from './ways/row-way.js';
import type { Way } from './ways/way.js';

/** What a push works with. */
export interface PushContext {
  readonly config: ResolvedConfig;
  readonly warehouse: Warehouse;
  readonly store: ObjectStore;
  readonly clock: Clock;
}

/**
 * The story of a push. Up to the load job nothing that a reader can see has changed; the job replaces the rows at one instant; after it the dataset is described, and what
 * happened is told, whatever happened.
 *
 * @throws DwhPushError with the receipt of what was done
 */
export async function runPush(push: ResolvedPush, context: PushContext): Promise<PushReceipt> {
  const run = new PushRun(push, context.clock);
  const objects = new StagedObjects(context.store);
  let source: Source | undefined;
  let receipt: PushReceipt | undefined;
  try {
    source = await run.step('source', () => openSource(push.source, context.clock, push.signal));
    await publish(source, push, context, run, objects);
    receipt = run.published();
    return receipt;
  } catch (error) {
    const failure = run.failed(error);
    receipt = failure.receipt;
    throw failure;
  } finally {
    await source?.close();
    // A job whose end is not known may still read its objects.
    if (receipt?.committed !== 'unknown') await objects.remove();
    if (receipt !== undefined) report(receipt, context.config.team, push.logger);
  }
}

async function publish(source: Source, push: ResolvedPush, { config, warehouse, store, clock }: PushContext, run: PushRun, objects: StagedObjects): Promise<void> {
  const { contract, table, partition, partitionDate, signal } = push;
  const { facts } = run;
  run.totalSourceBytes = source.size;
  const labels = tableLabels(contract, config.team);
  const runId = randomBytes(4).toString('hex');

  // What is there decides the order of the staged columns, and whether the push can be right at all.
  const planFor = (current: TableState | undefined) => planTable(current, { contract, labels, name: push.tableName, partitionDate, now: clock.now() });
  const inspected = await run.ahead('load', () =>
    inspectTable({ warehouse, table, expectedLocation: config.location, createDatasetIn: config.target === 'local' ? config.location : undefined }),
  );
  const planned = planFor(inspected.table);

  const bytes = run.stream('source', source.chunks, (chunk) => {
    facts.sourceBytes += chunk.length;
  });
  const stageAll = <Records extends { readonly records: number }>({ accepted, encoder }: Way<Records>) =>
    run.step('stage', () =>
      stage(run.stream('validate', accepted), {
        store,
        prefix: `dwh-push/${table.dataset}/${table.table}/${partition ?? 'all'}/${runId}`,
        objects,
        encoder,
        signal,
        onStaged: (length) => {
          facts.stagedBytes += length;
          run.progress();
        },
      }),
    );
  const way = takesByteWay(push) ? await byteWay({ push, source, bytes, run, fields: planned.fields }) : await rowWay({ push, source, bytes, run });
  const staged = await (way.kind === 'bytes' ? stageAll(way) : stageAll(way));
  facts.pushId = pushIdOf(push.tableName, partition, contract.fingerprint, staged.digest);

  await run.step('load', async () => {
    const ready = await prepareTable({ warehouse, table, plan: planned, replan: planFor, createDatasetIn: inspected.datasetExists ? undefined : inspected.location });
    refuseOtherOrder(planned.fields, ready.fields);
    facts.jobId = await load({
      warehouse,
      clock,
      job: { location: inspected.location, table, partition, uris: objects.uris, overwrite: config.overwrite, fields: ready.fields, format: way.format, labels },
      id: { table, partition, pushId: facts.pushId as string, runId },
      rows: staged.rows,
      signal,
    });
    facts.committed = 'yes';
    facts.rowsLoaded = staged.rows;
  });
  await run.step('register', () => register({ warehouse, table, contract, labels, fieldsBefore: planned.fields }));
}
