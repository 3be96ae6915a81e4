import type { DuckDBConnection } from '@duckdb/node-api';

import { quoteIdentifier, quoteLiteral } from '../../engine/quote.js';
import type { SourceRows } from '../copy/read-source.js';
import { notImplemented } from '../refusals.js';
import type { Field } from '../schema/field.js';
import type { Compression } from './extract-spec.js';

/** Writes one Parquet file. TIMESTAMP and DATETIME are both microseconds without a zone, as the service writes them. @throws ApiError 501 for BIGNUMERIC */
export async function extractParquet(connection: DuckDBConnection, { record, relation, where }: SourceRows, compression: Compression, path: string): Promise<void> {
  const bignumeric = findType(record.schema, 'BIGNUMERIC');
  if (bignumeric !== undefined) throw notImplemented(`extracting BIGNUMERIC (field ${bignumeric}) to PARQUET`);
  const columns = record.schema.map((field) => {
    const name = quoteIdentifier(field.name);
    return field.type === 'TIMESTAMP' && field.mode !== 'REPEATED' ? `timezone('UTC', ${name}) AS ${name}` : name;
  });
  const codec = compression === 'NONE' ? 'uncompressed' : compression.toLowerCase();
  await connection.run(`COPY (SELECT ${columns.join(', ')} FROM ${relation} WHERE ${where}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION ${quoteLiteral(codec)})`);
}

function findType(fields: readonly Field[], type: Field['type']): string | undefined {
  return fields.flatMap((field) => (field.type === type ? [field.name] : (findType(field.fields ?? [], type) ?? [])))[0];
}
