import { PARTITION_UNITS, type PartitionUnit } from '../../partition/unit.js';
import type { PartitionTime } from '../../partition/partition-time.js';

interface Placeholder {
  /** The longest partition that fills it. */
  readonly unit: PartitionUnit;
  /** How many digits of the partition's id it takes, from which on. */
  readonly digits: readonly [from: number, to: number];
}

const PLACEHOLDERS: Readonly<Record<string, Placeholder>> = {
  date: { unit: 'day', digits: [0, 8] },
  yyyymmddhh: { unit: 'hour', digits: [0, 10] },
  yyyymmdd: { unit: 'day', digits: [0, 8] },
  yyyymm: { unit: 'month', digits: [0, 6] },
  yyyy: { unit: 'year', digits: [0, 4] },
  mm: { unit: 'month', digits: [4, 6] },
  dd: { unit: 'day', digits: [6, 8] },
  hh: { unit: 'hour', digits: [8, 10] },
};

const NAMES = Object.keys(PLACEHOLDERS).join('|');
const WRITTEN = new RegExp(`\\{(${NAMES})\\}`, 'g');
const ENCODED = new RegExp(`%7B(${NAMES})%7D`, 'gi');

/** A URL object has encoded the braces. */
export function decodePlaceholders(href: string): string {
  return href.replaceAll(ENCODED, (_, name: string) => `{${name.toLowerCase()}}`);
}

/**
 * Puts a partition's time where a source names it: `{date}` is `2021-04-03`, the others are digits.
 *
 * @returns the text, or in `complaint` why a placeholder cannot be filled
 */
export function expandPlaceholders(text: string, partition: PartitionTime | undefined): { readonly text: string } | { readonly complaint: string } {
  for (const [placeholder, name] of text.matchAll(WRITTEN)) {
    if (partition === undefined) return { complaint: `it names ${placeholder}, and there is no partitionDate to put there` };
    const { unit } = placeholderOf(name);
    if (PARTITION_UNITS.indexOf(partition.unit) > PARTITION_UNITS.indexOf(unit)) return { complaint: `it names ${placeholder}, and a partition of one ${partition.unit} has no ${unit}` };
  }
  return { text: text.replaceAll(WRITTEN, (_, name: string) => valueOf(name, partition as PartitionTime)) };
}

function valueOf(name: string, { id, date }: PartitionTime): string {
  return name === 'date' ? date.slice(0, 10) : id.slice(...placeholderOf(name).digits);
}

function placeholderOf(name: string | undefined): Placeholder {
  return PLACEHOLDERS[name ?? ''] as Placeholder;
}
