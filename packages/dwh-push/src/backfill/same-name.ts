import type { PartitionTime } from '../partition/partition-time.js';
import { decodePlaceholders, expandPlaceholders } from '../steps/source/expand-placeholders.js';

/** Two partitions that would get the same data, because the name of their source is the same. */
export function sameName(source: string | URL, partitions: readonly PartitionTime[]): readonly [PartitionTime, PartitionTime] | undefined {
  const written = source instanceof URL ? decodePlaceholders(source.href) : source;
  const named = new Map<string, PartitionTime>();
  for (const partition of partitions) {
    const expanded = expandPlaceholders(written, partition);
    // The push of each of them is refused.
    if ('complaint' in expanded) return undefined;
    const earlier = named.get(expanded.text);
    if (earlier !== undefined) return [earlier, partition];
    named.set(expanded.text, partition);
  }
  return undefined;
}
