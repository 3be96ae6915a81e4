import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';

import type { DmlTranslation } from '../../sql/translation.js';
import { partitionIdSql } from '../partitions/partition-sql.js';
import type { BaseTableRecord } from '../store/table-record.js';
import { queryFailure } from './query-failure.js';

export interface ChangedRows {
  readonly count: number;
  /** By the names of `dmlStats`, where one statement does several things. */
  readonly counts?: Readonly<Record<string, number>>;
  /** The partitions that hold, or held, a changed row. A partition that an UPDATE only took rows out of may be missing: it has fewer rows now. */
  readonly partitions: ReadonlySet<string>;
}

/** Runs a DELETE, UPDATE or TRUNCATE of GoogleSQL on the table's storage. @throws JobFailure for what is the statement's own fault */
export async function changeRows(connection: DuckDBConnection, dml: DmlTranslation, record: BaseTableRecord, bound: { values: DuckDBValue[]; types: DuckDBType[] }): Promise<ChangedRows> {
  const id = record.partitioning === undefined ? `''` : partitionIdSql(record.partitioning, record.schema);
  return runChange(connection, `${dml.sql} RETURNING ${id}`, bound);
}

/** Runs a statement that answers the partition of each row that it changed. @throws JobFailure for what is the statement's own fault */
export async function runChange(connection: DuckDBConnection, sql: string, bound: { values: DuckDBValue[]; types: DuckDBType[] }): Promise<ChangedRows> {
  const partitions = new Set<string>();
  let count = 0;
  try {
    const result = await connection.stream(sql, bound.values, bound.types);
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      count += chunk.rowCount;
      for (const value of chunk.getColumnValues(0)) partitions.add(String(value));
    }
  } catch (error) {
    throw queryFailure(error);
  }
  return { count, partitions };
}
