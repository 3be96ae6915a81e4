import { JobFailure } from '../jobs/job-failure.js';
import { DETECTED_ROWS } from '../limits.js';
import type { Field } from '../schema/field.js';
import type { CsvFormat } from './csv-format.js';
import { splitRecord, type CsvField } from './csv-record.js';
import { columnNames, type CharacterMap } from './detected-name.js';
import { commonType, typeOfText, type DetectedType } from './detected-type.js';
import { readRecords } from './read-records.js';

/** What the request says; the rest is found out. */
export interface CsvGiven {
  readonly skipLeadingRows?: number;
  readonly delimiter?: number;
  readonly characterMap: CharacterMap;
}

const DELIMITERS = [',', '|', '\t'].map((text) => text.charCodeAt(0));
const PREFIXES: Record<DetectedType, string> = { STRING: 'string', INTEGER: 'int64', FLOAT: 'double', BOOLEAN: 'bool', DATE: 'date', TIME: 'time', TIMESTAMP: 'timestamp' };

/** The columns of a CSV file, and how it is to be read. @throws JobFailure for a file without rows */
export async function detectCsv(uri: string, path: string, format: CsvFormat, given: CsvGiven, signal: AbortSignal): Promise<{ fields: Field[]; format: CsvFormat }> {
  // Rows above the one that may hold names are passed over; whether it does only shows beside what follows.
  const above = Math.max(0, (given.skipLeadingRows ?? 0) - 1);
  const readable = { ...format, quotedNewlines: true };
  const delimiter = given.delimiter ?? (await detectDelimiter(path, readable, above, signal));
  const found = { ...readable, delimiter };
  const [first, ...others] = await sample(path, found, above, signal);
  if (first === undefined) throw new JobFailure({ reason: 'invalid', location: uri, message: `Error while reading data, error message: Failed to detect schema: the file has no rows. File: ${uri}` });
  const body = given.skipLeadingRows === undefined || given.skipLeadingRows === 0 ? [first, ...others] : others;
  const hasHeader = given.skipLeadingRows !== 0 && isHeader(first, others, format);
  const rows = hasHeader ? others : body;
  const width = Math.max(first.length, ...rows.map((row) => row.length));
  const types = Array.from({ length: width }, (_, index) => columnType(rows, index, format));
  const names = Array.from({ length: width }, (_, index) => (hasHeader ? (first[index]?.text ?? '').replace(/^\uFEFF/, '') : '') || `${PREFIXES[types[index] ?? 'STRING']}_field_${index}`);
  const fields = columnNames(names, given.characterMap).map((name, index): Field => ({ name, type: types[index] ?? 'STRING', mode: 'NULLABLE' }));
  return { fields, format: { ...found, skipLeadingRows: hasHeader ? above + 1 : (given.skipLeadingRows ?? 0) } };
}

/** The first row holds names where it has texts only, and what follows has a column of another type. */
function isHeader(first: readonly CsvField[], others: readonly CsvField[][], format: CsvFormat): boolean {
  if (others.length === 0 || first.some((field, index) => field.text === '' || !isName(field.text, columnType(others, index, format)))) return false;
  return first.some((_, index) => columnType(others, index, format) !== 'STRING');
}

/** `t`, `f`, `no` and the like are names above a column of anything else. */
function isName(text: string, below: DetectedType): boolean {
  const type = typeOfText(text);
  return type === 'STRING' || (type === 'BOOLEAN' && below !== 'BOOLEAN');
}

function columnType(rows: readonly CsvField[][], index: number, format: CsvFormat): DetectedType {
  let type: DetectedType | undefined;
  for (const row of rows) {
    const field = row[index];
    if (field === undefined || field.text === '' || format.nullMarkers.includes(field.text)) continue;
    type = commonType(type, typeOfText(field.text));
  }
  return type ?? 'STRING';
}

/** The one that divides the first row into the most fields; a comma where none divides it. */
async function detectDelimiter(path: string, format: CsvFormat, above: number, signal: AbortSignal): Promise<number> {
  let best = { delimiter: format.delimiter, fields: 1 };
  for (const delimiter of DELIMITERS) {
    const rows = (await sample(path, { ...format, delimiter }, above, signal)).slice(0, 10);
    const fields = rows[0]?.length ?? 0;
    if (fields > best.fields && rows.every((row) => row.length === fields)) best = { delimiter, fields };
  }
  return best.delimiter;
}

async function sample(path: string, format: CsvFormat, above: number, signal: AbortSignal): Promise<CsvField[][]> {
  const rows: CsvField[][] = [];
  let seen = 0;
  for await (const records of readRecords(path, format, signal)) {
    for (const record of records) {
      seen += 1;
      if (seen <= above || record.fault !== undefined) continue;
      rows.push(splitRecord(record.bytes, format));
      if (rows.length > DETECTED_ROWS) return rows;
    }
  }
  return rows;
}
