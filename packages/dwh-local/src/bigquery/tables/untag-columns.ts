import { rows, type Engine } from '../../engine/engine.js';
import type { Field } from '../schema/field.js';
import { newEtag } from '../store/new-names.js';
import { laterThan, updateTable, type TableRecord } from '../store/table-record.js';

/** Takes policy tags that are no more off every column that has one: https://docs.cloud.google.com/bigquery/docs/column-level-security#delete-policy-tag */
export async function untagColumns(engine: Engine, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return;
  const gone = new Set(tags);
  await engine.transaction(async (connection) => {
    for (const { resource } of await rows<{ resource: string }>(connection, "SELECT resource FROM bq.tables WHERE contains(resource, 'policyTags')")) {
      const record = JSON.parse(resource) as TableRecord;
      const schema = record.schema.map((field) => untagged(field, gone));
      if (JSON.stringify(schema) === JSON.stringify(record.schema)) continue;
      await updateTable(connection, { ...record, schema, etag: newEtag(), lastModifiedTime: laterThan(record.lastModifiedTime) });
    }
  });
}

function untagged({ policyTags, fields, ...field }: Field, gone: ReadonlySet<string>): Field {
  return { ...field, ...(policyTags === undefined || policyTags.names.some((name) => gone.has(name)) ? {} : { policyTags }), ...(fields === undefined ? {} : { fields: fields.map((nested) => untagged(nested, gone)) }) };
}
