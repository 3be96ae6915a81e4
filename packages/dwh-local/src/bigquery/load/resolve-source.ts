import { join } from 'node:path';

import type { DuckDBConnection } from '@duckdb/node-api';

import type { StagedFile } from '../../gcs/staged-files.js';
import { findField, type Field } from '../schema/field.js';
import { detectCsv, type CsvGiven } from './detect-csv.js';
import { detectJson } from './detect-json.js';
import { hiveColumns, type HiveColumns } from './hive-columns.js';
import { fileSchema } from './parquet-schema.js';
import { gunzipTo, isGzip, rewriteUtf16 } from './source-bytes.js';
import type { SourceSpec } from './source-spec.js';

/** Files of which nothing is left to be found out. */
export interface ResolvedSource {
  readonly source: SourceSpec;
  /** The columns inside of the files; undefined where neither they nor the request have any. */
  readonly fields: readonly Field[] | undefined;
  readonly hive: HiveColumns | undefined;
}

/**
 * Finds out what the request leaves to the files: their columns, how CSV is written, and the columns in their paths. `known` are the columns of the table.
 * @throws JobFailure for files of which it cannot be found out
 */
export async function resolveSource(connection: DuckDBConnection, source: SourceSpec, files: readonly StagedFile[], workDirectory: string, signal: AbortSignal, known?: readonly Field[]): Promise<ResolvedSource> {
  const hive = source.hive === undefined ? undefined : hiveColumns(source.hive, files, known);
  const inFiles = (fields: readonly Field[] | undefined) => fields?.filter((field) => findField(hive?.fields ?? [], field.name) === undefined);
  if (source.autodetect === undefined || files[0] === undefined) return { source, fields: inFiles(source.schema ?? known) ?? (await fileSchema(connection, source, files)), hive };
  const detected = await detect(source, source.autodetect, files[0], workDirectory, signal);
  return { source: { ...source, csv: detected.csv }, fields: inFiles(known) ?? detected.fields, hive };
}

async function detect(source: SourceSpec, given: CsvGiven, file: StagedFile, workDirectory: string, signal: AbortSignal): Promise<{ fields: readonly Field[]; csv: SourceSpec['csv'] }> {
  const zipped = await isGzip(file.path);
  const unpacked = zipped ? join(workDirectory, 'detected') : file.path;
  if (zipped) await gunzipTo(file.path, unpacked, signal);
  const { encoding } = source.csv;
  const wide = encoding === 'UTF-16LE' || encoding === 'UTF-16BE';
  const path = wide ? join(workDirectory, 'detected-utf8') : unpacked;
  if (wide) await rewriteUtf16(unpacked, path, encoding, signal);
  if (source.format === 'CSV') {
    const { fields, format } = await detectCsv(file.uri, path, source.csv, given, signal);
    return { fields, csv: format };
  }
  return { fields: await detectJson(file.uri, path, given.characterMap, signal), csv: source.csv };
}

/** All columns of the rows: those in the files, then those in their paths. */
export function columnsOfSource(fields: readonly Field[], hive: HiveColumns | undefined): readonly Field[] {
  return [...fields, ...(hive?.fields ?? [])];
}
