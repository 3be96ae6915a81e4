import { listHeads, type Head } from '../commit/head.js';
import { stagingError } from '../commit/staging-error.js';
import { DwhPushError } from '../errors.js';
import { requireOptions, tableRef } from '../options.js';
import { ServiceError } from '../ports/service-error.js';
import type { TableRef } from '../ports/warehouse.js';
import type { PushContext } from '../push-scope.js';
import { loadError } from '../steps/load/inspect-table.js';

/** Options of `listPartitions`. */
export interface ListPartitionsOptions {
  /** `dataset.table` or `project.dataset.table`. */
  readonly table: string;
}

/** One partition of a table: what the warehouse holds, and what was pushed last. */
export interface PartitionInfo {
  /** `20210403`; absent for a table that is not partitioned. */
  readonly partition?: string;
  /** Rows that are there now. */
  readonly rows: number;
  /** Logical bytes that are there now. */
  readonly bytes?: number;
  /** When the rows were last changed, by whomever. ISO 8601; absent where there are none. */
  readonly modifiedAt?: string;
  /** The last push that published into it; absent where no push of this library did. */
  readonly lastPush?: LastPush;
}

/** The push that wrote a partition last. */
export interface LastPush {
  readonly pushId: string;
  readonly jobId: string;
  readonly rows: number;
  readonly rejected: number;
  readonly team?: string;
  /** ISO 8601. */
  readonly publishedAt: string;
}

/**
 * The partitions of a table, by their id: those that hold rows, and those that a push has emptied. A table that does not exist has none.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `LOAD_DATASET_NOT_FOUND`, `LOAD_FORBIDDEN`, `LOAD_FAILED`, `STAGE_*`
 */
export async function listPartitions(options: ListPartitionsOptions, { config, warehouse, store }: PushContext): Promise<readonly PartitionInfo[]> {
  requireOptions(options, 'The list');
  const table = tableRef(options.table, config.project);
  const unknown = Object.keys(options).filter((key) => key !== 'table');
  const complaints = [...(typeof table === 'string' ? [`table: ${table}`] : []), ...unknown.map((key) => `there is no option "${key}"`)];
  if (typeof table === 'string' || complaints.length > 0) throw new DwhPushError('OPTIONS_INVALID', `The partitions cannot be listed: ${complaints.join('; ')}.`);
  try {
    const dataset = await warehouse.getDataset(table);
    if (dataset === undefined) throw new DwhPushError('LOAD_DATASET_NOT_FOUND', `The dataset ${table.project}.${table.dataset} does not exist, or this identity may not see it.`);
    const [heads, state] = await Promise.all([listHeads(store, table), warehouse.getTable(table)]);
    if (state === undefined) return [];
    if (state.timePartitioning === undefined) return [infoOf(undefined, state.content, heads.get('all'))];
    return merged(await warehouse.listPartitions(table, dataset.location), heads);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const what = `The partitions of ${name(table)} could not be listed`;
    throw error.call.startsWith('storage.') ? stagingError(error, what) : loadError(error, what);
  }
}

function merged(contents: ReadonlyMap<string, Content>, heads: ReadonlyMap<string, Head>): readonly PartitionInfo[] {
  const ids = new Set([...contents.keys(), ...[...heads.keys()].filter((id) => id !== 'all')]);
  return [...ids].sort().map((id) => infoOf(id, contents.get(id), heads.get(id)));
}

interface Content {
  readonly rows: number;
  readonly bytes?: number;
  readonly modifiedAt: number;
}

function infoOf(partition: string | undefined, content: Content | undefined, head: Head | undefined): PartitionInfo {
  return {
    ...(partition === undefined ? {} : { partition }),
    rows: content?.rows ?? 0,
    ...(content?.bytes === undefined ? {} : { bytes: content.bytes }),
    ...(content === undefined ? {} : { modifiedAt: new Date(content.modifiedAt).toISOString() }),
    ...(head === undefined ? {} : { lastPush: lastPushOf(head) }),
  };
}

function lastPushOf({ pushId, jobId, rows, rejected, team, publishedAt }: Head): LastPush {
  return { pushId, jobId, rows, rejected, ...(team === undefined ? {} : { team }), publishedAt };
}

function name({ project, dataset, table }: TableRef): string {
  return `${project}.${dataset}.${table}`;
}
