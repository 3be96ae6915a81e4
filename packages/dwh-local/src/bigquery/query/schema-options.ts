import type { Labels } from '../labels.js';
import type { DatasetRecord } from '../store/dataset-record.js';
import type { TableRecord } from '../store/table-record.js';

/** Name, type, and the value as GoogleSQL would write it. */
type Option = [name: string, type: string, value: string];

const DAY_MS = 86_400_000;

/** What a table has of OPTIONS(...). */
export function optionsOf(table: TableRecord): Option[] {
  const days = table.kind === 'TABLE' ? table.partitioning?.expirationMs : undefined;
  return [
    ...described(table),
    ...(table.kind === 'TABLE' && table.requirePartitionFilter === true ? [['require_partition_filter', 'BOOL', 'true'] satisfies Option] : []),
    ...(days === undefined ? [] : [['partition_expiration_days', 'FLOAT64', decimal(days / DAY_MS)] satisfies Option]),
    ...(table.expirationTime === undefined ? [] : [['expiration_timestamp', 'TIMESTAMP', `TIMESTAMP ${JSON.stringify(new Date(table.expirationTime).toISOString())}`] satisfies Option]),
  ];
}

export function datasetOptions(dataset: DatasetRecord): Option[] {
  const { defaultTableExpirationMs: table, defaultPartitionExpirationMs: partition } = dataset;
  return [
    ...described(dataset),
    ...(table === undefined ? [] : [['default_table_expiration_days', 'FLOAT64', decimal(table / DAY_MS)] satisfies Option]),
    ...(partition === undefined ? [] : [['default_partition_expiration_days', 'FLOAT64', decimal(partition / DAY_MS)] satisfies Option]),
  ];
}

function described({ description, friendlyName, labels }: { readonly description?: string; readonly friendlyName?: string; readonly labels: Labels }): Option[] {
  const pairs = Object.entries(labels);
  return [
    ...(description === undefined ? [] : [['description', 'STRING', JSON.stringify(description)] satisfies Option]),
    ...(friendlyName === undefined ? [] : [['friendly_name', 'STRING', JSON.stringify(friendlyName)] satisfies Option]),
    ...(pairs.length === 0 ? [] : [['labels', 'ARRAY<STRUCT<STRING, STRING>>', `[${pairs.map(([key, value]) => `STRUCT(${JSON.stringify(key)}, ${JSON.stringify(value)})`).join(', ')}]`] satisfies Option]),
  ];
}

function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
