/** What the log line goes to: pino, console and most others have these two. */
export interface Logger {
  info(entry: object, message: string): void;
  error(entry: object, message: string): void;
}

/** One line of JSON on standard error, with the fields that Cloud Logging reads: https://docs.cloud.google.com/logging/docs/structured-logging */
export const jsonLines: Logger = {
  info: (entry, message) => write('INFO', entry, message),
  error: (entry, message) => write('ERROR', entry, message),
};

function write(severity: string, entry: object, message: string): void {
  process.stderr.write(`${JSON.stringify({ severity, time: new Date().toISOString(), message, ...entry })}\n`);
}
