import { partitionAt, type PartitionTime } from './partition-time.js';

/** The partition right after; undefined behind the year 9999. */
export function nextPartition({ unit, end }: PartitionTime): PartitionTime | undefined {
  return partitionAt(unit, end);
}

/** The partition right before; undefined ahead of the year 1. */
export function previousPartition({ unit, start }: PartitionTime): PartitionTime | undefined {
  return partitionAt(unit, start - 1);
}

/** Every partition from one to another of the same unit, both included, the earliest first; none where `to` is before `from`. */
export function* partitionsBetween(from: PartitionTime, to: PartitionTime): Generator<PartitionTime> {
  for (let at: PartitionTime | undefined = from; at !== undefined && at.start <= to.start; at = nextPartition(at)) yield at;
}
