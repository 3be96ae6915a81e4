import type { Column } from '../../contract/column.js';
import type { Contract } from '../../contract/contract.js';
import { DwhPushError } from '../../errors.js';
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
  /** The day of the partition, `YYYY-MM-DD`; undefined: the whole table is replaced. */
  readonly partitionDate: string | undefined;
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
  const conflicts: string[] = [];
  const { fields, changed } = evolve(table.fields, contract.columns, '', conflicts);
  if (conflicts.length > 0) throw new DwhPushError('LOAD_SCHEMA_CONFLICT', `The contract and the table ${options.name} differ in a way that would break readers: ${conflicts.join('; ')}.`);
  return { fields, change: changed ? { kind: 'evolve', etag: table.etag } : { kind: 'none' } };
}

const DAY_MS = 86_400_000;

function layoutOf(contract: Contract): Pick<TableDefinition, 'timePartitioning' | 'clustering'> {
  const { partitioning, clustering, expirationDays } = contract;
  return {
    ...(partitioning.type === 'none'
      ? {}
      : { timePartitioning: { type: 'DAY', ...(partitioning.column === undefined ? {} : { field: partitioning.column }), ...(expirationDays === undefined ? {} : { expirationMs: String(expirationDays * DAY_MS) }) } }),
    ...(clustering.length === 0 ? {} : { clustering }),
  };
}

function refuseOtherLayout(table: TableState, { contract, name }: PlanOptions): void {
  const wanted = contract.partitioning.type === 'none' ? 'not partitioned' : `partitioned by day of ${contract.partitioning.column ?? 'ingestion'}`;
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
function refuseExpired(expirationMs: number | undefined, { partitionDate, name, now }: PlanOptions): void {
  if (expirationMs === undefined || partitionDate === undefined) return;
  const expiresAt = Date.parse(`${partitionDate}T00:00:00Z`) + DAY_MS + expirationMs;
  if (expiresAt <= now) throw new DwhPushError('LOAD_PARTITION_EXPIRED', `${name} keeps a partition for ${expirationMs / DAY_MS} days; that of ${partitionDate} would be dropped at once.`);
}

/** The table's columns as they will be, fields of records too: nullable and repeated ones may come, required ones may become nullable. */
function evolve(fields: readonly TableField[], columns: readonly Column[], path: string, conflicts: string[]): { fields: readonly TableField[]; changed: boolean } {
  const wanted = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  let changed = false;
  const kept = fields.map((field) => {
    const column = wanted.get(field.name.toLowerCase());
    wanted.delete(field.name.toLowerCase());
    const name = `${path}${field.name}`;
    if (column === undefined) conflicts.push(`column "${name}" is in the table and not in the contract`);
    else if (typeText(standardType(field), field.mode) !== typeText(column.type, column.mode)) {
      conflicts.push(`column "${name}" is ${typeText(standardType(field), field.mode)} in the table and ${typeText(column.type, column.mode)} in the contract`);
    } else {
      const nested = column.fields === undefined ? undefined : evolve((field['fields'] ?? []) as readonly TableField[], column.fields, `${name}.`, conflicts);
      const relaxed = field.mode === 'REQUIRED' && column.mode === 'NULLABLE';
      changed ||= relaxed || nested?.changed === true;
      return { ...field, ...(relaxed ? { mode: 'NULLABLE' } : {}), ...(nested?.changed === true ? { fields: nested.fields } : {}) };
    }
    return field;
  });
  const added = [...wanted.values()];
  for (const column of added) {
    if (column.mode === 'REQUIRED') conflicts.push(`column "${path}${column.name}" is new, and a new column must be nullable`);
  }
  return { fields: [...kept, ...added.map(fieldOf)], changed: changed || added.length > 0 };
}

function fieldOf({ name, type, mode, description, fields }: Column): TableField {
  return { name, type, mode, ...(description === undefined ? {} : { description }), ...(fields === undefined ? {} : { fields: fields.map(fieldOf) }) };
}

function typeText(type: string, mode: string | undefined): string {
  return mode === 'REPEATED' ? `ARRAY<${type}>` : type;
}

const LEGACY_TYPES: Readonly<Record<string, string>> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL', RECORD: 'STRUCT' };

/** The service answers with legacy names. Parameterized types (`STRING(10)`) are types of their own to us: the contract does not know their limits. */
function standardType(field: TableField): string {
  const type = field.type.toUpperCase();
  const limits = ['maxLength', 'precision', 'scale'].filter((limit) => field[limit] !== undefined).map((limit) => String(field[limit]));
  return `${LEGACY_TYPES[type] ?? type}${limits.length > 0 ? `(${limits.join(', ')})` : ''}`;
}
