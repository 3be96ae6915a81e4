import { invalidArgument, notFound } from '../grpc/grpc-error.js';
import type { Engine } from '../engine/engine.js';
import { findField, type Field } from '../bigquery/schema/field.js';
import { findDataset } from '../bigquery/store/dataset-record.js';
import { findTable, type TableRecord } from '../bigquery/store/table-record.js';
import { timestamp } from '../grpc/fields.js';
import { projectNumber, SYSTEM_PROJECT_NUMBER } from './aspect-key.js';
import { structOf } from './struct.js';

/** An entry that the catalog has by itself, because BigQuery has the table. */
export interface SystemEntry {
  /** With the project's number, as it is answered. */
  readonly name: string;
  readonly table: TableRecord;
  /** Under what its optional aspects are kept: another table of the same name has none of them. */
  readonly identity: string;
}

const NAME = /^projects\/(?<project>[^/]+)\/locations\/(?<location>[^/]+)\/entryGroups\/(?<group>[^/]+)\/entries\/(?<entry>.+)$/;
const TABLE = /^bigquery\.googleapis\.com\/projects\/(?<project>[^/]+)\/datasets\/(?<dataset>[^/]+)\/tables\/(?<table>[^/]+)$/;

/** The entry of a table. https://docs.cloud.google.com/dataplex/docs/catalog-overview @throws GrpcError NOT_FOUND, INVALID_ARGUMENT */
export async function findSystemEntry(engine: Engine, name: string): Promise<SystemEntry> {
  const parts = NAME.exec(name)?.groups as { project: string; location: string; group: string; entry: string } | undefined;
  if (parts === undefined) throw invalidArgument(`Invalid entry name ${JSON.stringify(name)}.`);
  const absent = () => notFound(`Entry ${name} not found.`);
  if (parts.group !== '@bigquery') throw absent();
  const ref = TABLE.exec(parts.entry)?.groups as { project: string; dataset: string; table: string } | undefined;
  if (ref === undefined || projectNumber(ref.project) !== projectNumber(parts.project)) throw absent();
  const found = await engine.withConnection(async (connection) => {
    const dataset = await findDataset(connection, ref);
    return dataset === undefined || dataset.location.toLowerCase() !== parts.location ? undefined : findTable(connection, ref);
  });
  if (found === undefined) throw absent();
  return { name: `projects/${projectNumber(parts.project)}/locations/${parts.location}/entryGroups/@bigquery/entries/${parts.entry}`, table: found, identity: `${ref.project}/${ref.dataset}/${ref.table}/${found.creationTime}` };
}

export const SCHEMA_TYPE = `${SYSTEM_PROJECT_NUMBER}.global.schema`;
export const TABLE_TYPE = `${SYSTEM_PROJECT_NUMBER}.global.bigquery-table`;

/** The aspects that every such entry has, and nobody else can write. */
export function requiredAspects(table: TableRecord): Readonly<Record<string, object>> {
  const times = { createTime: timestamp(table.creationTime), updateTime: timestamp(table.lastModifiedTime) };
  const aspect = (key: string, data: Readonly<Record<string, unknown>>) => ({ aspectType: aspectTypePath(key), ...times, data: structOf(data) });
  return {
    [SCHEMA_TYPE]: aspect(SCHEMA_TYPE, { fields: table.schema.map(schemaField) }),
    [TABLE_TYPE]: aspect(TABLE_TYPE, { type: table.kind, ...(table.kind === 'TABLE' && table.partitioning !== undefined ? { partitioned: true } : {}) }),
  };
}

export function aspectTypePath(reference: string): string {
  const [, project, location, type] = /^(\d+)\.([^.]+)\.(.+)$/.exec(reference) as unknown as [string, string, string, string];
  return `projects/${project}/locations/${location}/aspectTypes/${type}`;
}

function schemaField({ name, type, mode, description, fields }: Field): Record<string, unknown> {
  return { name, dataType: type, metadataType: type, mode, ...(description === undefined ? {} : { description }), ...(fields === undefined ? {} : { fields: fields.map(schemaField) }) };
}

/** `Schema.a.b` names a column. @throws GrpcError INVALID_ARGUMENT */
export function checkPath(path: string, table: TableRecord): void {
  if (path === '') return;
  const [head, ...names] = path.split('.');
  let fields: readonly Field[] = table.schema;
  for (const [index, name] of names.entries()) {
    const field = findField(fields, name);
    if (field === undefined || (index < names.length - 1 && field.fields === undefined)) throw invalidArgument(`The path ${JSON.stringify(path)} is not of a column of the entry.`);
    fields = field.fields ?? [];
  }
  if (head !== 'Schema' || names.length === 0) throw invalidArgument(`The path ${JSON.stringify(path)} is not of a column of the entry: Schema.{column}.`);
}
