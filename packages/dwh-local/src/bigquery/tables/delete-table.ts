import type { DuckDBConnection } from '@duckdb/node-api';

import type { Call } from '../../http/exchange.js';
import { checkIfMatch } from '../etag.js';
import { NULL_PARTITION, partitionRange, UNPARTITIONED } from '../partitions/decorator.js';
import { inPartitionSql } from '../partitions/partition-sql.js';
import { invalid } from '../refusals.js';
import { tableName, type TableRef } from '../resource-names.js';
import { lockTable, type BigQueryDeps } from '../service.js';
import { putPartitions, totals } from '../store/partition-stats.js';
import { deleteTable, getTable, storageRelation, updateTable, withRows, type TableRecord } from '../store/table-record.js';

/** tables.delete: the table, or with a decorator the rows of one partition. */
export async function deleteTableFromRequest(deps: BigQueryDeps, call: Call, ref: TableRef, decorator: string | undefined): Promise<void> {
  await lockTable(deps.engine, ref, () =>
    deps.engine.transaction(async (connection) => {
      const record = await getTable(connection, ref);
      checkIfMatch(call, record.etag);
      if (decorator === undefined) await deleteTable(connection, record);
      else await deletePartition(connection, record, decorator);
    }),
  );
}

async function deletePartition(connection: DuckDBConnection, record: TableRecord, decorator: string): Promise<void> {
  if (record.kind !== 'TABLE' || record.partitioning === undefined) throw invalid(`Cannot delete partition $${decorator}: table ${tableName(record)} is not partitioned.`);
  if (decorator === NULL_PARTITION || decorator === UNPARTITIONED) throw invalid(`Cannot delete the special partition $${decorator} of table ${tableName(record)}.`);
  const range = partitionRange(decorator, record.partitioning, tableName(record));
  await connection.run(`DELETE FROM ${storageRelation(record.storage)} WHERE ${inPartitionSql(record.partitioning, record.schema, range)}`);
  await putPartitions(connection, record.storage, [decorator], []);
  await updateTable(connection, withRows(record, await totals(connection, record.storage)));
}
