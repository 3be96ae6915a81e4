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

/** Makes the ledger queryable where no warehouse team has: `dwh_ops.pushes` over the objects of the bucket, and its views. What is there stays. As far as it succeeds. */
export async function createLedger({ warehouse, project, location, ledgerBucket }: CreateLedgerOptions): Promise<void> {
  const place = (table: string) => ({ project, dataset: OPS_DATASET, table });
  try {
    const isNew = await warehouse.createDataset(place(LEDGER_TABLE), location);
    if (!isNew && (await warehouse.getTable(place(LEDGER_TABLE))) !== undefined) return;
    await warehouse.createExternalTable(place(LEDGER_TABLE), { uris: [`gs://${ledgerBucket}/${LEDGER_FOLDER}*`], fields: LEDGER_COLUMNS, maxBadRecords: MAX_BAD_RECORDS, description: 'Every push through @bm/dwh-push, failed ones included.' });
    for (const { name, ...view } of ledgerViews(project)) await warehouse.createView(place(name), view);
  } catch (error) {
    // Another process may be creating it at this moment.
    if (!(error instanceof ServiceError)) throw error;
  }
}
