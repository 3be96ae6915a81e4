import type { WriteTarget } from '../load/load-spec.js';
import { partitionRange, type PartitionRange } from '../partitions/decorator.js';
import { layoutText } from '../partitions/partitioning.js';
import { invalid, notFound } from '../refusals.js';
import { tableName } from '../resource-names.js';
import { changeSchema } from '../schema/change-schema.js';
import { parametersOf } from '../schema/type-parameters.js';
import { findField, type Field } from '../schema/field.js';
import type { BaseTableRecord, TableRecord } from '../store/table-record.js';

/** What a write does to its target, decided before the rows are read and checked again when the target is locked. */
export interface WritePlan {
  /** Undefined: the table is created. */
  readonly existing: BaseTableRecord | undefined;
  /** The table's schema afterwards. */
  readonly schema: readonly Field[];
  /** The partition that is written; undefined for the whole table. */
  readonly partition: PartitionRange | undefined;
}

/**
 * @param provided the columns of the incoming rows, where the job has them.
 * @throws ApiError with the service's texts for a target that cannot be written like this.
 */
export function planWrite(target: WriteTarget, current: TableRecord | undefined, provided: readonly Field[] | undefined): WritePlan {
  const name = tableName(target.table);
  if (current?.kind === 'VIEW') throw invalid(`Cannot write to a view: ${name}`);
  if (current?.kind === 'EXTERNAL') throw invalid(`${name} is not allowed for this operation because it is currently a EXTERNAL.`);
  if (current === undefined) return planCreation(target, provided, name);
  checkLayout(target, current, name);
  checkProperties(target, current);
  const partition = planPartition(target, current.partitioning, name);
  const replaces = target.disposition === 'WRITE_TRUNCATE' && partition === undefined;
  const schema = replaces ? (provided ?? current.schema) : mergeSchema(target, current, provided, name);
  if (schema.length === 0) throw invalid('No schema specified on job or table.');
  return { existing: current, schema, partition };
}

function planCreation(target: WriteTarget, provided: readonly Field[] | undefined, name: string): WritePlan {
  if (!target.createIfNeeded) throw notFound(`Table ${name}`);
  if (provided === undefined || provided.length === 0) throw invalid('No schema specified on job or table.');
  // The service's behaviour here is not documented; a table by ingestion time would be a guess.
  if (target.decorator !== undefined && target.partitioning === undefined) {
    throw invalid(`Table ${name} does not exist, and a partition decorator needs timePartitioning to create it. Create the table first.`);
  }
  return { existing: undefined, schema: provided, partition: planPartition(target, target.partitioning, name) };
}

function planPartition(target: WriteTarget, partitioning: BaseTableRecord['partitioning'], name: string): PartitionRange | undefined {
  if (target.decorator === undefined) return undefined;
  if (partitioning === undefined) throw invalid(`Cannot write to partition $${target.decorator}: table ${name} is not partitioned.`);
  return partitionRange(target.decorator, partitioning, name);
}

/** A layout in the job must be the table's own. */
function checkLayout(target: WriteTarget, current: BaseTableRecord, name: string): void {
  if (target.partitioning === undefined && target.clustering === undefined) return;
  const expected = layoutText(current.partitioning, current.clustering);
  const given = layoutText(target.partitioning ?? current.partitioning, target.clustering ?? current.clustering);
  if (expected.toLowerCase() !== given.toLowerCase()) {
    throw invalid(`Incompatible table partitioning specification. Expects partitioning specification ${expected}, but input partitioning specification is ${given}`);
  }
  const expiration = target.partitioning?.expirationMs;
  if (expiration !== undefined && expiration !== current.partitioning?.expirationMs) {
    throw invalid(`The partition expiration of table ${name} cannot be changed by a job.`);
  }
}

function checkProperties(target: WriteTarget, current: BaseTableRecord): void {
  const labelsDiffer = target.labels !== undefined && JSON.stringify(sorted(target.labels)) !== JSON.stringify(sorted(current.labels));
  if (labelsDiffer || (target.description !== undefined && target.description !== (current.description ?? ''))) {
    throw invalid('destinationTableProperties only apply to new tables; the existing table has other values.');
  }
}

function sorted(labels: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1));
}

/**
 * The existing table's schema, with what `schemaUpdateOptions` let the provided one change. A provided schema may leave out columns that can be NULL;
 * REQUIRED in it where the table says NULLABLE is accepted and has no effect, as the service does. Descriptions and tags stay the table's.
 */
function mergeSchema(target: WriteTarget, current: BaseTableRecord, provided: readonly Field[] | undefined, name: string): readonly Field[] {
  if (provided === undefined) return current.schema;
  if (current.schema.length === 0) return provided;
  const completed = completeFields(current.schema, provided);
  return changeSchema(current.schema, completed, name, { addition: target.allowAddition, relaxation: target.allowRelaxation });
}

/** The provided fields in the table's order, those that it leaves out filled in, the new ones behind. */
function completeFields(current: readonly Field[], provided: readonly Field[]): Field[] {
  const kept = current.flatMap((field): Field[] => {
    const given = findField(provided, field.name);
    if (given === undefined) return field.mode === 'REQUIRED' ? [] : [field];
    const mode = field.mode === 'NULLABLE' && given.mode === 'REQUIRED' ? 'NULLABLE' : given.mode;
    const fields = field.fields === undefined || given.fields === undefined ? given.fields : completeFields(field.fields, given.fields);
    const { name, type } = given;
    return [{ name, type, mode, ...(fields === undefined ? {} : { fields }), ...(field.description === undefined ? {} : { description: field.description }), ...parametersOf(field), ...(field.defaultValueExpression === undefined ? {} : { defaultValueExpression: field.defaultValueExpression }) }];
  });
  const added = provided.filter((field) => findField(current, field.name) === undefined);
  return [...kept, ...added];
}
