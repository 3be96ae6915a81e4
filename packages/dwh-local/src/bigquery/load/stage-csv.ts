import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { invalid } from '../refusals.js';
import { columnSources, columnTexts, emptyTextColumns } from './column-texts.js';
import type { CsvFormat } from './csv-format.js';
import { splitRecord, type CsvField } from './csv-record.js';
import { inspectCsv, shapeProblem, type CsvInspection } from './inspect-csv.js';
import type { LoadContext } from './load-context.js';
import { NormalizedFile } from './normalized-file.js';
import { readCsvSql, readNormalizedSql } from './read-csv-sql.js';
import { readRecords, type RawRecord } from './read-records.js';
import type { BadRow } from './stage-table.js';

/**
 * Stages one CSV file. It is read once to see how it is written; a file without surprises then goes to DuckDB's reader as it is, any other
 * one is rewritten record by record into a form that cannot be misread.
 * @throws JobFailure with the service's texts where there are more bad records than allowed.
 */
export async function stageCsv(context: LoadContext, uri: string, path: string, format: CsvFormat): Promise<void> {
  const header = format.matchByName ? await readHeader(path, format, context.signal) : undefined;
  const width = header?.length ?? context.fields.length;
  const sources = columnSources(context.fields, header, format);
  const inspection = await inspectCsv(path, format, width, context.signal);
  context.bad.add(uri, inspection.bad, inspection.badRecords.map((record) => record.message));
  context.bad.check(uri, context.rowsRead + inspection.records);
  context.signal.throwIfAborted();

  const file: CsvFile = { path, format, width, texts: columnTexts(sources), emptyTexts: emptyTextColumns(context.fields, sources, format) };
  // DuckDB's reader does not tell which marker made a NULL.
  const plain = inspection.plain && (file.emptyTexts.size === 0 || format.nullMarkers.length === 1);
  const staged = (plain ? await stagePlain(context, file, inspection) : undefined) ?? (await stageRewritten(context, file));
  context.rowsRead += inspection.records;
  if (staged.bad === 0) return;
  const positions = await locate(path, format, width, staged.badRows, context.signal);
  context.bad.add(uri, staged.bad, staged.badRows.map((row) => valueProblem(row, positions.get(row.index) ?? 0)));
  context.bad.check(uri, context.rowsRead);
}

interface CsvFile {
  readonly path: string;
  readonly format: CsvFormat;
  /** How many columns it has. */
  readonly width: number;
  /** SQL for each field's text. */
  readonly texts: readonly string[];
  readonly emptyTexts: ReadonlySet<number>;
}

interface Staged {
  readonly bad: number;
  readonly badRows: readonly BadRow[];
}

/** Undefined where DuckDB counted other records than the inspection; nothing is staged then. */
async function stagePlain(context: LoadContext, { path, format, width, texts, emptyTexts }: CsvFile, inspection: CsvInspection): Promise<Staged | undefined> {
  const kept = [...emptyTexts].map((column) => `f${column}`);
  const source = readCsvSql({
    path,
    width,
    delimiter: String.fromCharCode(format.delimiter),
    quote: format.quote === undefined ? '' : String.fromCharCode(format.quote),
    skip: format.skipLeadingRows,
    nullMarkers: format.nullMarkers,
    longestRecord: inspection.longestRecord,
    crlf: inspection.crlf,
  });
  const staged = await context.stage.append(source, texts.map((text) => (kept.includes(text) ? `coalesce(${text}, '')` : text))).catch((error: unknown) => {
    context.signal.throwIfAborted();
    // What DuckDB's reader cannot read the careful path may; what neither can is an error there.
    if (error instanceof Error) return undefined;
    throw error;
  });
  if (staged === undefined || staged.rows === inspection.records) return staged;
  await context.stage.takeBack(staged.rows);
  return undefined;
}

async function stageRewritten(context: LoadContext, { path, format, width, texts, emptyTexts }: CsvFile): Promise<Staged> {
  const file = new NormalizedFile(join(context.workDirectory, 'rewritten.csv'));
  try {
    for await (const record of loadableRecords(path, format, width, context.signal)) {
      const fields = splitRecord(record.bytes, format);
      await file.write(Array.from({ length: width }, (_, index) => nullOrText(fields[index], format, emptyTexts.has(index))));
    }
    await file.close();
    if (file.rows === 0) return { bad: 0, badRows: [] };
    const staged = await context.stage.append(readNormalizedSql(file.path, width, file.longestRow), texts);
    if (staged.rows !== file.rows) throw new Error(`The rewritten file has ${file.rows} rows, but ${staged.rows} were read.`);
    return staged;
  } finally {
    await rm(file.path, { force: true });
  }
}

function nullOrText(field: CsvField | undefined, format: CsvFormat, keepsEmpty: boolean): string | null {
  if (field === undefined) return null;
  if (field.text === '' && keepsEmpty) return '';
  return !field.quoted && format.nullMarkers.includes(field.text) ? null : field.text;
}

/** The records that are loaded, in order: neither skipped nor of a bad shape. */
async function* loadableRecords(path: string, format: CsvFormat, width: number, signal: AbortSignal): AsyncGenerator<RawRecord> {
  let seen = 0;
  for await (const records of readRecords(path, format, signal)) {
    for (const record of records) {
      seen += 1;
      if (seen > format.skipLeadingRows && shapeProblem(record.columns, width, record.position, record.fault, format) === undefined) yield record;
    }
  }
}

/** Where in the file the rows with these indices start. */
async function locate(path: string, format: CsvFormat, width: number, rows: readonly BadRow[], signal: AbortSignal): Promise<Map<number, number>> {
  const wanted = new Set(rows.map((row) => row.index));
  const positions = new Map<number, number>();
  let index = 0;
  for await (const record of loadableRecords(path, format, width, signal)) {
    if (wanted.has(index)) positions.set(index, record.position);
    index += 1;
    if (positions.size === wanted.size) break;
  }
  return positions;
}

const TYPE_NAMES: Readonly<Record<string, string>> = { INTEGER: 'INT64', FLOAT: 'DOUBLE', BOOLEAN: 'BOOL' };

/** As the service words it, but without the value. */
function valueProblem(row: BadRow, position: number): string {
  if (row.missing) return `Missing required value for field ${row.field.name} (position ${row.position}) in row starting at position: ${position}.`;
  return `Could not parse value as ${TYPE_NAMES[row.field.type] ?? row.field.type} for field ${row.field.name} (position ${row.position}) in row starting at position: ${position}.`;
}

async function readHeader(path: string, format: CsvFormat, signal: AbortSignal): Promise<string[]> {
  let seen = 0;
  for await (const records of readRecords(path, format, signal)) {
    for (const record of records) {
      seen += 1;
      if (seen === format.skipLeadingRows) return splitRecord(record.bytes, format).map((field, index) => (index === 0 ? field.text.replace(/^\uFEFF/, '') : field.text));
    }
  }
  throw invalid('Error while reading data, error message: The file has no header row to take the column names from.');
}
