import type { SourcePart } from '../../batch/source-part.js';

/** An opened source: its bytes, once, from the start. */
export interface Source {
  /** What it is called in receipts, logs and errors: a path, or an origin and path; never credentials or a query string. */
  readonly name: string;
  readonly kind: 'file' | 'http' | 'gs' | 's3' | 'stream' | 'bytes';
  /** Bytes as they are stored, of all parts, where the source says so. */
  readonly size: number | undefined;
  /** At least one; to be read one after the other. */
  readonly parts: readonly SourcePart[];
  /** Lets go of it, read or not; more than once is fine. */
  close(): Promise<void>;
}
