import type { DuckDBConnection } from '@duckdb/node-api';

import { transactionOn } from '../../engine/engine.js';
import type { AlterTableTranslation } from '../../sql/translation.js';
import type { JobContext } from '../jobs/job-runner.js';
import { invalid, notFound } from '../refusals.js';
import { tableName } from '../resource-names.js';
import { lockDataset, lockTable, type BigQueryDeps } from '../service.js';
import { findTable, laterThan, updateTable } from '../store/table-record.js';
import { newEtag } from '../store/new-names.js';
import { alterTable, renameTable } from './alter-table.js';
import { queryStatistics } from './query-statistics.js';
import { remeasure } from './run-dml.js';

/** Runs ALTER TABLE in one transaction with the job's DONE record. */
export async function runAlter(deps: BigQueryDeps, connection: DuckDBConnection, alter: AlterTableTranslation, job: JobContext, committing: () => void): Promise<void> {
  job.signal.throwIfAborted();
  committing();
  const { target } = alter;
  await lockDataset(deps.engine, target, () =>
    lockTable(deps.engine, target, () =>
      transactionOn(connection, async () => {
        const operation = await apply(connection, alter);
        await job.finish(connection, {
          statistics: queryStatistics('ALTER_TABLE', 0, [], undefined, { ddlOperationPerformed: operation, ddlTargetTable: { projectId: target.project, datasetId: target.dataset, tableId: target.table } }),
        });
      }),
    ),
  );
}

async function apply(connection: DuckDBConnection, { target, ifExists, changes }: AlterTableTranslation): Promise<'ALTER' | 'SKIP'> {
  const record = await findTable(connection, target);
  if (record === undefined) {
    if (ifExists) return 'SKIP';
    throw notFound(`Table ${tableName(target)}`);
  }
  if (record.kind !== 'TABLE') throw invalid(`${tableName(target)} is not a table that ALTER TABLE can change: its type is ${record.kind}.`);
  const [first] = changes;
  if (first?.kind === 'rename-table') {
    if (changes.length > 1) throw invalid('RENAME TO cannot stand with other actions of ALTER TABLE.');
    await renameTable(connection, record, first.to);
    return 'ALTER';
  }
  const changed = { ...(await alterTable(connection, record, changes)), etag: newEtag(), lastModifiedTime: laterThan(record.lastModifiedTime) };
  await updateTable(connection, changed);
  // What a column held no longer counts.
  if (changes.some((change) => change.kind === 'drop-column' || change.kind === 'column-type')) await remeasure(connection, changed, { partitions: new Set() });
  return 'ALTER';
}
