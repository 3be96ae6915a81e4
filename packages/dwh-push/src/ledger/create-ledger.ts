import { ServiceError } from '../ports/service-error.js';
import type { Warehouse } from '../ports/warehouse.js';
import { LEDGER_FOLDER } from './ledger.js';
import { LEDGER_COLUMNS } from './ledger-columns.js';
import { LEDGER_TABLE, ledgerViews, MAX_BAD_RECORDS, OPS_DATASET } from './ledger-views.js';

interface CreateLedgerOptions {
  readonly warehouse: Warehouse;
  readonly project: string;
  readonly location: string;
  readonly ledgerBucket: string;
}

/** Makes the ledger queryable where no warehouse team has: `dwh_ops.pushes` over the objects of the bucket, and its views. What is there stays. @returns whether all of it is there */
export async function createLedger({ warehouse, project, location, ledgerBucket }: CreateLedgerOptions): Promise<boolean> {
  const place = (table: string) => ({ project, dataset: OPS_DATASET, table });
  try {
    const isNew = await warehouse.createDataset(place(LEDGER_TABLE), location);
    const isThere = async (table: string) => !isNew && (await warehouse.getTable(place(table))) !== undefined;
    const views = ledgerViews(project);
    // They are made one after the other.
    if (await isThere(views.at(-1)?.name ?? LEDGER_TABLE)) return true;
    if (!(await isThere(LEDGER_TABLE))) await warehouse.createExternalTable(place(LEDGER_TABLE), { uris: [`gs://${ledgerBucket}/${LEDGER_FOLDER}*`], fields: LEDGER_COLUMNS, maxBadRecords: MAX_BAD_RECORDS, description: 'Every push through @bm/dwh-push, failed ones included.' });
    for (const { name, ...view } of views) if (!(await isThere(name))) await warehouse.createView(place(name), view);
    return true;
  } catch (error) {
    // Another process may be creating it at this moment.
    if (!(error instanceof ServiceError)) throw error;
    return false;
  }
}
