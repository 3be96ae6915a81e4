import type { DuckDBConnection, DuckDBMaterializedResult, DuckDBPreparedStatement, DuckDBValue } from '@duckdb/node-api';

/** Named values for `$name` placeholders. */
export type Parameters = Record<string, DuckDBValue>;

/** More texts than the stores have; one that is made anew for each call does not fill the memory. */
const MAX_KEPT = 100;

/** The prepared statements of a connection that nobody is using. */
const idle = new WeakMap<DuckDBConnection, Map<string, DuckDBPreparedStatement>>();

/** Runs a statement that is prepared once per connection: for the few whose text never changes, of which every request runs several. */
export async function runPrepared(connection: DuckDBConnection, sql: string, parameters: Parameters): Promise<DuckDBMaterializedResult> {
  const statements = idle.get(connection) ?? new Map<string, DuckDBPreparedStatement>();
  idle.set(connection, statements);
  // Taken out while it is used: what one call binds is not another's.
  const statement = statements.get(sql) ?? (await connection.prepare(sql));
  statements.delete(sql);
  let kept = false;
  try {
    statement.bind(parameters);
    const result = await statement.run();
    kept = statements.size < MAX_KEPT && !statements.has(sql);
    if (kept) statements.set(sql, statement);
    return result;
  } finally {
    if (!kept) statement.destroySync();
  }
}

/** Closes a connection with the statements that were prepared on it: one that is left keeps the database open. */
export function closeConnection(connection: DuckDBConnection): void {
  for (const statement of idle.get(connection)?.values() ?? []) statement.destroySync();
  idle.delete(connection);
  connection.closeSync();
}
