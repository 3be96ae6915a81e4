import type { DuckDBConnection, DuckDBDataChunk, DuckDBMaterializedResult } from '@duckdb/node-api';

import { MAX_PAGE_BYTES, MAX_PAGE_ROWS } from '../limits.js';
import type { Field } from '../schema/field.js';
import { formatRow, type Cell, type ValueFormat } from './format-value.js';
import { readableSql } from './readable-sql.js';

export interface PageRequest {
  readonly start: number;
  readonly maxRows?: number;
  readonly format: ValueFormat;
  /** How many rows the relation has, where that is known. */
  readonly totalRows?: number;
  /** SQL over the relation's columns. */
  readonly where?: string;
}

export interface Page {
  readonly rows: { f: Cell[] }[];
  /** Where the next page starts; at or behind the end where there is none. */
  readonly next: number;
}

/** DuckDB hands rows out by so many: fewer are read in one call of the client, and take no more memory than one turn of a stream. */
const CHUNK_ROWS = 2048;

/** Rows of a relation in their stored order, as many as one answer may hold. */
export async function readPage(connection: DuckDBConnection, relation: string, fields: readonly Field[], request: PageRequest): Promise<Page> {
  const limit = Math.min(request.maxRows ?? MAX_PAGE_ROWS, MAX_PAGE_ROWS);
  const columns = fields.map(readableSql).join(', ');
  const where = request.where === undefined ? '' : ` WHERE ${request.where}`;
  const sql = `SELECT ${columns === '' ? '1' : columns} FROM ${relation}${where} LIMIT ${limit} OFFSET ${request.start}`;
  const few = Math.min(limit, request.totalRows ?? limit) <= CHUNK_ROWS;
  const rows: { f: Cell[] }[] = [];
  let bytes = 0;
  for await (const chunk of few ? chunksOf(await connection.run(sql)) : await connection.stream(sql)) {
    for (const values of chunk.getRows()) {
      const row = formatRow(values, fields, request.format);
      bytes += Buffer.byteLength(JSON.stringify(row));
      if (rows.length > 0 && bytes > MAX_PAGE_BYTES) {
        // Another statement on the connection ends the open result, and with it the snapshot that it holds.
        await connection.run('SELECT 1');
        return { rows, next: request.start + rows.length };
      }
      rows.push(row);
    }
  }
  return { rows, next: request.start + rows.length };
}

function chunksOf(result: DuckDBMaterializedResult): DuckDBDataChunk[] {
  return Array.from({ length: result.chunkCount }, (_, index) => result.getChunk(index));
}
