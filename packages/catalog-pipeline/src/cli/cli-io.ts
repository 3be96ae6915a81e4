/** What a command needs of a stream to write to; `process.stdout` and `process.stderr` fit. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in characters. */
  readonly columns?: number | undefined;
}

/** A command's surroundings, so that it can be tested without a process. */
export interface CliIo {
  /** Results. */
  readonly stdout: OutputStream;
  /** Progress and errors. */
  readonly stderr: OutputStream;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
