/** What the log line goes to: pino, console and most others have these two. */
export interface Logger {
  /** Takes the line of a push that succeeded. */
  info(entry: object, message: string): void;
  /** Takes the line of a push that failed. */
  error(entry: object, message: string): void;
}

/** One line of JSON on standard error, with the fields that Cloud Logging reads: https://docs.cloud.google.com/logging/docs/structured-logging */
export const jsonLines: Logger = {
  info: (entry, message) => void process.stderr.write(`${line('INFO', entry, message)}\n`),
  error: (entry, message) => void process.stderr.write(`${line('ERROR', entry, message)}\n`),
};

/** A console prints objects over many lines, which a log takes for as many entries: it gets the line as a text. */
export function consoleLines(console: Logger): Logger {
  const print = console as unknown as Readonly<Record<'info' | 'error', (text: string) => void>>;
  return { info: (entry, message) => print.info(line('INFO', entry, message)), error: (entry, message) => print.error(line('ERROR', entry, message)) };
}

export function isConsole(logger: Logger): boolean {
  const { log, table, group } = logger as unknown as Partial<Console>;
  return [log, table, group].every((method) => typeof method === 'function');
}

function line(severity: string, entry: object, message: string): string {
  return JSON.stringify({ severity, time: new Date().toISOString(), message, ...entry });
}
