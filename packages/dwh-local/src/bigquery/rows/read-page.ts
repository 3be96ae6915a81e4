import type { DuckDBConnection } from '@duckdb/node-api';

import { MAX_PAGE_BYTES, MAX_PAGE_ROWS } from '../limits.js';
import type { Field } from '../schema/field.js';
import { formatRow, type Cell, type ValueFormat } from './format-value.js';
import { readableSql } from './readable-sql.js';

export interface PageRequest {
  readonly start: number;
  readonly maxRows?: number;
  readonly format: ValueFormat;
  /** SQL over the relation's columns. */
  readonly where?: string;
}

export interface Page {
  readonly rows: { f: Cell[] }[];
  /** Where the next page starts; at or behind the end where there is none. */
  readonly next: number;
}

/** Rows of a relation in their stored order, as many as one answer may hold. */
export async function readPage(connection: DuckDBConnection, relation: string, fields: readonly Field[], request: PageRequest): Promise<Page> {
  const limit = Math.min(request.maxRows ?? MAX_PAGE_ROWS, MAX_PAGE_ROWS);
  const columns = fields.map(readableSql).join(', ');
  const where = request.where === undefined ? '' : ` WHERE ${request.where}`;
  const result = await connection.stream(`SELECT ${columns === '' ? '1' : columns} FROM ${relation}${where} LIMIT ${limit} OFFSET ${request.start}`);
  const rows: { f: Cell[] }[] = [];
  let bytes = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { rows, next: request.start + rows.length };
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
}
