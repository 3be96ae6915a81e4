/** Takes bytes of the staged file, in order. */
export type Sink = (bytes: Buffer, start: number, end: number) => void;

/** Writes accepted records in the format that the load job reads. */
export interface Encoder<Records> {
  /** How the names of staged objects end, without the dot. */
  readonly extension: 'csv' | 'ndjson';
  encode(records: Records, sink: Sink): void;
}
