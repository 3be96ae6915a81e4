import type { DwhClient } from '@bm/dwh-push';

import { textTable } from '../cli/text-table.js';

/** The catalog entry, the ledger and the metrics of what was just pushed, read back as the warehouse team would. */
export async function governance(client: DwhClient): Promise<string> {
  const { registered = {}, sources = [] } = await client.describeDataset({ table: 'backmarket.catalog_inc_raw' });
  const entry = Object.entries({ ...registered, comes_from: sources.join(', ') }).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const [ledger] = (await (await client.bigQuery()).query('SELECT table_name, partition_id, outcome, rows_loaded, source_kind, team FROM dwh_ops.pushes ORDER BY finished_at DESC LIMIT 4')) as unknown as [Readonly<Record<string, string | number | null>>[]];
  return [
    'The catalog entry of backmarket.catalog_inc_raw:',
    textTable([{ title: 'field' }, { title: 'value' }], entry.map(([field, value]) => [field, String(value)])),
    'The latest rows of the ledger, dwh_ops.pushes:',
    textTable(['table', 'partition', 'outcome', 'rows', 'source', 'team'].map((title) => ({ title })), ledger.map((row) => Object.values(row).map((value) => String(value ?? '')))),
    'Metrics of the last ten minutes, custom.googleapis.com/dwh/push/rows:',
    textTable([{ title: 'table' }, { title: 'outcome' }, { title: 'rows', align: 'right' }], await rowMetrics(client)),
  ].join('\n');
}

async function rowMetrics(client: DwhClient): Promise<string[][]> {
  const metrics = await client.monitoring();
  if (metrics === undefined) return [];
  const now = Math.floor(Date.now() / 1000);
  const request = { name: `projects/${client.config.project}`, filter: 'metric.type = "custom.googleapis.com/dwh/push/rows"', interval: { startTime: { seconds: now - 600 }, endTime: { seconds: now } } };
  const [series] = await metrics.listTimeSeries(request);
  return series.map(({ metric, points }) => [metric?.labels?.['table'] ?? '', metric?.labels?.['outcome'] ?? '', String(points?.[0]?.value?.int64Value ?? '')]);
}
