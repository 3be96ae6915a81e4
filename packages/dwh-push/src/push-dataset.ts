import { randomBytes } from 'node:crypto';

import type { ResolvedConfig } from './config.js';
import type { ResolvedPush } from './options.js';
import type { Clock } from './ports/clock.js';
import type { ObjectStore } from './ports/object-store.js';
import type { SourceStore } from './ports/source-store.js';
import type { TableState, Warehouse } from './ports/warehouse.js';
import { pushIdOf } from './push-id.js';
import { PushRun } from './push-run.js';
import type { PushReceipt } from './receipt.js';
import { decode } from './steps/decode/decode.js';
import { inspectTable } from './steps/load/inspect-table.js';
import { load } from './steps/load/load.js';
import { prepareTable, refuseOtherOrder } from './steps/load/prepare-table.js';
import { planTable } from './steps/load/table-plan.js';
import { register } from './steps/register/register.js';
import { tableLabels } from './steps/register/table-labels.js';
import { report } from './steps/report/report.js';
import { openSource } from './steps/source/open-source.js';
import type { Source } from './steps/source/source.js';
import { CsvEncoder } from './steps/stage/csv-encoder.js';
import { nullMarkerOf } from './steps/stage/null-marker.js';
import { stage } from './steps/stage/stage.js';
import { stagedColumns } from './steps/stage/staged-columns.js';
import { StagedObjects } from './steps/stage/staged-objects.js';
import { compileRecordCheck } from './steps/validate/record-check.js';
import { validate } from './steps/validate/validate.js';

/** What a push works with. */
export interface PushContext {
  readonly config: ResolvedConfig;
  readonly warehouse: Warehouse;
  readonly store: ObjectStore;
  readonly sources: SourceStore;
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
    source = await run.step('source', () => openSource(push.source, context.sources, context.clock, push.signal));
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
  const nullMarker = nullMarkerOf(contract);
  const labels = tableLabels(contract, config.team);
  const runId = randomBytes(4).toString('hex');

  // What is there decides the order of the staged columns, and whether the push can be right at all.
  const planFor = (current: TableState | undefined) => planTable(current, { contract, labels, name: push.tableName, partitionDate, now: clock.now() });
  const inspected = await run.ahead('load', () =>
    inspectTable({ warehouse, table, expectedLocation: config.location, createDatasetIn: config.target === 'local' ? config.location : undefined }),
  );
  const planned = planFor(inspected.table);

  const count = (chunk: Buffer) => {
    facts.sourceBytes += chunk.length;
  };
  const parts = source.parts.map((part) => ({ ...part, chunks: run.stream('source', part.chunks, count) }));
  const columnNames = contract.columns.map(({ name }) => name);
  const decoded = await run.step('decode', () => decode(parts, { reading: push.reading, columns: columnNames }));
  const check = compileRecordCheck({ contract, fieldOfColumn: decoded.fieldOfColumn, partitionDate, nullMarker });
  const accepted = validate(run.stream('decode', decoded.batches), {
    check,
    columnOfField: columnNames.map((_, field) => columnNames[decoded.fieldOfColumn.indexOf(field)] as string),
    source: source.name,
    allowEmpty: push.allowEmpty,
    onRecords: (records, rejected) => {
      facts.rowsRead += records;
      facts.rowsRejected += rejected;
      run.progress();
    },
  });
  const encoder = new CsvEncoder(stagedColumns(planned.fields, contract, decoded.fieldOfColumn), columnNames.length, nullMarker);
  const staged = await run.step('stage', () =>
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
  facts.pushId = pushIdOf(push.tableName, partition, contract.fingerprint, staged.digest);

  await run.step('load', async () => {
    const ready = await prepareTable({ warehouse, table, plan: planned, replan: planFor, createDatasetIn: inspected.datasetExists ? undefined : inspected.location });
    refuseOtherOrder(planned.fields, ready.fields);
    facts.jobId = await load({
      warehouse,
      clock,
      job: { location: inspected.location, table, partition, uris: objects.uris, overwrite: config.overwrite, fields: ready.fields, nullMarker, labels },
      id: { table, partition, pushId: facts.pushId as string, runId },
      rows: staged.rows,
      signal,
    });
    facts.committed = 'yes';
    facts.rowsLoaded = staged.rows;
  });
  await run.step('register', () => register({ warehouse, table, contract, labels, fieldsBefore: planned.fields }));
}
