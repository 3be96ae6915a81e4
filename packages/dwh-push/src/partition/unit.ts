/** How long the partitions of a table are, from the shortest. */
export type PartitionUnit = 'hour' | 'day' | 'month' | 'year';
export const PARTITION_UNITS: readonly PartitionUnit[] = ['hour', 'day', 'month', 'year'];

interface Form {
  /** An example of how such a partition is written as `partitionDate`. */
  readonly example: string;
  /** The same in letters. */
  readonly letters: string;
  /** What follows it in the ISO text of the partition's first instant. */
  readonly rest: string;
  readonly pattern: RegExp;
}

/** Each is the beginning of an ISO time in UTC, so that the first characters of a time name its partition. */
export const FORMS: Readonly<Record<PartitionUnit, Form>> = {
  hour: { example: '2021-04-03T10', letters: 'YYYY-MM-DDTHH', rest: ':00:00.000Z', pattern: /^\d{4}-\d{2}-\d{2}T\d{2}$/ },
  day: { example: '2021-04-03', letters: 'YYYY-MM-DD', rest: 'T00:00:00.000Z', pattern: /^\d{4}-\d{2}-\d{2}$/ },
  month: { example: '2021-04', letters: 'YYYY-MM', rest: '-01T00:00:00.000Z', pattern: /^\d{4}-\d{2}$/ },
  year: { example: '2021', letters: 'YYYY', rest: '-01-01T00:00:00.000Z', pattern: /^\d{4}$/ },
};

export function isPartitionUnit(value: unknown): value is PartitionUnit {
  return PARTITION_UNITS.some((unit) => unit === value);
}
