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
    return findType([field], 'TIMESTAMP') === undefined ? name : `${withoutZones(field, name, 0)} AS ${name}`;
  });
  const codec = compression === 'NONE' ? 'uncompressed' : compression.toLowerCase();
  await connection.run(`COPY (SELECT ${columns.join(', ')} FROM ${relation} WHERE ${where}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION ${quoteLiteral(codec)})`);
}

/** The value with every TIMESTAMP in it as one without a zone. */
function withoutZones(field: Field, value: string, depth: number): string {
  if (findType([field], 'TIMESTAMP') === undefined) return value;
  if (field.mode === 'REPEATED') {
    const item = `x${depth}`;
    return `list_transform(${value}, lambda ${item}: ${withoutZones({ ...field, mode: 'NULLABLE' }, item, depth + 1)})`;
  }
  if (field.type === 'TIMESTAMP') return `timezone('UTC', ${value})`;
  const children = (field.fields ?? []).map((child) => `${quoteIdentifier(child.name)} := ${withoutZones(child, `struct_extract(${value}, ${quoteLiteral(child.name)})`, depth)}`);
  return `CASE WHEN ${value} IS NOT NULL THEN struct_pack(${children.join(', ')}) END`;
}

function findType(fields: readonly Field[], type: Field['type']): string | undefined {
  return fields.flatMap((field) => (field.type === type ? [field.name] : (findType(field.fields ?? [], type) ?? [])))[0];
}
