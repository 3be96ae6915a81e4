import type { Caller } from '../../iam/caller.js';
import { invalid } from '../refusals.js';
import { checkTableId, type TableRef } from '../resource-names.js';
import { lockDataset, lockTable, type BigQueryDeps } from '../service.js';
import { getDataset } from '../store/dataset-record.js';
import { findTable, getTable } from '../store/table-record.js';
import { createTable } from './create-table.js';

/** The table that rows streamed with `templateSuffix` go into: made with the columns of the template unless it is there. @throws ApiError 403, 404 */
export async function templateTable(deps: BigQueryDeps, caller: Caller, template: TableRef, suffix: string): Promise<TableRef> {
  const ref = { ...template, table: template.table + suffix };
  checkTableId(ref.table);
  await caller.require('bigquery.tables.create', { kind: 'dataset', project: ref.project, dataset: ref.dataset });
  await lockDataset(deps.engine, ref, () =>
    lockTable(deps.engine, ref, () =>
      deps.engine.transaction(async (connection) => {
        if ((await findTable(connection, ref)) !== undefined) return;
        const record = await getTable(connection, template);
        if (record.kind !== 'TABLE') throw invalid(`Cannot add rows to a table of type ${record.kind}.`);
        const { labels, partitioning, clustering } = record;
        await createTable(connection, await getDataset(connection, ref), ref, record.schema, { labels, partitioning, clustering });
      }),
    ),
  );
  return ref;
}
