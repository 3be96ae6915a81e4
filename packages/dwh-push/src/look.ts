import { refuseOtherLocation } from './commit/refuse-other-location.js';
import type { PushScope } from './push-scope.js';
import { inspectTable, type Inspected } from './steps/load/inspect-table.js';
import { planTable, type TablePlan } from './steps/load/table-plan.js';

/** What is there, and what a push would make of it. */
export interface Looked {
  readonly inspected: Inspected;
  readonly planned: TablePlan;
}

/** Looks at dataset, table and staging bucket, and changes nothing. @throws DwhPushError where the push cannot be right */
export async function look({ push, config, warehouse, store, labels, clock }: PushScope): Promise<Looked> {
  const createDatasetIn = config.target === 'local' ? config.location : undefined;
  const inspected = await inspectTable({ warehouse, table: push.table, expectedLocation: config.location, createDatasetIn });
  await refuseOtherLocation(store, inspected.location);
  return { inspected, planned: planTable(inspected.table, { ...push, datasetLifetime: inspected.datasetLifetime, labels, name: push.tableName, now: clock.now() }) };
}
