import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api';

import { firstRow } from '../../engine/engine.js';
import { quoteIdentifier } from '../../engine/quote.js';
import type { DmlTranslation } from '../../sql/translation.js';
import { JobFailure } from '../jobs/job-failure.js';
import { partitionIdAt, partitionStart } from '../partitions/decorator.js';
import { INGESTION_COLUMN, partitionIdSql } from '../partitions/partition-sql.js';
import { storageRelation, type BaseTableRecord } from '../store/table-record.js';
import { runChange, type ChangedRows } from './change-rows.js';
import { queryFailure } from './query-failure.js';

const CHANGES = 'temp.main.merge_changes';
const NOTHING = { values: [], types: [] };

/**
 * Carries out a MERGE, or an UPDATE with FROM, whose rows to change `dml` selects.
 * @throws JobFailure for what is the statement's own fault, a row that several rows of the source would change among it
 */
export async function mergeRows(connection: DuckDBConnection, dml: DmlTranslation, columns: readonly string[], record: BaseTableRecord, bound: { values: DuckDBValue[]; types: DuckDBType[] }): Promise<ChangedRows> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE merge_changes AS ${dml.sql}`, bound.values, bound.types).catch((error: unknown) => {
    throw queryFailure(error);
  });
  try {
    await refuseDoubled(connection);
    const storage = storageRelation(record.storage);
    const id = record.partitioning === undefined ? `''` : partitionIdSql(record.partitioning, record.schema);
    const names = columns.map(quoteIdentifier);
    const removed = await runChange(connection, `DELETE FROM ${storage} WHERE rowid IN (SELECT "?id" FROM ${CHANGES} WHERE "?action" = 'DELETE') RETURNING ${id}`, NOTHING);
    // Under names of their own, so that a column's name always means the table's.
    const values = names.map((name, index) => `${name} AS "?${index}"`).join(', ');
    const sets = names.map((name, index) => `${name} = c."?${index}"`).join(', ');
    const updated = await runChange(connection, `UPDATE ${storage} AS s SET ${sets} FROM (SELECT "?id", ${values} FROM ${CHANGES} WHERE "?action" = 'UPDATE') AS c WHERE s.rowid = c."?id" RETURNING ${id}`, NOTHING);
    const rows = columns.map((name) => (name === INGESTION_COLUMN ? `COALESCE(${quoteIdentifier(name)}, ${currentPartition(record)})` : quoteIdentifier(name)));
    const inserted = await runChange(connection, `INSERT INTO ${storage} (${names.join(', ')}) SELECT ${rows.join(', ')} FROM ${CHANGES} WHERE "?action" = 'INSERT' RETURNING ${id}`, NOTHING);
    return {
      count: removed.count + updated.count + inserted.count,
      ...(dml.statement === 'MERGE' && { counts: { insertedRowCount: inserted.count, deletedRowCount: removed.count, updatedRowCount: updated.count } }),
      partitions: new Set([...removed.partitions, ...updated.partitions, ...inserted.partitions]),
    };
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${CHANGES}`).catch(() => undefined);
  }
}

async function refuseDoubled(connection: DuckDBConnection): Promise<void> {
  const found = await firstRow(connection, `SELECT 1 AS n FROM ${CHANGES} WHERE "?id" IS NOT NULL GROUP BY "?id" HAVING count(*) > 1 LIMIT 1`);
  if (found !== undefined) throw new JobFailure({ reason: 'invalidQuery', location: 'query', message: 'UPDATE/MERGE must match at most one source row for each target row' });
}

/** Where rows without a `_PARTITIONTIME` of their own go. */
function currentPartition({ partitioning }: BaseTableRecord): string {
  if (partitioning === undefined || partitioning.type === 'RANGE') return 'NULL';
  return `TIMESTAMPTZ '${partitionStart(partitionIdAt(new Date(), partitioning.type)).toISOString()}'`;
}
