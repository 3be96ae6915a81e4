import { quoteString } from './quote.js';

/** What marks an error as raised by the query itself, not by DuckDB. */
export const RAISED = 'BQ: ';

/** An expression that fails the query with this message. `parts` are DuckDB expressions of any type, appended as text. */
export function raise(message: string, ...parts: readonly string[]): string {
  return `error(${[quoteString(`${RAISED}${message}`), ...parts.map((part) => (part.startsWith("'") ? part : `COALESCE(CAST(${part} AS VARCHAR), 'NULL')`))].join(' || ')})`;
}
