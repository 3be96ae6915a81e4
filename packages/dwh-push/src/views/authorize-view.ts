import { DwhPushError } from '../errors.js';
import { ServiceError } from '../ports/service-error.js';
import type { TableRef, Warehouse } from '../ports/warehouse.js';

const MAX_TRIES = 5;

/**
 * Lets a view read the tables of a dataset for whoever may read the view. The dataset's access list is read, added to and written back under its etag, so that nobody else's
 * entry is lost. https://docs.cloud.google.com/bigquery/docs/authorized-views
 */
export async function authorizeView(view: TableRef, source: { project: string; dataset: string }, warehouse: Warehouse): Promise<void> {
  const entry = { view: { projectId: view.project, datasetId: view.dataset, tableId: view.table } };
  for (let tries = 1; ; tries += 1) {
    const dataset = await warehouse.getDataset(source);
    if (dataset === undefined) throw new DwhPushError('VIEW_REFUSED', `The dataset ${source.project}.${source.dataset}, which the view reads, does not exist.`);
    if (dataset.access.some((present) => isSame(present['view'], entry.view))) return;
    try {
      await warehouse.setDatasetAccess(source, dataset.etag, [...dataset.access, entry]);
      return;
    } catch (error) {
      const overtaken = error instanceof ServiceError && error.status === 412;
      if (!overtaken || tries === MAX_TRIES) throw error;
    }
  }
}

function isSame(present: unknown, view: Readonly<Record<string, string>>): boolean {
  return typeof present === 'object' && present !== null && Object.entries(view).every(([key, value]) => (present as Record<string, unknown>)[key] === value);
}
