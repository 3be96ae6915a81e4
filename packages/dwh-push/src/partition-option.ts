import type { Partitioning } from './contract/contract.js';
import { canBeOfColumn } from './partition/column-bounds.js';
import { parsePartitionTime, type PartitionTime } from './partition/partition-time.js';
import { FORMS, PARTITION_UNITS } from './partition/unit.js';

/**
 * Reads what a caller wrote as `partitionDate`, in the unit of the dataset.
 *
 * @param partitioning - undefined where the contract was complained about: then any unit will do
 * @returns the partition, undefined where the whole table is meant, or what is wrong
 */
export function resolvePartition(written: unknown, partitioning: Partitioning | undefined): PartitionTime | string | undefined {
  if (written === undefined) return partitioning === undefined || partitioning.type === 'none' ? undefined : `the dataset is partitioned by ${partitioning.type}: say which ${partitioning.type} to replace, ${formOf(partitioning.type)}`;
  if (partitioning?.type === 'none') return 'the dataset is not partitioned: leave it out to replace the whole table';
  const units = partitioning === undefined ? PARTITION_UNITS : [partitioning.type];
  if (typeof written !== 'string') return `it is text, ${formOf(partitioning?.type ?? 'day')}`;
  const time = units.map((unit) => parsePartitionTime(unit, written)).find((parsed) => parsed !== undefined);
  if (time === undefined) return complaintAbout(written, partitioning?.type ?? 'day');
  if (partitioning?.column !== undefined && !canBeOfColumn(time)) return 'a table that a column partitions has partitions from 1960-01-01 to 2159-12-31 only; the warehouse keeps rows of other times apart';
  return time;
}

function complaintAbout(written: string, unit: PartitionTime['unit']): string {
  const other = PARTITION_UNITS.find((candidate) => parsePartitionTime(candidate, written) !== undefined);
  if (other !== undefined) return `it names ${withArticle(other)}, and the dataset is partitioned by ${unit}: write it ${formOf(unit)}`;
  return `it is not ${withArticle(unit)} of the calendar, ${formOf(unit)}`;
}

function formOf(unit: PartitionTime['unit']): string {
  const { letters, example } = FORMS[unit];
  return `as ${letters} (${example})`;
}

function withArticle(unit: PartitionTime['unit']): string {
  return `${unit === 'hour' ? 'an' : 'a'} ${unit}`;
}
