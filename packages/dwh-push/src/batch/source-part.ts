/** One file of a source, with its bytes as they are stored: compressed ones still are. */
export interface SourcePart {
  /** What it is called in errors; never credentials or a query string. */
  readonly name: string;
  /** The name whose endings tell format and compression; undefined where the bytes have none. */
  readonly fileName: string | undefined;
  /** What whoever serves it calls its type: `text/csv`, in lower case, without parameters. */
  readonly mediaType: string | undefined;
  /** Set where the store has it that the bytes are compressed, whatever the name. */
  readonly contentEncoding: 'gzip' | undefined;
  /** Where it lies, if that is a file on this machine. */
  readonly path?: string;
  /**
   * A chunk is valid until the next one is asked for.
   *
   * @throws DwhPushError of the step `source` where the bytes end early, change or cannot be read.
   */
  readonly chunks: AsyncIterable<Buffer>;
}
