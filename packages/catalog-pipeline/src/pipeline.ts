import type { DwhClient, ProgressEvent, PushOptions, PushReceipt } from '@bm/dwh-push';

import { CatalogImportError } from './catalog-import-error.js';
import { planImport, type ImportRequest, type ImportTask } from './plan-import.js';
import { publishViews, type PublishedView } from './views/publish-views.js';

/** How far the push of one table or one day is. */
export interface ImportProgress extends ProgressEvent {
  /** `dataset.table`. */
  readonly table: string;
  readonly partitionDate?: string;
}

export interface ImportOptions extends ImportRequest {
  readonly client: DwhClient;
  /** Called as the import goes on, often; the step `report` comes once per table or day, when it is done. */
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
  /** Where the log line of each push goes. Default: that of `@bm/dwh-push`. */
  readonly logger?: PushOptions['logger'];
}

/** What an import did. */
export interface CatalogImport {
  /** One per table or day, in the order in which they ran. */
  readonly receipts: readonly PushReceipt[];
  readonly views: readonly PublishedView[];
}

/**
 * Imports the product catalog and publishes both teams' views over it: the whole of `catalog_raw`, or one or more days of `catalog_inc_raw`,
 * the earliest first. A day that fails stops the range; the days before it stay, and the same call again is safe.
 *
 * @throws ImportRequestError before anything is done, where the request cannot be right.
 * @throws CatalogImportError where a push or a view failed; it says what is done.
 */
export async function importCatalog(options: ImportOptions): Promise<CatalogImport> {
  const { client, signal } = options;
  const { tasks, dataset, table } = planImport(options);

  const receipts: PushReceipt[] = [];
  for (const [index, task] of tasks.entries()) {
    try {
      receipts.push(await pushTask(task, options));
    } catch (error) {
      throw new CatalogImportError({ receipts, failed: task, notRun: tasks.slice(index + 1) }, error);
    }
  }

  try {
    return { receipts, views: await publishViews(client, { dataset, table }, signal) };
  } catch (error) {
    throw new CatalogImportError({ receipts, notRun: [] }, error);
  }
}

function pushTask(task: ImportTask, { client, source, onProgress, signal, logger }: ImportOptions): Promise<PushReceipt> {
  const { table, partitionDate } = task;
  const show = (event: ProgressEvent) => onProgress?.({ ...event, table, ...(partitionDate === undefined ? {} : { partitionDate }) });
  return client.pushDataset({
    source,
    ...task,
    onProgress: show,
    ...(signal === undefined ? {} : { signal }),
    ...(logger === undefined ? {} : { logger }),
  });
}
