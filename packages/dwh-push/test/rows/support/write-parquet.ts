import { rm, readFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';

/** A Parquet file of a query's rows, written by DuckDB: not by the library that reads it here. */
export async function writeParquet(select: string, options = 'COMPRESSION snappy'): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'dwh-push-parquet-'));
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    const path = join(directory, 'rows.parquet');
    await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet, ${options})`);
    return await readFile(path);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(directory, { recursive: true });
  }
}
