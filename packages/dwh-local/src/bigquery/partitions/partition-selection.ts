import { invalid } from '../refusals.js';
import { tableName } from '../resource-names.js';
import type { BaseTableRecord } from '../store/table-record.js';
import { NULL_PARTITION, partitionRange, UNPARTITIONED } from './decorator.js';
import { inPartitionSql, partitionIdSql } from './partition-sql.js';

/** The rows of the partition that a decorator names. @throws ApiError 400 where the table has no such partitions */
export function partitionSelection(record: BaseTableRecord, decorator: string): { readonly id: string; readonly where: string } {
  const { partitioning } = record;
  if (partitioning === undefined) throw invalid(`Cannot read partition $${decorator}: table ${tableName(record)} is not partitioned.`);
  if (decorator === NULL_PARTITION || decorator === UNPARTITIONED) return { id: decorator, where: `${partitionIdSql(partitioning, record.schema)} = '${decorator}'` };
  const range = partitionRange(decorator, partitioning, tableName(record));
  return { id: range.id, where: inPartitionSql(partitioning, record.schema, range) };
}
