/** Accepted records in the form in which they are staged: newline-delimited JSON, each with its line ending. */
export interface AcceptedRows {
  readonly records: number;
  readonly lines: Buffer;
}
