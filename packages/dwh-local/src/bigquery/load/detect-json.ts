import { JobFailure } from '../jobs/job-failure.js';
import { DETECTED_ROWS } from '../limits.js';
import type { Field } from '../schema/field.js';
import { columnNames, type CharacterMap } from './detected-name.js';
import { commonType, typeOfText, type DetectedType } from './detected-type.js';
import { ExactNumber, parseExact } from './json-number.js';
import { readLines } from './json-lines.js';

/** What was seen of one name. */
interface Seen {
  repeated: boolean;
  scalar?: DetectedType;
  record?: Map<string, Seen>;
}

/** The columns of a file of newline-delimited JSON, by their names. @throws JobFailure where a name holds now a record and now something else */
export async function detectJson(uri: string, path: string, map: CharacterMap, signal: AbortSignal): Promise<Field[]> {
  const top = new Map<string, Seen>();
  let rows = 0;
  for await (const line of readLines(path, signal)) {
    const row = parsed(line.text);
    // What is no object is a bad record for whoever loads it.
    if (isRecord(row)) look(top, row, '', uri);
    rows += 1;
    if (rows === DETECTED_ROWS) break;
  }
  const fields = fieldsOf(top, map);
  if (fields.length === 0) throw failed(uri, 'no names were found');
  return fields;
}

function parsed(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

function look(into: Map<string, Seen>, row: Record<string, unknown>, parent: string, uri: string): void {
  for (const [name, value] of Object.entries(row)) {
    const path = parent + name;
    const key = [...into.keys()].find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
    const seen = into.get(key) ?? { repeated: false };
    into.set(key, seen);
    if (value === null) continue;
    const items = Array.isArray(value) ? value : [value];
    if (Array.isArray(value)) seen.repeated = true;
    else if (seen.repeated) throw failed(uri, `field ${path} is now an array and now not`);
    for (const item of items) lookAt(seen, item, path, uri);
  }
}

function lookAt(seen: Seen, item: unknown, path: string, uri: string): void {
  if (item === null) return;
  if (Array.isArray(item)) throw failed(uri, `field ${path} holds an array of arrays`);
  if (isRecord(item)) {
    seen.record ??= new Map();
    look(seen.record, item, `${path}.`, uri);
  } else seen.scalar = commonType(seen.scalar, typeOf(item));
  if (seen.record !== undefined && seen.scalar !== undefined) throw failed(uri, `field ${path} is now a record and now not`);
}

function typeOf(value: unknown): DetectedType {
  if (typeof value === 'boolean') return 'BOOLEAN';
  return typeOfText(value instanceof ExactNumber ? value.text : String(value));
}

/** In the order of their names. Records in which nothing was seen are left out. */
function fieldsOf(seen: ReadonlyMap<string, Seen>, map: CharacterMap): Field[] {
  const names = [...seen.keys()].toSorted();
  const clean = columnNames(names, map);
  return names.flatMap((name, index): Field[] => {
    // Rows are read by the names that they have.
    if (clean[index] !== name) throw new JobFailure({ reason: 'notImplemented', message: `Not implemented by the local warehouse: autodetect of JSON with a name that no column can have (it would be ${clean[index]})` });
    const { repeated, scalar, record } = seen.get(name) ?? { repeated: false };
    const mode = repeated ? 'REPEATED' : 'NULLABLE';
    if (record === undefined) return [{ name, type: scalar ?? 'STRING', mode }];
    const fields = fieldsOf(record, map);
    return fields.length === 0 ? [] : [{ name, type: 'RECORD', mode, fields }];
  });
}

function failed(uri: string, why: string): JobFailure {
  return new JobFailure({ reason: 'invalid', location: uri, message: `Error while reading data, error message: Failed to detect schema: ${why}. File: ${uri}` });
}
