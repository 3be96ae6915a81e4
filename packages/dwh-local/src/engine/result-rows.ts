import { JSDuckDBValueConverter, type DuckDBMaterializedResult } from '@duckdb/node-api';

/** The rows of a result that is in memory already, as objects of JavaScript values: read where they are, for each further call of the client is a turn of another thread. */
export function resultRows<Row>(result: DuckDBMaterializedResult): Row[] {
  const names = result.deduplicatedColumnNames();
  const rows: Row[] = [];
  for (let index = 0; index < result.chunkCount; index++) {
    for (const values of result.getChunk(index).convertRows(JSDuckDBValueConverter)) rows.push(Object.fromEntries(names.map((name, column) => [name, values[column]])) as Row);
  }
  return rows;
}
