export const SOURCE_FORMATS = ['csv', 'ndjson'] as const;

/** What a source holds, where it is bytes. */
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

/** The format that a name ends with. */
export function formatOfName(name: string): SourceFormat {
  return /\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : 'csv';
}
