import type { DuckDBConnection } from '@duckdb/node-api';

import type { Engine } from '../../engine/engine.js';
import { isExpired } from '../partitions/expiry.js';
import type { TableRef } from '../resource-names.js';
import { lockTable } from '../service.js';
import { readPartitions } from '../store/partition-stats.js';
import { findTable, updateTable, type TableRecord } from '../store/table-record.js';
import { expirePartitions } from './expire-partitions.js';

/** Removes what has expired since the table was last written, so that whoever reads next does not see it. Does nothing where there is no such table. */
export async function dropExpired(engine: Engine, ref: TableRef): Promise<void> {
  if (!(await engine.withConnection((connection) => hasExpired(connection, ref)))) return;
  await lockTable(engine, ref, () =>
    engine.transaction(async (connection) => {
      const record = await findTable(connection, ref);
      if (record?.kind !== 'TABLE') return;
      const left = await expirePartitions(connection, record, new Date());
      if (left !== record) await updateTable(connection, left);
    }),
  );
}

async function hasExpired(connection: DuckDBConnection, ref: TableRef): Promise<boolean> {
  return holdsExpired(connection, await findTable(connection, ref));
}

/** Whether rows of a table have expired that are still there. */
export async function holdsExpired(connection: DuckDBConnection, record: TableRecord | undefined): Promise<boolean> {
  if (record?.kind !== 'TABLE') return false;
  const { partitioning } = record;
  if (partitioning?.expirationMs === undefined) return false;
  const now = new Date();
  return (await readPartitions(connection, record.storage)).some((entry) => isExpired(entry.partitionId, partitioning, now));
}
