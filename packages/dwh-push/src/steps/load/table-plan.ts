import type { Contract } from '../../contract/contract.js';
import { DwhPushError } from '../../errors.js';
import { expiresAt, lifetimeMs } from '../../partition/expiry.js';
import type { PartitionTime } from '../../partition/partition-time.js';
import type { TableDefinition, TableField, TableState } from '../../ports/warehouse.js';
import { fieldOf, schemaDifference } from './schema-difference.js';

/** What a push will do to the table before it loads, decided from what is there. */
export interface TablePlan {
  /** Columns in the order of the table once it is ready, which is the order of the staged records. */
  readonly fields: readonly TableField[];
  readonly change: { readonly kind: 'create'; readonly definition: TableDefinition } | { readonly kind: 'evolve'; readonly etag: string } | { readonly kind: 'none' };
}

export interface PlanOptions {
  readonly contract: Contract;
  readonly labels: Readonly<Record<string, string>>;
  /** `project.dataset.table`, for messages. */
  readonly name: string;
  /** Undefined: the whole table is replaced. */
  readonly partitionTime: PartitionTime | undefined;
  /** How long partitions of a new table in its dataset live, in milliseconds, unless the contract says it; undefined: for ever. */
  readonly datasetLifetime: number | undefined;
  readonly now: number;
}

/**
 * Compares the contract with the table. Pure.
 *
 * @throws DwhPushError the first of `tablePlanErrors`
 */
export function planTable(table: TableState | undefined, options: PlanOptions): TablePlan {
  const { contract, labels } = options;
  const [error] = tablePlanErrors(table, options);
  if (error !== undefined) throw error;
  if (table === undefined) {
    const fields = contract.columns.map(fieldOf);
    return { fields, change: { kind: 'create', definition: { fields, ...layoutOf(contract), ...(contract.description === undefined ? {} : { description: contract.description }), labels } } };
  }
  const { fields, added, relaxed, tagged } = schemaDifference(table.fields, contract.columns);
  return { fields, change: added.length + relaxed.length + tagged.length > 0 ? { kind: 'evolve', etag: table.etag } : { kind: 'none' } };
}

/** Why the push cannot be right, as far as the table tells: `LOAD_NOT_A_TABLE`, `LOAD_PARTITIONING_CONFLICT`, `LOAD_PARTITION_EXPIRED`, `LOAD_SCHEMA_CONFLICT`; empty where it can be. Pure. */
export function tablePlanErrors(table: TableState | undefined, options: PlanOptions): readonly DwhPushError[] {
  const { name, contract } = options;
  if (table !== undefined && table.type !== 'TABLE') return [new DwhPushError('LOAD_NOT_A_TABLE', `${name} is a ${table.type}, not a table.`)];
  return [...(table === undefined ? [] : layoutErrors(table, options)), ...expiryErrors(partitionLifetime(table, options), options), ...(table === undefined ? [] : schemaErrors(table, contract, name))];
}

const DAY_MS = 86_400_000;

function layoutOf(contract: Contract): Pick<TableDefinition, 'timePartitioning' | 'clustering'> {
  const { partitioning, clustering, expirationDays } = contract;
  return {
    ...(partitioning.type === 'none'
      ? {}
      : { timePartitioning: { type: partitioning.type.toUpperCase(), ...(partitioning.column === undefined ? {} : { field: partitioning.column }), ...(expirationDays === undefined ? {} : { expirationMs: String(lifetimeMs(expirationDays)) }) } }),
    ...(clustering.length === 0 ? {} : { clustering }),
  };
}

function layoutErrors(table: TableState, { contract, name }: PlanOptions): DwhPushError[] {
  const wanted = contract.partitioning.type === 'none' ? 'not partitioned' : `partitioned by ${contract.partitioning.type} of ${contract.partitioning.column ?? 'ingestion'}`;
  const { timePartitioning } = table;
  const found = table.otherPartitioning
    ? 'partitioned by ranges'
    : timePartitioning === undefined
      ? 'not partitioned'
      : `partitioned by ${timePartitioning.type.toLowerCase()} of ${timePartitioning.field ?? 'ingestion'}`;
  const clusteredBy = (columns: readonly string[]) => (columns.length === 0 ? 'nothing' : columns.join(', '));
  return [
    ...(found.toLowerCase() === wanted.toLowerCase() ? [] : [`${name} is ${found}, and the contract wants it ${wanted}.${contract.partitioning.type === 'none' && table.timePartitioning !== undefined ? ' (A zod object without a partitionDate means a table that is not partitioned: say which partition to push.)' : ''}`]),
    ...(clusteredBy(table.clustering).toLowerCase() === clusteredBy(contract.clustering).toLowerCase() ? [] : [`${name} is clustered by ${clusteredBy(table.clustering)}, and the contract wants ${clusteredBy(contract.clustering)}.`]),
  ].map((message) => new DwhPushError('LOAD_PARTITIONING_CONFLICT', message));
}

/**
 * How long partitions live, in milliseconds; undefined: for ever. A table that is there drops them during the load as it is set now, and after it, once it is described, as the contract says: the shorter time counts.
 */
export function partitionLifetime(table: TableState | undefined, { contract, datasetLifetime }: Pick<PlanOptions, 'contract' | 'datasetLifetime'>): number | undefined {
  const ofContract = contract.expirationDays === undefined ? undefined : lifetimeMs(contract.expirationDays);
  if (table === undefined) return ofContract ?? datasetLifetime;
  const lifetimes = [table.timePartitioning?.expirationMs, ofContract].filter((lifetime) => lifetime !== undefined);
  return lifetimes.length === 0 ? undefined : Math.min(...lifetimes.map(Number));
}

/** The warehouse drops rows of an expired partition without a word, and the load job succeeds: https://docs.cloud.google.com/bigquery/docs/managing-partitioned-tables#partition-expiration */
function expiryErrors(lifetime: number | undefined, { partitionTime, name, now }: PlanOptions): DwhPushError[] {
  if (lifetime === undefined || partitionTime === undefined || expiresAt(partitionTime, lifetime) > now) return [];
  return [new DwhPushError('LOAD_PARTITION_EXPIRED', `${name} keeps a partition for ${lifetime / DAY_MS} days; that of ${partitionTime.date} would be dropped at once.`)];
}

function schemaErrors(table: TableState, contract: Contract, name: string): DwhPushError[] {
  const { conflicts } = schemaDifference(table.fields, contract.columns);
  if (conflicts.length === 0) return [];
  return [new DwhPushError('LOAD_SCHEMA_CONFLICT', [`The contract and the table ${name} differ in a way that would break readers (table -> contract):`, ...conflicts].join('\n  '))];
}
