import type { Column } from '../../contract/column.js';
import type { Contract } from '../../contract/contract.js';
import { DwhPushError } from '../../errors.js';
import { expiresAt } from '../../partition/expiry.js';
import type { PartitionTime } from '../../partition/partition-time.js';
import type { TableDefinition, TableField, TableState } from '../../ports/warehouse.js';

/** What a push will do to the table before it loads, decided from what is there. */
export interface TablePlan {
  /** Columns in the order of the table once it is ready, which is the order of the staged records. */
  readonly fields: readonly TableField[];
  readonly change: { readonly kind: 'create'; readonly definition: TableDefinition } | { readonly kind: 'evolve'; readonly etag: string } | { readonly kind: 'none' };
}

interface PlanOptions {
  readonly contract: Contract;
  readonly labels: Readonly<Record<string, string>>;
  /** `project.dataset.table`, for messages. */
  readonly name: string;
  /** Undefined: the whole table is replaced. */
  readonly partitionTime: PartitionTime | undefined;
  readonly now: number;
}

/**
 * Compares the contract with the table. Pure.
 *
 * @throws DwhPushError `LOAD_NOT_A_TABLE`, `LOAD_PARTITIONING_CONFLICT`, `LOAD_SCHEMA_CONFLICT`, `LOAD_PARTITION_EXPIRED` where the push cannot be right
 */
export function planTable(table: TableState | undefined, options: PlanOptions): TablePlan {
  const { contract, labels } = options;
  if (table === undefined) {
    refuseExpired(contract.expirationDays === undefined ? undefined : contract.expirationDays * DAY_MS, options);
    const fields = contract.columns.map(fieldOf);
    return { fields, change: { kind: 'create', definition: { fields, ...layoutOf(contract), ...(contract.description === undefined ? {} : { description: contract.description }), labels } } };
  }
  if (table.type !== 'TABLE') throw new DwhPushError('LOAD_NOT_A_TABLE', `${options.name} is a ${table.type}, not a table.`);
  refuseOtherLayout(table, options);
  const expiration = table.timePartitioning?.expirationMs;
  refuseExpired(expiration === undefined ? undefined : Number(expiration), options);
  const { fields, changed } = evolve(table.fields, contract.columns, options.name);
  return { fields, change: changed ? { kind: 'evolve', etag: table.etag } : { kind: 'none' } };
}

const DAY_MS = 86_400_000;

function layoutOf(contract: Contract): Pick<TableDefinition, 'timePartitioning' | 'clustering'> {
  const { partitioning, clustering, expirationDays } = contract;
  return {
    ...(partitioning.type === 'none'
      ? {}
      : { timePartitioning: { type: partitioning.type.toUpperCase(), ...(partitioning.column === undefined ? {} : { field: partitioning.column }), ...(expirationDays === undefined ? {} : { expirationMs: String(expirationDays * DAY_MS) }) } }),
    ...(clustering.length === 0 ? {} : { clustering }),
  };
}

function refuseOtherLayout(table: TableState, { contract, name }: PlanOptions): void {
  const wanted = contract.partitioning.type === 'none' ? 'not partitioned' : `partitioned by ${contract.partitioning.type} of ${contract.partitioning.column ?? 'ingestion'}`;
  const { timePartitioning } = table;
  const found = table.otherPartitioning
    ? 'partitioned by ranges'
    : timePartitioning === undefined
      ? 'not partitioned'
      : `partitioned by ${timePartitioning.type.toLowerCase()} of ${timePartitioning.field ?? 'ingestion'}`;
  if (found.toLowerCase() !== wanted.toLowerCase()) throw new DwhPushError('LOAD_PARTITIONING_CONFLICT', `${name} is ${found}, and the contract wants it ${wanted}.`);
  const clusteredBy = (columns: readonly string[]) => (columns.length === 0 ? 'nothing' : columns.join(', '));
  if (clusteredBy(table.clustering).toLowerCase() !== clusteredBy(contract.clustering).toLowerCase()) {
    throw new DwhPushError('LOAD_PARTITIONING_CONFLICT', `${name} is clustered by ${clusteredBy(table.clustering)}, and the contract wants ${clusteredBy(contract.clustering)}.`);
  }
}

/** The warehouse drops rows of an expired partition without a word, and the load job succeeds: https://docs.cloud.google.com/bigquery/docs/managing-partitioned-tables#partition-expiration */
function refuseExpired(expirationMs: number | undefined, { partitionTime, name, now }: PlanOptions): void {
  if (expirationMs === undefined || partitionTime === undefined || expiresAt(partitionTime, expirationMs) > now) return;
  throw new DwhPushError('LOAD_PARTITION_EXPIRED', `${name} keeps a partition for ${expirationMs / DAY_MS} days; that of ${partitionTime.date} would be dropped at once.`);
}

/** The table's columns as they will be: nullable ones may come, required ones may become nullable. */
function evolve(fields: readonly TableField[], columns: readonly Column[], name: string): { fields: readonly TableField[]; changed: boolean } {
  const conflicts: string[] = [];
  const wanted = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  let changed = false;
  const kept = fields.map((field) => {
    const column = wanted.get(field.name.toLowerCase());
    wanted.delete(field.name.toLowerCase());
    if (column === undefined) conflicts.push(`column "${field.name}" is in the table and not in the contract`);
    else if (standardType(field) !== column.type) conflicts.push(`column "${field.name}" is ${standardType(field)} in the table and ${column.type} in the contract`);
    else if (field.mode === 'REPEATED') conflicts.push(`column "${field.name}" is repeated in the table`);
    else if (field.mode === 'REQUIRED' && column.mode === 'NULLABLE') {
      changed = true;
      return { ...field, mode: 'NULLABLE' };
    }
    return field;
  });
  const added = [...wanted.values()];
  for (const column of added) {
    if (column.mode === 'REQUIRED') conflicts.push(`column "${column.name}" is new, and a new column must be nullable`);
  }
  if (conflicts.length > 0) throw new DwhPushError('LOAD_SCHEMA_CONFLICT', `The contract and the table ${name} differ in a way that would break readers: ${conflicts.join('; ')}.`);
  return { fields: [...kept, ...added.map(fieldOf)], changed: changed || added.length > 0 };
}

function fieldOf({ name, type, mode, description }: Column): TableField {
  return { name, type, mode, ...(description === undefined ? {} : { description }) };
}

const LEGACY_TYPES: Readonly<Record<string, string>> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL', RECORD: 'STRUCT' };

/** The service answers with legacy names. Parameterized types (`STRING(10)`) are types of their own to us: the contract does not know their limits. */
function standardType(field: TableField): string {
  const type = field.type.toUpperCase();
  const limits = ['maxLength', 'precision', 'scale'].filter((limit) => field[limit] !== undefined).map((limit) => String(field[limit]));
  return `${LEGACY_TYPES[type] ?? type}${limits.length > 0 ? `(${limits.join(', ')})` : ''}`;
}
