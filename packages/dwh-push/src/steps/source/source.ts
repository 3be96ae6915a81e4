/** An opened source: its bytes, once, from the start. */
export interface Source {
  /** What it is called in receipts, logs and errors: a path, or an origin and path; never credentials or a query string. */
  readonly name: string;
  readonly kind: 'file' | 'http' | 'rows';
  /** Bytes, where the source says so. */
  readonly size: number | undefined;
  /** @throws DwhPushError of the step `source` where the bytes end early, change or cannot be read. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Lets go of it, read or not; more than once is fine. */
  close(): Promise<void>;
}
