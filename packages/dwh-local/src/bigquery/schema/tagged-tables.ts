import type { DuckDBConnection } from '@duckdb/node-api';

import { rows, type Engine } from '../../engine/engine.js';
import { lockTable } from '../service.js';
import { newEtag } from '../store/new-names.js';
import { laterThan, updateTable, type TableRecord } from '../store/table-record.js';
import { policyTagNames } from './check-policy-tags.js';
import type { Field } from './field.js';

/** Says whether a column's tag, as it was written there, is one of those meant. */
export type IsMeant = (name: string) => boolean;

/** Runs `work` while nobody else changes the tables that have one of these tags. */
export async function withTaggedTables(engine: Engine, isMeant: IsMeant, work: () => Promise<void>): Promise<void> {
  const tables = await engine.withConnection((connection) => taggedTables(connection, isMeant));
  const locked = tables.reduceRight((inner, table) => () => lockTable(engine, table, inner), work);
  await locked();
}

/** Takes tags off the columns that have them. */
export async function untagColumns(connection: DuckDBConnection, isMeant: IsMeant): Promise<void> {
  for (const table of await taggedTables(connection, isMeant)) {
    await updateTable(connection, { ...table, schema: withoutTags(table.schema, isMeant), etag: newEtag(), lastModifiedTime: laterThan(table.lastModifiedTime) });
  }
}

async function taggedTables(connection: DuckDBConnection, isMeant: IsMeant): Promise<TableRecord[]> {
  const found = await rows<{ resource: string }>(connection, "SELECT resource FROM bq.tables WHERE contains(resource, '/policyTags/') ORDER BY project, dataset, table_id");
  return found.map((row) => JSON.parse(row.resource) as TableRecord).filter((table) => policyTagNames(table.schema).some(isMeant));
}

function withoutTags(fields: readonly Field[], isMeant: IsMeant): Field[] {
  return fields.map(({ policyTags, fields: nested, ...field }) => ({
    ...field,
    ...(nested === undefined ? {} : { fields: withoutTags(nested, isMeant) }),
    ...(policyTags === undefined || policyTags.names.some(isMeant) ? {} : { policyTags }),
  }));
}
