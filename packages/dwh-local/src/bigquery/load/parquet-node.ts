import type { DuckDBConnection } from '@duckdb/node-api';

import { rows } from '../../engine/engine.js';
import { quoteLiteral } from '../../engine/quote.js';

interface SchemaRow {
  readonly name: string;
  readonly type: string | null;
  readonly repetition_type: string | null;
  readonly num_children: bigint | null;
  readonly converted_type: string | null;
  readonly scale: bigint | null;
  readonly precision: bigint | null;
  readonly logical_type: string | null;
}

/** A node of a Parquet file's schema, as the file has it. */
export interface ParquetNode {
  readonly name: string;
  /** `INT32`, `BYTE_ARRAY`, ...; undefined for a group. */
  readonly physical: string | undefined;
  readonly repetition: 'REQUIRED' | 'OPTIONAL' | 'REPEATED';
  /** `TIMESTAMP_MICROS`, `LIST`, ...; undefined where there is none. */
  readonly converted: string | undefined;
  /** As DuckDB writes it: `TimestampType(isAdjustedToUTC=0, ...)`. */
  readonly logical: string | undefined;
  readonly precision: number;
  readonly scale: number;
  readonly children: readonly ParquetNode[];
}

/** The columns of a Parquet file, from its footer. @throws Error of DuckDB where the file is no Parquet */
export async function readParquetNodes(connection: DuckDBConnection, path: string): Promise<readonly ParquetNode[]> {
  const found = await rows<SchemaRow>(connection, `SELECT name, type, repetition_type, num_children, converted_type, scale, precision, logical_type FROM parquet_schema(${quoteLiteral(path)})`);
  const [root] = takeNodes(found, 1);
  return root?.children ?? [];
}

/** The file lists the tree depth first, every node with the number of its children. Takes what it reads off the list. */
function takeNodes(list: SchemaRow[], count: number): ParquetNode[] {
  return Array.from({ length: count }, () => {
    const row = list.shift();
    if (row === undefined) throw new Error('The schema of the Parquet file ends early.');
    const group = row.num_children !== null && row.num_children > 0n;
    return {
      name: row.name,
      physical: group ? undefined : (row.type ?? undefined),
      repetition: row.repetition_type === 'REQUIRED' || row.repetition_type === 'REPEATED' ? row.repetition_type : 'OPTIONAL',
      converted: row.converted_type ?? undefined,
      logical: row.logical_type ?? undefined,
      precision: Number(row.precision ?? 0n),
      scale: Number(row.scale ?? 0n),
      children: takeNodes(list, group ? Number(row.num_children) : 0),
    };
  });
}
