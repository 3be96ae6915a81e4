import type { $ZodObject } from 'zod/v4/core';

import type { AccessReport, CheckAccessOptions } from './access/check-access.js';
import type { DatasetDescription, DescribeOptions } from './describe-dataset.js';
import type { BackfillOptions, BackfillResult } from './backfill/backfill-options.js';
import { createDwhClient, type DwhClient } from './client.js';
import type { EraseOptions } from './erase/erase-options.js';
import type { ErasureReceipt } from './erase/erase-subject.js';
import type { PushOptions } from './options.js';
import type { PushPlan } from './plan/push-plan.js';
import type { ListPartitionsOptions, PartitionInfo } from './partition/list-partitions.js';
import type { PushReceipt } from './receipt.js';
import type { ReplayOptions } from './replay/replay-options.js';
import type { ViewOptions, ViewReceipt } from './views/publish-view.js';

/**
 * Replaces one partition of a table (or a whole unpartitioned table) with the rows of a source: validated, staged, loaded by one atomic job, described in the warehouse, reported.
 * The same call again ends in the same state. Where to push comes from the DWH_* variables of the environment; `createDwhClient` takes them explicitly.
 *
 * @returns the receipt of what was done
 * @throws DwhPushError with `code`, `step`, `fault`, `retryable`, `committed`, `remedy` and, where records are at fault, `rejects`
 */
export function pushDataset<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushReceipt> {
  return withEnvironment((client) => client.pushDataset(options));
}

/**
 * What `pushDataset` would do with the same options: a dry run. Reads the table, the staging bucket and the beginning of the source, and changes nothing anywhere.
 *
 * @returns the plan; what the push would end with before it reads the data is in `errors`. `formatPlan` makes text of it
 * @throws DwhPushError `OPTIONS_INVALID`, `CONTRACT_UNSUPPORTED`, `TARGET_*`, `ABORTED`, `DEADLINE_EXCEEDED`
 */
export function planPush<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushPlan> {
  return withEnvironment((client) => client.planPush(options));
}

/**
 * Pushes every partition from one to another, several at once, and yields what became of each as it comes. Failed partitions do not end it, unless every other one would fail the same way; at its end it throws where one was not
 * published, so that none goes unnoticed. Called again with the same table, from, to, source and contract it goes on where it stopped.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `STAGE_*`, `BACKFILL_INCOMPLETE`
 */
export async function* backfillDataset<Schema extends $ZodObject>(options: BackfillOptions<Schema>): AsyncGenerator<BackfillResult> {
  yield* await withEnvironment(async (client) => client.backfillDataset(options));
}

/**
 * Tries the dead letters of a partition again, against a contract that was mended: records that keep it now are added to the partition, each exactly once, and the others stay with their new reasons.
 *
 * @returns the receipt: `rowsRead` letters, `rowsLoaded` of them added, `rowsRejected` left
 * @throws DwhPushError as `pushDataset` does
 */
export function replayRejects<Schema extends $ZodObject>(options: ReplayOptions<Schema>): Promise<PushReceipt> {
  return withEnvironment((client) => client.replayRejects(options));
}

/**
 * The partitions of a table: rows and bytes that are there, and what was pushed last. A small query of INFORMATION_SCHEMA.PARTITIONS, which is billed as one.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `LOAD_DATASET_NOT_FOUND`, `LOAD_FORBIDDEN`, `LOAD_FAILED`, `STAGE_*`
 */
export function listPartitions(options: ListPartitionsOptions): Promise<readonly PartitionInfo[]> {
  return withEnvironment((client) => client.listPartitions(options));
}

/**
 * Creates a view, or makes an existing one say what is given, and authorizes it on the datasets that it reads: who may read the view needs no right on the tables behind it.
 *
 * @throws DwhPushError `VIEW_FORBIDDEN`, `VIEW_REFUSED`, `VIEW_FAILED`, `OPTIONS_INVALID`
 */
export function publishView(options: ViewOptions): Promise<ViewReceipt> {
  return withEnvironment((client) => client.publishView(options));
}

const clients = new Map<string, DwhClient>();

/**
 * Whether whoever runs this may do all that a push into a dataset needs, found out by cheap calls that change nothing. What is missing is named with the role to ask for, as a command and as Terraform.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `TARGET_*`
 */
export function checkAccess(options: CheckAccessOptions): Promise<AccessReport> {
  return withEnvironment((client) => client.checkAccess(options));
}

/**
 * Reads back what the warehouse, the catalog and lineage know of a dataset: description, columns with their policy tags, what pushes have registered, where it comes from.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `LOAD_*`
 */
export function describeDataset(options: DescribeOptions): Promise<DatasetDescription> {
  return withEnvironment((client) => client.describeDataset(options));
}

/**
 * Erases a data subject: all rows of a dataset, over all its partitions, whose column has one of the values, and all dead letters in which one occurs. To be run by who may read the rows; not by the account that pushes.
 *
 * @returns a receipt for the record, without the values
 * @throws DwhPushError `OPTIONS_INVALID`, `ERASE_FORBIDDEN`, `ERASE_FAILED`
 */
export function eraseSubject(options: EraseOptions): Promise<ErasureReceipt> {
  return withEnvironment((client) => client.eraseSubject(options));
}

/** One client per configuration that the environment has had, so that connections are shared between calls. */
async function withEnvironment<T>(use: (client: DwhClient) => Promise<T>): Promise<T> {
  const fresh = createDwhClient();
  const key = JSON.stringify(fresh.config);
  const client = clients.get(key) ?? fresh;
  clients.set(key, client);
  return use(client);
}
