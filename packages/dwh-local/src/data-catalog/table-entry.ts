import type { DuckDBConnection } from '@duckdb/node-api';

import type { Field } from '../bigquery/schema/field.js';
import { findDataset } from '../bigquery/store/dataset-record.js';
import { findTable, type TableRecord } from '../bigquery/store/table-record.js';
import { invalidArgument, notFound } from '../grpc/grpc-error.js';
import { timestampOf } from '../grpc/timestamp.js';

interface TableName {
  readonly project: string;
  readonly dataset: string;
  readonly table: string;
}

/** The ways in which a lookup names a table. */
export interface LookupTarget {
  readonly linkedResource?: string;
  readonly sqlResource?: string;
  readonly fullyQualifiedName?: string;
}

export interface TableEntry {
  readonly name: string;
  readonly table: TableRecord;
  readonly message: object;
}

const FORMS = [/^\/\/bigquery\.googleapis\.com\/projects\/([^/]+)\/datasets\/([^/]+)\/tables\/([^/]+)$/, /^bigquery\.table\.`?([^.`]+)`?\.`?([^.`]+)`?\.`?([^.`]+)`?$/, /^bigquery:`?([^.`]+)`?\.`?([^.`]+)`?\.`?([^.`]+)`?$/] as const;

/** @throws GrpcError INVALID_ARGUMENT for what names no BigQuery table */
export function lookedUp({ linkedResource, sqlResource, fullyQualifiedName }: LookupTarget): TableName {
  for (const [index, written] of [linkedResource, sqlResource, fullyQualifiedName].entries()) {
    const [, project, dataset, table] = FORMS[index]?.exec(written ?? '') ?? [];
    if (project !== undefined && dataset !== undefined && table !== undefined) return { project, dataset, table };
  }
  throw invalidArgument('The resource to look up must be a BigQuery table: linked_resource, sql_resource or fully_qualified_name of one.');
}

/** `projects/p/datasets/d/tables/t` of an entry's name, or of a name below it; empty where it is no entry's. */
export function tableResource(name: string): string {
  const [, id] = /\/entryGroups\/@bigquery\/entries\/([\w-]+)(?:\/tags\/[^/]+)?$/.exec(name) ?? [];
  return id === undefined ? '' : Buffer.from(id, 'base64url').toString().slice('//bigquery.googleapis.com/'.length);
}

/** @throws GrpcError NOT_FOUND, also for the name of an entry that has another location than its table */
export async function findTableEntry(connection: DuckDBConnection, { project, dataset, table }: TableName, name?: string): Promise<TableEntry> {
  const parent = await findDataset(connection, { project, dataset });
  const record = parent === undefined ? undefined : await findTable(connection, { project, dataset, table });
  const linkedResource = `//bigquery.googleapis.com/projects/${project}/datasets/${dataset}/tables/${table}`;
  if (parent === undefined || record === undefined) throw notFound(name ?? linkedResource);
  const entry = `projects/${project}/locations/${parent.location.toLowerCase()}/entryGroups/@bigquery/entries/${Buffer.from(linkedResource).toString('base64url')}`;
  if (name !== undefined && name !== entry) throw notFound(name);
  return {
    name: entry,
    table: record,
    message: {
      name: entry,
      linkedResource,
      fullyQualifiedName: `bigquery:${project}.${dataset}.${table}`,
      type: 'TABLE',
      integratedSystem: 'BIGQUERY',
      displayName: record.friendlyName ?? table,
      description: record.description ?? '',
      labels: record.labels,
      schema: { columns: record.schema.map(columnOf) },
      sourceSystemTimestamps: { createTime: timestampOf(record.creationTime), updateTime: timestampOf(record.lastModifiedTime) },
      bigqueryTableSpec: { tableSourceType: record.kind === 'VIEW' ? 'BIGQUERY_VIEW' : 'BIGQUERY_TABLE' },
    },
  };
}

/** The entry that a name, or the name of a tag of it, is of. @throws GrpcError NOT_FOUND */
export async function entryNamed(connection: DuckDBConnection, name: string): Promise<TableEntry> {
  const [, project, dataset, table] = /^projects\/([^/]+)\/datasets\/([^/]+)\/tables\/([^/]+)$/.exec(tableResource(name)) ?? [];
  if (project === undefined || dataset === undefined || table === undefined) throw notFound(name);
  return findTableEntry(connection, { project, dataset, table }, name.replace(/\/tags\/[^/]+$/, ''));
}

function columnOf({ name, type, mode, description, fields }: Field): object {
  return { column: name, type, mode, description: description ?? '', subcolumns: (fields ?? []).map(columnOf) };
}
