import type { DuckDBConnection } from '@duckdb/node-api';

import { quoteIdentifier } from '../../engine/quote.js';
import { columnDefinitions, duckType } from '../../engine/type-map.js';
import { storedValue } from '../../sql/emit/stored-value.js';
import { typeFromField } from '../../sql/field-schema.js';
import { storageDiffers } from '../schema/change-schema.js';
import { findField, type Field } from '../schema/field.js';
import { newStorageName } from '../store/new-names.js';
import { storageRelation, type BaseTableRecord } from '../store/table-record.js';
import { createStorage } from './create-table.js';

/**
 * Brings a table's storage from its present schema to `schema` (columns added at the end, or fields added inside records), inside the caller's transaction.
 * @returns the name of the storage afterwards: rows of records that grew, or that get arrays, are copied into a new one.
 */
export async function changeStorage(connection: DuckDBConnection, record: BaseTableRecord, schema: readonly Field[]): Promise<string> {
  if (!storageDiffers(record.schema, schema)) return record.storage;
  const grown = record.schema.some((field) => storageDiffers(field.fields ?? [], findField(schema, field.name)?.fields ?? []));
  const added = schema.slice(record.schema.length);
  // A column with a default, as arrays have, is the last that DuckDB adds to a table in one transaction.
  if (grown || record.schema.length === 0 || added.some((field) => field.mode === 'REPEATED')) return copyStorage(connection, record, schema);
  for (const field of added) {
    await connection.run(`ALTER TABLE ${storageRelation(record.storage)} ADD COLUMN ${columnDefinitions([field])}`);
  }
  return record.storage;
}

/** Copies the rows into a storage of the columns of `schema`, by their names; what `schema` lacks is dropped. @returns its name */
export async function copyStorage(connection: DuckDBConnection, record: BaseTableRecord, schema: readonly Field[]): Promise<string> {
  const storage = newStorageName();
  await createStorage(connection, storage, schema, record.partitioning);
  if (record.schema.length > 0) {
    const hidden = record.partitioning !== undefined && record.partitioning.field === undefined ? ['"_PARTITIONTIME"'] : [];
    const kept = schema.filter((field) => findField(record.schema, field.name) !== undefined);
    const targets = [...kept.map((field) => quoteIdentifier(field.name)), ...hidden];
    const values = [...kept.map((field) => storedValue(typeFromField(field), `${quoteIdentifier(field.name)}::${duckType(field)}`)), ...hidden];
    await connection.run(`INSERT INTO ${storageRelation(storage)} (${targets.join(', ')}) SELECT ${values.join(', ')} FROM ${storageRelation(record.storage)}`);
  }
  await connection.run(`DROP TABLE ${storageRelation(record.storage)}`);
  await connection.run('UPDATE bq.partitions SET storage = $storage WHERE storage = $old', { storage, old: record.storage });
  return storage;
}
