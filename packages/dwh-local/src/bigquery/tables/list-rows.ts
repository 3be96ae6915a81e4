import { transactionOn } from '../../engine/engine.js';
import type { Call, Reply } from '../../http/exchange.js';
import { invalid } from '../refusals.js';
import { queryInteger } from '../request-fields.js';
import type { TableRef } from '../resource-names.js';
import type { ValueFormat } from '../rows/format-value.js';
import { readTable } from '../rows/read-table.js';
import type { BigQueryDeps } from '../service.js';
import { getTable } from '../store/table-record.js';
import { requireColumns } from './require-columns.js';
import { requireOrOwn } from './require-or-own.js';
import { dropExpired } from './drop-expired.js';
import { listPartitionsSummary, PARTITIONS_SUMMARY } from './partitions-summary.js';
import { selectFields } from './select-fields.js';

/** tabledata.list: rows in stored order, of the table or of one partition. */
export async function listRows(deps: BigQueryDeps, call: Call, ref: TableRef, decorator: string | undefined): Promise<Reply> {
  await requireOrOwn(deps, call, 'bigquery.tables.getData', ref);
  await dropExpired(deps.engine, ref);
  const startIndex = queryInteger(call.query, 'startIndex') ?? 0;
  const maxRows = queryInteger(call.query, 'maxResults');
  if (startIndex < 0 || (maxRows ?? 0) < 0) throw invalid('Invalid value for: startIndex and maxResults must not be negative');
  if (decorator === PARTITIONS_SUMMARY) return listPartitionsSummary(deps, call, await deps.engine.withConnection((connection) => getTable(connection, ref)));
  return deps.engine.withConnection((connection) =>
    transactionOn(connection, async () => {
      const record = await getTable(connection, ref);
      if (record.kind !== 'TABLE') throw invalid(`Cannot list a table of type ${record.kind}.`);
      const fields = selectFields(record.schema, call.query.get('selectedFields'));
      await requireColumns(call.caller, record, fields);
      const token = call.query.get('pageToken');
      const page = await readTable(connection, record, decorator, {
        fields,
        start: startIndex,
        format: valueFormat(call.query),
        ...(token === null ? {} : { pageToken: token }),
        ...(maxRows === undefined ? {} : { maxRows }),
      });
      return {
        status: 200,
        json: {
          kind: 'bigquery#tableDataList',
          etag: record.etag,
          totalRows: String(page.totalRows),
          ...(page.pageToken === undefined ? {} : { pageToken: page.pageToken }),
          ...(page.rows.length === 0 ? {} : { rows: page.rows }),
        },
      };
    }),
  );
}

/** `formatOptions` in a query string. */
export function valueFormat(query: URLSearchParams): ValueFormat {
  const format = query.get('formatOptions.timestampOutputFormat');
  if (format !== null && !['TIMESTAMP_OUTPUT_FORMAT_UNSPECIFIED', 'FLOAT64', 'INT64'].includes(format)) throw invalid(`formatOptions.timestampOutputFormat ${format} is not served.`);
  return { int64Timestamp: query.get('formatOptions.useInt64Timestamp')?.toLowerCase() === 'true' || format === 'INT64' };
}
