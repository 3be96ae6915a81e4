import { partitioningResource } from '../bigquery/partitions/partitioning.js';
import type { Field } from '../bigquery/schema/field.js';
import type { DatasetRecord } from '../bigquery/store/dataset-record.js';
import type { TableRecord } from '../bigquery/store/table-record.js';
import type { JsonObject } from '../grpc/struct.js';
import type { StoredAspect } from './stored.js';
import { systemAspectType } from './system-types.js';

type Times = { readonly creationTime: number; readonly lastModifiedTime: number };

export function datasetAspects(dataset: DatasetRecord): StoredAspect[] {
  return [aspect('bigquery-dataset', dataset, {})];
}

export function tableAspects(table: TableRecord): StoredAspect[] {
  return [aspect('schema', table, { fields: table.schema.map(fieldData) }), kindAspect(table)];
}

/** `Schema.a` and `Schema.a.b`: where aspects can be attached on a table. */
export function columnPaths(fields: readonly Field[], parent = 'Schema'): ReadonlySet<string> {
  return new Set(fields.flatMap((field) => [`${parent}.${field.name}`, ...columnPaths(field.fields ?? [], `${parent}.${field.name}`)]));
}

function kindAspect(table: TableRecord): StoredAspect {
  if (table.kind === 'VIEW') return aspect('bigquery-view', table, { query: table.query });
  const layout = table.kind === 'TABLE' && table.partitioning !== undefined ? { timePartitioning: partitioningResource(table.partitioning) as JsonObject } : {};
  const clustering = table.kind === 'TABLE' && table.clustering !== undefined ? { clusteredColumns: table.clustering } : {};
  return aspect('bigquery-table', table, { type: table.kind === 'EXTERNAL' ? 'EXTERNAL_TABLE' : 'TABLE', ...layout, ...clustering });
}

function aspect(type: string, { creationTime, lastModifiedTime }: Times, data: JsonObject): StoredAspect {
  return { type: systemAspectType(type), path: '', data, created: creationTime, updated: lastModifiedTime };
}

const METADATA_TYPES: Readonly<Record<Field['type'], string>> = {
  STRING: 'STRING',
  BYTES: 'BYTES',
  INTEGER: 'NUMBER',
  FLOAT: 'NUMBER',
  NUMERIC: 'NUMBER',
  BIGNUMERIC: 'NUMBER',
  BOOLEAN: 'BOOLEAN',
  TIMESTAMP: 'TIMESTAMP',
  DATE: 'DATETIME',
  TIME: 'DATETIME',
  DATETIME: 'DATETIME',
  JSON: 'OTHER',
  RECORD: 'STRUCT',
};

function fieldData(field: Field): JsonObject {
  return {
    name: field.name,
    dataType: field.type,
    metadataType: METADATA_TYPES[field.type],
    mode: field.mode,
    ...(field.description === undefined ? {} : { description: field.description }),
    ...(field.fields === undefined ? {} : { fields: field.fields.map(fieldData) }),
  };
}
