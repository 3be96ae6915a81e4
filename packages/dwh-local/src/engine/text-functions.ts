import { BLOB, DuckDBBlobValue, DuckDBScalarFunction, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';

/** Adds `readable_text(blob)` to a database: the bytes as UTF-8, with U+FFFD for what is none, where DuckDB's `decode` fails. */
export function registerTextFunctions(connection: DuckDBConnection): void {
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'readable_text',
      parameterTypes: [BLOB],
      returnType: VARCHAR,
      mainFunction: (_info, input, output) => {
        const blobs = input.getColumnVector(0);
        for (let row = 0; row < input.rowCount; row++) {
          const blob = blobs.getItem(row);
          output.setItem(row, blob instanceof DuckDBBlobValue ? Buffer.from(blob.bytes).toString('utf8') : null);
        }
        output.flush();
      },
    }),
  );
}
