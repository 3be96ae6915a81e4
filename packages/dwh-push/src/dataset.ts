import type { $ZodCheck, $ZodObject } from 'zod/v4/core';

import { metaOf } from './contract/column-meta.js';
import { columnsOf } from './contract/columns-of.js';
import type { Contract, Partitioning } from './contract/contract.js';
import { governanceComplaints, type Classification } from './contract/governance.js';
import { fingerprint } from './contract/fingerprint.js';
import { asLabelValue, labelComplaints } from './contract/labels.js';
import { unknownKeysOf } from './contract/unknown-keys.js';
import { DwhPushError } from './errors.js';
import { lifetimeMs } from './partition/expiry.js';
import { isPartitionUnit, PARTITION_UNITS, type PartitionUnit } from './partition/unit.js';

/** What a team says of a dataset: its contract, and what the catalog and the ledger tell of it. */
export interface DatasetDefinition<Schema extends $ZodObject = $ZodObject> {
  /** One record, as a zod object with a property per column. Descriptions of columns come from `.meta({ description })` or `.describe()`. */
  readonly schema: Schema;
  /** What the table is for; its description in the warehouse, at most 16,384 characters. Left as it is there unless set. */
  readonly description?: string;
  /** The team that answers for the data; the table's label `owner`. */
  readonly owner?: string;
  /** Where to ask about it: an address, a channel, a URL; for the catalog. Default: none. */
  readonly contact?: string;
  /** Semantic version of the contract, for the catalog and the ledger. Default: none. */
  readonly version?: string;
  /** How far the data may travel. Default: none said. */
  readonly classification?: Classification;
  /** When it is pushed, as a cron expression in UTC (`0 6 * * *`), for the catalog. Default: none said. */
  readonly schedule?: string;
  /** More labels of the table; labels that others set there stay. */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * `{ type: 'day' }`: a partition per day of ingestion. `{ type: 'day', column }`: per day (UTC) of a DATE, DATETIME or TIMESTAMP column. The same for `'hour'` (not of a DATE), `'month'` and `'year'`.
   * `'none'`: every push replaces the whole table. Default: `{ type: 'day' }`.
   */
  readonly partitioning?: { readonly type: PartitionUnit; readonly column?: string } | 'none';
  /** Up to four columns by which the warehouse sorts rows inside a partition. Default: none. */
  readonly clustering?: readonly string[];
  /** Retention: days after which the warehouse drops a partition; a push of an older one is refused. Left as it is there unless set; default of a new table: never. */
  readonly expirationDays?: number;
}

/** A dataset's contract: what `pushDataset` takes as `schema`. Made by `defineDataset`. */
export interface Dataset<Schema extends $ZodObject = $ZodObject> {
  readonly schema: Schema;
  readonly contract: Contract;
}

/**
 * Describes a dataset once: columns, checks, descriptions, partitioning, owner. Everything that a push writes or checks derives from it.
 *
 * @throws DwhPushError `CONTRACT_UNSUPPORTED` where a column's schema has no counterpart in the warehouse, `OPTIONS_INVALID` where the rest of the definition is wrong.
 */
export function defineDataset<Schema extends $ZodObject>(definition: DatasetDefinition<Schema>): Dataset<Schema> {
  return Object.freeze({ schema: definition.schema, contract: contractOf(definition) });
}

/** The contract of a plain zod object, which says nothing of partitioning: `partitioned` tells whether the push names a partition. */
export function contractOfSchema(schema: $ZodObject, partitioned: boolean): Contract {
  return contractOf({ schema, partitioning: partitioned ? { type: 'day' } : 'none' });
}

export function isDataset(value: unknown): value is Dataset {
  return typeof value === 'object' && value !== null && 'contract' in value && 'schema' in value && isZodObject(value.schema);
}

export function isZodObject(value: unknown): value is $ZodObject {
  return typeof value === 'object' && value !== null && '_zod' in value && (value as $ZodObject)._zod.def.type === 'object';
}

const KNOWN = new Set(['schema', 'description', 'owner', 'labels', 'partitioning', 'clustering', 'expirationDays', 'contact', 'version', 'classification', 'schedule']);

