import { isDeepStrictEqual } from 'node:util';

import { layoutText } from '../partitions/partitioning.js';
import { invalid } from '../refusals.js';
import { tableName } from '../resource-names.js';
import type { BaseTableRecord } from '../store/table-record.js';

/**
 * A copy moves files, and so a table takes only what is divided and sorted as it is itself. What has no partitions goes into a table by ingestion time, and anything into one without any layout.
 * https://docs.cloud.google.com/bigquery/docs/managing-partitioned-tables#copy_a_single_partitioned_table
 * @throws ApiError 400
 */
export function requireLayout(source: BaseTableRecord, destination: BaseTableRecord): void {
  if (source.partitioning === undefined && destination.partitioning?.field !== undefined) throw invalid('Failed to copy Non partitioned table to Column partitioned table: not supported');
  const [from, to] = [source, destination].map(({ partitioning }) => layoutText(partitioning, undefined));
  if (source.partitioning !== undefined && destination.partitioning?.field !== undefined && from?.toLowerCase() !== to?.toLowerCase()) {
    throw invalid(`Incompatible table partitioning specification. Expects partitioning specification ${to}, but input partitioning specification is ${from}`);
  }
  const sorts = destination.clustering !== undefined || destination.partitioning !== undefined;
  if (!sorts || isDeepStrictEqual(columns(source), columns(destination))) return;
  throw invalid(`Failed to copy ${tableName(source)} to ${tableName(destination)}: incompatible clustering fields.`);
}

function columns({ clustering }: BaseTableRecord): readonly string[] {
  return (clustering ?? []).map((name) => name.toLowerCase());
}
