import type { DuckDBConnection } from '@duckdb/node-api';

import type { Caller } from '../../iam/caller.js';
import { translateQuery } from '../query/translate-query.js';
import { invalid } from '../refusals.js';
import type { TableRef } from '../resource-names.js';
import { sameName, type Field } from '../schema/field.js';
import { parseSchema } from '../schema/parse-schema.js';
import type { DatasetRecord } from '../store/dataset-record.js';
import { newEtag } from '../store/new-names.js';
import { insertTable, type ViewRecord } from '../store/table-record.js';
import type { TableSettings } from './parse-table.js';

/**
 * Creates a view, inside the caller's transaction and under its locks. Its query must translate; its schema comes from the query, the
 * descriptions and policy tags from `described` where given.
 * @throws ApiError 400 invalidQuery, 404 for a table that the query names and that does not exist.
 */
export async function createView(connection: DuckDBConnection, dataset: DatasetRecord, ref: TableRef, query: string, settings: TableSettings, described?: readonly Field[], caller?: Caller): Promise<ViewRecord> {
  if (settings.partitioning !== undefined || settings.clustering !== undefined || settings.requirePartitionFilter === true) {
    throw invalid('A view cannot be partitioned or clustered.');
  }
  const now = Date.now();
  const record: ViewRecord = {
    kind: 'VIEW',
    project: ref.project,
    dataset: ref.dataset,
    table: ref.table,
    etag: newEtag(),
    creationTime: now,
    lastModifiedTime: now,
    query,
    schema: describe(await viewSchema(connection, dataset, query, caller), described),
    labels: settings.labels,
    ...(settings.description === undefined ? {} : { description: settings.description }),
    ...(settings.friendlyName === undefined ? {} : { friendlyName: settings.friendlyName }),
    ...(settings.expirationTime === undefined ? {} : { expirationTime: settings.expirationTime }),
  };
  await insertTable(connection, record);
  return record;
}

/** The columns that a view's query answers. A name of two parts belongs to the view's own project. Where `caller` asks for it, they must be able to read what it reads. */
export async function viewSchema(connection: DuckDBConnection, dataset: DatasetRecord, query: string, caller?: Caller): Promise<Field[]> {
  const translation = await translateQuery(connection, query, { project: dataset.project, location: dataset.location, definesView: true, ...(caller === undefined ? {} : { caller }) });
  if (translation.statement !== 'SELECT') throw invalid('A view must be defined by a SELECT query.', 'view');
  return parseSchema({ fields: translation.schema }) ?? [];
}

/** A view's columns with the descriptions of a provided list of the same columns. */
export function describe(schema: readonly Field[], described: readonly Field[] | undefined): Field[] {
  if (described === undefined) return [...schema];
  const same = described.length === schema.length && described.every((field, index) => sameName(field.name, schema[index]?.name ?? '') && field.type === schema[index]?.type);
  if (!same) throw invalid('The schema provided for a view must have the columns of its query.', 'schema');
  return schema.map((field, index) => {
    const { description, policyTags } = described[index] ?? field;
    return { ...field, ...(description === undefined ? {} : { description }), ...(policyTags === undefined ? {} : { policyTags }) };
  });
}
