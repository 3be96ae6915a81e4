import type { DuckDBConnection } from '@duckdb/node-api';

import { transactionOn, type Engine } from '../../engine/engine.js';
import type { WriteTarget } from '../load/load-spec.js';
import type { Field } from '../schema/field.js';
import { lockDataset, lockTable } from '../service.js';
import { findTable, type BaseTableRecord, type TableRecord } from '../store/table-record.js';
import { planWrite, type WritePlan } from './plan-write.js';
import { publishRows, type Measured, type ReadyRows } from './publish-rows.js';

/** The target changed between the plan and the lock, so that the ready rows were made for another table than the one that is there. */
export class TargetChanged extends Error {
  override readonly name = 'TargetChanged';
}

export interface WriteRequest {
  readonly target: WriteTarget;
  readonly plan: WritePlan;
  readonly provided: readonly Field[] | undefined;
  readonly rows: ReadyRows;
  readonly measured: Measured;
}

/**
 * Publishes ready rows in one transaction with `record`, which runs last and writes what has to become visible together with them.
 * @throws TargetChanged where the plan no longer holds; nothing has happened then.
 */
export async function writeRows(engine: Engine, connection: DuckDBConnection, request: WriteRequest, record: (table: BaseTableRecord) => Promise<void>): Promise<void> {
  const { target } = request;
  const publish = () =>
    lockTable(engine, target.table, () =>
      transactionOn(connection, async () => {
        const current = await findTable(connection, target.table);
        if (shapeOf(current) !== shapeOf(request.plan.existing)) throw new TargetChanged('The target changed while the rows were read.');
        const plan = planWrite(target, current, request.provided);
        await record(await publishRows(connection, request.rows, request.measured, plan, target));
      }),
    );
  // Only a new table changes what its dataset holds.
  if (request.plan.existing === undefined) await lockDataset(engine, target.table, publish);
  else await publish();
}

/** What the rows depend on. */
function shapeOf(record: TableRecord | undefined): string {
  if (record === undefined) return 'absent';
  return JSON.stringify(record.kind !== 'TABLE' ? record.kind : [record.schema, record.partitioning]);
}
