import type { $ZodObject } from 'zod/v4/core';

import type { DwhPushError } from '../errors.js';
import type { PushOptions } from '../options.js';
import type { PushReceipt } from '../receipt.js';

/** What is pushed for each partition: text whose placeholders expand, or a function that is asked for each. */
export type BackfillSource<Schema extends $ZodObject = $ZodObject> = string | URL | ((partitionDate: string) => PushOptions<Schema>['source'] | Promise<PushOptions<Schema>['source']>);

/** Options of `backfillDataset`: those of a push, with a range of partitions in place of one. */
export interface BackfillOptions<Schema extends $ZodObject = $ZodObject> extends Omit<PushOptions<Schema>, 'source' | 'partitionDate'> {
  /** The first partition and the last one, both included, written as `partitionDate` is. */
  readonly from: string;
  readonly to: string;
  readonly source: BackfillSource<Schema>;
  /** How many partitions are pushed at once, from 1 to 16. Default: 4. */
  readonly concurrency?: number;
  /**
   * How many partitions are pushed at most by this call; the others are `not-started`, for another day. Default: four fifths of the changes of partitions that the warehouse takes per table and day: 8,800 for a table
   * that is partitioned by ingestion, 24,000 for one that is by a column. https://docs.cloud.google.com/bigquery/quotas#partitioned_tables
   */
  readonly limit?: number;
  /** Begin anew: push every partition, also those that an earlier call of the same backfill has published. To go on afterwards, leave it out again. Default: false. */
  readonly restart?: boolean;
}

/**
 * What became of one partition. `skipped`: an earlier call of the same backfill has published it, and nothing else was pushed into it since. `not-started`: the limit was reached, or an error has ended the backfill that every
 * other partition would meet too.
 */
export type BackfillResult =
  | { readonly partitionDate: string; readonly outcome: 'published' | 'unchanged'; readonly receipt: PushReceipt }
  | { readonly partitionDate: string; readonly outcome: 'failed'; readonly error: DwhPushError }
  | { readonly partitionDate: string; readonly outcome: 'skipped' }
  | { readonly partitionDate: string; readonly outcome: 'not-started'; readonly reason: 'limit' | 'stopped' };
