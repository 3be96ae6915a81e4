import type { ResolvedConfig } from '../config.js';
import { labelComplaints } from '../contract/labels.js';
import { DwhPushError } from '../errors.js';
import { datasetRef, requireOptions, tableRef } from '../options.js';
import { ServiceError } from '../ports/service-error.js';
import type { TableRef, TableState, Warehouse } from '../ports/warehouse.js';
import { authorizeView } from './authorize-view.js';

/** Options of `publishView`. */
export interface ViewOptions {
  /** `dataset.view` or `project.dataset.view`. */
  readonly view: string;
  /** GoogleSQL. */
  readonly query: string;
  readonly description?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Datasets whose tables the view reads and on which it is authorized: `dataset` or `project.dataset`. Default: none. */
  readonly sources?: readonly string[];
}

/** What publishing a view did. */
export interface ViewReceipt {
  /** `project.dataset.view`. */
  readonly view: string;
  readonly outcome: 'created' | 'updated' | 'unchanged';
}

const MAX_TRIES = 5;

export async function publishView(options: ViewOptions, warehouse: Warehouse, config: ResolvedConfig): Promise<ViewReceipt> {
  const { view, sources } = resolveView(options, config.project);
  try {
    if (config.target === 'local') await createLocalDataset(warehouse, view, config.location as string);
    const outcome = await writeView(view, options, warehouse);
    for (const source of sources) await authorizeView(view, source, warehouse);
    return { view: `${view.project}.${view.dataset}.${view.table}`, outcome };
  } catch (error) {
    throw error instanceof ServiceError ? viewError(error, options.view) : error;
  }
}

interface ResolvedView {
  readonly view: TableRef;
  readonly sources: readonly { readonly project: string; readonly dataset: string }[];
}

const KNOWN = new Set(['view', 'query', 'description', 'labels', 'sources']);

function resolveView(options: ViewOptions, project: string): ResolvedView {
  requireOptions(options, 'The view');
  const view = tableRef(options.view, project);
  const sources = (options.sources ?? []).map((source) => datasetRef(source, project));
  const complaints = [
    ...Object.keys(options).filter((key) => !KNOWN.has(key)).map((key) => `there is no option "${key}"`),
    ...(typeof view === 'string' ? [`view: ${view}`] : []),
    ...(typeof options.query === 'string' && options.query.trim() !== '' ? [] : ['query: it is empty']),
    ...labelComplaints(options.labels ?? {}),
    ...(sources.includes(undefined) ? ['sources: a dataset is written dataset or project.dataset'] : []),
  ];
  if (complaints.length > 0 || typeof view === 'string') throw new DwhPushError('OPTIONS_INVALID', `The view cannot be published: ${complaints.join('; ')}.`);
  return { view, sources: sources.filter((source) => source !== undefined) };
}

async function createLocalDataset(warehouse: Warehouse, view: TableRef, location: string): Promise<void> {
  if ((await warehouse.getDataset(view)) === undefined) await warehouse.createDataset(view, location);
}

async function writeView(ref: TableRef, options: ViewOptions, warehouse: Warehouse): Promise<ViewReceipt['outcome']> {
  for (let tries = 1; ; tries += 1) {
    const current = await warehouse.getTable(ref);
    try {
      if (current === undefined) {
        await warehouse.createView(ref, options);
        return 'created';
      }
      if (current.type !== 'VIEW') throw new DwhPushError('VIEW_REFUSED', `${options.view} exists and is a ${current.type}, not a view.`);
      if (says(current, options)) return 'unchanged';
      await warehouse.patchTable(ref, current.etag, {
        viewQuery: options.query,
        ...(options.description === undefined ? {} : { description: options.description }),
        ...(options.labels === undefined ? {} : { labels: options.labels }),
      });
      return 'updated';
    } catch (error) {
      const overtaken = error instanceof ServiceError && (error.status === 409 || error.status === 412);
      if (!overtaken || tries === MAX_TRIES) throw error;
    }
  }
}

function says(current: TableState, { query, description, labels }: ViewOptions): boolean {
  return (
    current.viewQuery === query &&
    (description === undefined || current.description === description) &&
    Object.entries(labels ?? {}).every(([key, value]) => current.labels[key] === value)
  );
}

function viewError(error: ServiceError, view: string): DwhPushError {
  const message = `The view ${view} could not be published: ${error.reason} (${error.call}).`;
  if (error.forbidden) return new DwhPushError('VIEW_FORBIDDEN', message, { cause: error });
  return new DwhPushError(error.retryable ? 'VIEW_FAILED' : 'VIEW_REFUSED', message, { cause: error });
}
