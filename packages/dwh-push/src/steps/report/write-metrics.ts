import type { MetricPoint, Metrics } from '../../ports/metrics.js';
import type { TableRef } from '../../ports/warehouse.js';
import type { PushReceipt } from '../../receipt.js';

interface WriteMetricsOptions {
  readonly metrics: Metrics;
  readonly table: TableRef;
  readonly team: string | undefined;
  readonly location: string;
}

/** Writes what a push did as metrics, failed pushes included. Labels are names of ours, of which there are few: no partition, no source, no id. */
export async function writeMetrics(receipt: PushReceipt, { metrics, table, team, location }: WriteMetricsOptions): Promise<void> {
  const labels = { team: team ?? 'unknown', dataset: table.dataset, table: table.table, outcome: receipt.outcome };
  const finished = Math.floor(Date.parse(receipt.finishedAt) / 1000);
  const point = (metric: MetricPoint['metric'], value: number, more: Readonly<Record<string, string>> = {}): MetricPoint => ({ metric, labels: { ...labels, ...more }, value });
  await metrics.write({ location, job: `${table.dataset}.${table.table}` }, [
    point('rows', receipt.rowsLoaded),
    point('rejects', receipt.rowsRejected),
    point('bytes', receipt.sourceBytes),
    point('pushes', 1),
    ...(receipt.outcome === 'failed' ? [] : [point('last_success', finished)]),
    ...Object.entries(receipt.durationsMs).map(([step, milliseconds]) => point('step_duration', milliseconds / 1000, { step })),
  ]);
}
