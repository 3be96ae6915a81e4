export const SOURCE_FORMATS = ['csv', 'ndjson', 'parquet'] as const;

/** What a source holds, where it is bytes. */
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

/** The format that a name ends with. */
export function formatOfName(name: string): SourceFormat {
  if (/\.parquet$/i.test(name)) return 'parquet';
  return /\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : 'csv';
}
