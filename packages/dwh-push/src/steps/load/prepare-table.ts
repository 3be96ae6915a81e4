import { DwhPushError } from '../../errors.js';
import { ServiceError } from '../../ports/service-error.js';
import type { TableField, TableRef, TableState, Warehouse } from '../../ports/warehouse.js';
import { loadError } from './inspect-table.js';
import type { TablePlan } from './table-plan.js';

/** Someone else changed the table as often as this while we tried to: then it is their turn. */
const MAX_TRIES = 5;

interface PrepareOptions {
  readonly warehouse: Warehouse;
  readonly table: TableRef;
  readonly plan: TablePlan;
  /** The plan for the table as it is now; throws where the push cannot be right any more. */
  readonly replan: (current: TableState | undefined) => TablePlan;
  /** Whether the table is looked at once more before anything else, because what guards its columns matters more than a request. Default: false. */
  readonly lookAgain?: boolean;
  /** Where a dataset that does not exist yet is created; undefined: it exists. */
  readonly createDatasetIn: string | undefined;
}

/**
 * Makes the table what the plan says: created, or with its new columns. Where someone else was faster, looks and plans again.
 *
 * @returns the plan that the table now fulfils
 */
export async function prepareTable({ warehouse, table, plan: first, replan, lookAgain = false, createDatasetIn }: PrepareOptions): Promise<TablePlan> {
  let plan = first;
  try {
    if (lookAgain) plan = replan(await warehouse.getTable(table));
    if (createDatasetIn !== undefined) await warehouse.createDataset(table, createDatasetIn);
    for (let tries = 1; plan.change.kind !== 'none'; tries += 1) {
      try {
        if (plan.change.kind === 'create') await warehouse.createTable(table, plan.change.definition);
        else await warehouse.patchTable(table, plan.change.etag, { fields: plan.fields });
      } catch (error) {
        const overtaken = error instanceof ServiceError && (error.status === 409 || error.status === 412);
        if (!overtaken || tries === MAX_TRIES) throw error;
      }
      plan = replan(await warehouse.getTable(table));
    }
    return plan;
  } catch (error) {
    throw error instanceof ServiceError ? loadError(error, 'The table could not be made ready') : error;
  }
}

/**
 * The staged records have the columns in the order of the plan that they were written by.
 *
 * @throws DwhPushError `LOAD_FAILED` where someone else has changed the columns since
 */
export function refuseOtherOrder(staged: readonly TableField[], ready: readonly TableField[]): void {
  const names = (fields: readonly TableField[]) => fields.map(({ name }) => name.toLowerCase()).join();
  if (names(staged) !== names(ready)) throw new DwhPushError('LOAD_FAILED', 'The columns of the table were changed by someone else during the push.');
}
