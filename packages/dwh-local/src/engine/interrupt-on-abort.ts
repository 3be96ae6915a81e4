import type { DuckDBConnection } from '@duckdb/node-api';

/** An interrupt between two statements is lost, so that it is repeated until the work has noticed. */
const REPEAT_MS = 20;

/**
 * Interrupts what runs on `connection` when `signal` aborts.
 * @returns ends that; to be called before the statements that must not be cut.
 */
export function interruptOnAbort(connection: DuckDBConnection, signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const interrupt = () => {
    connection.interrupt();
    timer = setInterval(() => connection.interrupt(), REPEAT_MS).unref();
  };
  signal.addEventListener('abort', interrupt, { once: true });
  return () => {
    signal.removeEventListener('abort', interrupt);
    clearInterval(timer);
  };
}
