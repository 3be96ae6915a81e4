import type { SourcePart } from '../../batch/source-part.js';
import type { SourceObject } from '../../ports/source-store.js';

/** An opened source: its bytes, once, from the start. */
export interface Source {
  /** What it is called in receipts, logs and errors: a path, or an origin and path; never credentials or a query string. */
  readonly name: string;
  readonly kind: 'file' | 'http' | 'gs' | 's3' | 'stream' | 'bytes' | 'rows';
  /** The rows, where they are the source; otherwise it has parts. */
  readonly rows?: Iterable<unknown> | AsyncIterable<unknown>;
  /** Bytes as they are stored, of all parts, where the source says so. */
  readonly size: number | undefined;
  /** To be read one after the other; at least one, but where rows are the source. */
  readonly parts: readonly SourcePart[];
  /** Where they are objects of Cloud Storage: the same ones, in the same order, as they were when the push began. */
  readonly objects?: readonly SourceObject[];
  /** Lets go of it, read or not; more than once is fine. */
  close(): Promise<void>;
}