function contractOf(definition: DatasetDefinition): Contract {
  if (!isZodObject(definition.schema)) throw new DwhPushError('OPTIONS_INVALID', 'The schema of a dataset is a zod 4 object: z.object({ ... }).');
  if (unknownKeysOf(definition.schema) === 'typed') throw new DwhPushError('CONTRACT_UNSUPPORTED', 'The contract cannot be expressed in the warehouse: its catchall describes keys that have no columns.');
  if ((metaOf(definition.schema, 'personalData') ?? metaOf(definition.schema, 'policyTag')) !== undefined) throw new DwhPushError('CONTRACT_UNSUPPORTED', 'The contract cannot be expressed in the warehouse: personal data is marked on columns, not on the whole record.');
  const columns = columnsOf(definition.schema._zod.def.shape);
  const partitioning: Partitioning = definition.partitioning === 'none' ? { type: 'none' } : { type: definition.partitioning?.type ?? 'day', column: definition.partitioning?.column };
  const labels = { ...definition.labels, ...(definition.owner === undefined ? {} : { owner: asLabelValue(definition.owner) }) };
  const clustering = [...(definition.clustering ?? [])];
  const complaints = [
    ...Object.keys(definition).filter((key) => !KNOWN.has(key)).map((key) => `it has no option "${key}"`),
    ...governanceComplaints(definition),
    ...labelComplaints(labels),
    ...partitioningComplaints(definition, columns),
    ...clusteringComplaints(clustering, columns),
    ...lengthComplaints(definition, columns),
  ];
  if (complaints.length > 0) throw new DwhPushError('OPTIONS_INVALID', `The dataset is not defined correctly: ${complaints.join('; ')}.`);
  const recordChecks = definition.schema._zod.def.checks ?? [];
  return Object.freeze({
    schema: definition.schema,
    columns,
    way: wayOf(columns, recordChecks),
    recordCheck: recordChecks.length > 0 ? definition.schema : undefined,
    partitioning,
    clustering,
    description: definition.description,
    labels,
    expirationDays: definition.expirationDays,
    owner: definition.owner,
    governance: { version: definition.version, contact: definition.contact, classification: definition.classification, schedule: definition.schedule },
    fingerprint: fingerprint(columns, partitioning),
  });
}

/** Checks of whole records see values, which a JSON column's text is not. */
function wayOf(columns: Contract['columns'], recordChecks: readonly $ZodCheck[]): Contract['way'] {
  if (columns.some(({ way }) => way === 'rows') || recordChecks.some((check) => check._zod.def.check === 'overwrite')) return 'rows';
  return recordChecks.length > 0 && columns.some(({ type }) => type === 'JSON') ? 'rows' : 'bytes';
}

function partitioningComplaints({ partitioning, expirationDays }: DatasetDefinition, columns: Contract['columns']): string[] {
  const complaints: string[] = [];
  if (partitioning !== undefined && partitioning !== 'none') complaints.push(...layoutComplaints(partitioning, columns));
  if (expirationDays !== undefined) {
    if (typeof expirationDays !== 'number' || !isLifetime(lifetimeMs(expirationDays))) complaints.push('expirationDays is not a number of days, of at least a millisecond');
    if (partitioning === 'none') complaints.push('expirationDays is of partitions, and the dataset has none');
  }
  return complaints;
}

function isLifetime(milliseconds: number): boolean {
  return Number.isSafeInteger(milliseconds) && milliseconds >= 1;
}

/** https://docs.cloud.google.com/bigquery/docs/partitioned-tables#date_timestamp_partitioned_tables */
function layoutComplaints(partitioning: unknown, columns: Contract['columns']): string[] {
  if (typeof partitioning !== 'object' || partitioning === null) return [`partitioning is { type, column? } or "none"`];
  const { type, column: name, ...unknown } = partitioning as { type?: unknown; column?: unknown };
  const complaints = Object.keys(unknown).map((key) => `partitioning has no option "${key}"`);
  if (!isPartitionUnit(type)) return [...complaints, `partitioning is by ${PARTITION_UNITS.map((unit) => `"${unit}"`).join(', ')}, or "none"`];
  if (name === undefined) return complaints;
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) return [...complaints, `the partitioning column "${String(name)}" is not in the schema`];
  if (type === 'hour' && column.type === 'DATE') return [...complaints, `the partitioning column "${column.name}" is DATE, which has no hours`];
  if (column.mode === 'REPEATED') return [...complaints, `the partitioning column "${column.name}" is an array, which cannot be partitioned by`];
  return ['DATE', 'DATETIME', 'TIMESTAMP'].includes(column.type) ? complaints : [...complaints, `the partitioning column "${column.name}" is ${column.type}, not DATE, DATETIME or TIMESTAMP`];
}

/** https://docs.cloud.google.com/bigquery/docs/clustered-tables#cluster_column_types */
function clusteringComplaints(clustering: readonly string[], columns: Contract['columns']): string[] {
  return [
    ...(clustering.length > 4 ? ['clustering takes at most four columns'] : []),
    ...(new Set(clustering).size < clustering.length ? ['a clustering column stands twice'] : []),
    ...clustering.flatMap((name) => {
      const column = columns.find((candidate) => candidate.name === name);
      if (column === undefined) return [`the clustering column "${name}" is not in the schema`];
      if (column.mode === 'REPEATED') return [`the clustering column "${name}" is an array, which cannot be clustered by`];
      return ['FLOAT64', 'BYTES', 'TIME', 'JSON', 'STRUCT'].includes(column.type) ? [`the clustering column "${name}" is ${column.type}, which cannot be clustered by`] : [];
    }),
  ];
}

/** https://docs.cloud.google.com/bigquery/quotas#all_tables */
function lengthComplaints(definition: DatasetDefinition, columns: Contract['columns']): string[] {
  return [...((definition.description?.length ?? 0) > 16_384 ? ['its description is longer than 16,384 characters'] : []), ...longDescriptions(columns)];
}

function longDescriptions(columns: Contract['columns'], path = ''): string[] {
  return columns.flatMap(({ name, description, fields }) => [
    ...((description?.length ?? 0) > 1024 ? [`the description of column "${path}${name}" is longer than 1,024 characters`] : []),
    ...longDescriptions(fields ?? [], `${path}${name}.`),
  ]);
}
