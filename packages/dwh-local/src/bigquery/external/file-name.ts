import type { HiveColumns } from '../load/hive-columns.js';
import { emptyRelation } from '../query/relation-columns.js';
import type { Field } from '../schema/field.js';

/** The pseudo-column with the URI of the file that a row is from. https://docs.cloud.google.com/bigquery/docs/query-cloud-storage-data#query_the_file_name_pseudo-column */
const FILE_NAME: Field = { name: '_FILE_NAME', type: 'STRING', mode: 'NULLABLE' };

/** What paths hold, the name of the file as the last. */
export function withFileName(hive: HiveColumns | undefined): HiveColumns {
  return { fields: [...(hive?.fields ?? []), FILE_NAME], texts: (uri) => [...(hive?.texts(uri) ?? []), uri] };
}

/** An external table of which no file is read. */
export function emptyExternal(fields: readonly Field[]): string {
  return emptyRelation([...fields, FILE_NAME]);
}
