import { DwhPushError } from './errors.js';
import { requireOptions, tableRef } from './options.js';
import type { DatasetAspect } from './ports/catalog.js';
import { ServiceError } from './ports/service-error.js';
import type { TableField } from './ports/warehouse.js';
import type { PushContext } from './push-scope.js';
import { loadError } from './steps/load/inspect-table.js';
import { policyTagOf } from './steps/load/schema-difference.js';

/** Options of `describeDataset`. */
export interface DescribeOptions {
  /** `dataset.table` or `project.dataset.table`. */
  readonly table: string;
}

/** A column as the table has it, and what the catalog says of it. */
export interface DescribedColumn {
  /** Fields of records by their path: `address.city`. */
  readonly name: string;
  readonly type: string;
  readonly mode: string;
  readonly description?: string;
  /** The class of personal data, as the catalog has it. */
  readonly personalData?: string;
  /** What guards it, as the warehouse has it. */
  readonly policyTag?: string;
}

/** What the warehouse, the catalog and lineage know of a dataset. */
export interface DatasetDescription {
  /** `project.dataset.table`. */
  readonly table: string;
  readonly location: string;
  readonly description?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly columns: readonly DescribedColumn[];
  /** Days after which a partition goes. */
  readonly retentionDays?: number;
  readonly clustering: readonly string[];
  /** What pushes have registered: owner, contact, classification, the last push; absent where there is none, or no catalog. */
  readonly registered?: DatasetAspect;
  /** Where its data comes from, by the names of the catalog; absent where there is no lineage, or this identity may not look at it (roles/datalineage.viewer). */
  readonly sources?: readonly string[];
}

const DAY_MS = 86_400_000;

/** @throws DwhPushError `OPTIONS_INVALID`, `LOAD_DATASET_NOT_FOUND`, `LOAD_FORBIDDEN`, `LOAD_FAILED` */
export async function describeDataset(options: DescribeOptions, { config, warehouse, catalog, lineage }: PushContext): Promise<DatasetDescription> {
  requireOptions(options, 'The description');
  const ref = tableRef(options.table, config.project);
  if (typeof ref === 'string') throw new DwhPushError('OPTIONS_INVALID', `The dataset cannot be described: table: ${ref}.`);
  const name = `${ref.project}.${ref.dataset}.${ref.table}`;
  try {
    const dataset = await warehouse.getDataset(ref);
    const table = dataset === undefined ? undefined : await warehouse.getTable(ref);
    if (dataset === undefined || table === undefined) throw new DwhPushError('LOAD_DATASET_NOT_FOUND', `${name} does not exist, or this identity may not see it.`);
    const { location } = dataset;
    const entry = catalog.available ? await catalog.read(ref, location) : undefined;
    const sources = await lineage.sourcesOf(`bigquery:${name}`, location);
    const lifetime = table.timePartitioning?.expirationMs;
    return Object.freeze({
      table: name,
      location,
      ...(table.description === undefined ? {} : { description: table.description }),
      labels: table.labels,
      columns: columnsOf(table.fields, new Map([...(entry?.columns ?? [])].map(([path, aspect]) => [path, aspect.class]))),
      ...(lifetime === undefined ? {} : { retentionDays: Number(lifetime) / DAY_MS }),
      clustering: table.clustering,
      ...(entry === undefined ? {} : { registered: entry.dataset }),
      ...(sources === undefined ? {} : { sources }),
    });
  } catch (error) {
    throw error instanceof ServiceError ? loadError(error, `${name} could not be described`) : error;
  }
}

function columnsOf(fields: readonly TableField[], classes: ReadonlyMap<string, string>, path = ''): readonly DescribedColumn[] {
  return fields.flatMap((field) => {
    const name = `${path}${field.name}`;
    const [personalData, policyTag] = [classes.get(name), policyTagOf(field)];
    const column = { name, type: field.type, mode: field.mode ?? 'NULLABLE', ...(field.description === undefined ? {} : { description: field.description }), ...(personalData === undefined ? {} : { personalData }), ...(policyTag === undefined ? {} : { policyTag }) };
    return [column, ...columnsOf((field['fields'] ?? []) as readonly TableField[], classes, `${name}.`)];
  });
}
