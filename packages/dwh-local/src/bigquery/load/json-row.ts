import type { Field } from '../schema/field.js';
import { ExactNumber, parseExact, stringifyExact } from './json-number.js';

/** What is wrong with a JSON record, without its values. */
export class JsonProblem extends Error {
  override readonly name = 'JsonProblem';

  /** `path` is the field's. */
  constructor(
    message: string,
    readonly path = '',
  ) {
    super(message);
  }
}

export interface JsonRowOptions {
  readonly ignoreUnknownValues: boolean;
  /** The row was streamed: a JSON column is given as a string that holds the document, and a boolean is no string. */
  readonly streamed?: boolean;
  /** What a row holds in a top-level column that it does not name, by the column's name in lower case. */
  readonly defaults?: ReadonlyMap<string, string | null>;
}

/**
 * The texts of a JSON object's columns, as the casts want them: NULL, the text of a scalar, or for lists and records JSON in which every record is
 * an array in the order of its fields and every value a string.
 * @throws JsonProblem
 */
export function jsonRowTexts(object: unknown, fields: readonly Field[], options: JsonRowOptions): (string | null)[] {
  return recordItems(withDefaults(object, fields, options), fields, '', options).map((item, index) => {
    const field = fields[index];
    if (item === null || field === undefined) return null;
    return field.mode === 'REPEATED' || field.type === 'RECORD' ? JSON.stringify(item) : String(item);
  });
}

function withDefaults(object: unknown, fields: readonly Field[], { defaults, streamed }: JsonRowOptions): unknown {
  if (defaults === undefined || defaults.size === 0 || typeof object !== 'object' || object === null || Array.isArray(object)) return object;
  const named = new Set(Object.keys(object).map((name) => name.toLowerCase()));
  const missing = fields.flatMap((field) => {
    const text = defaults.get(field.name.toLowerCase()) ?? null;
    return text === null || named.has(field.name.toLowerCase()) ? [] : [[field.name, field.type === 'JSON' && streamed !== true ? parseExact(text) : text] as const];
  });
  return { ...object, ...Object.fromEntries(missing) };
}

type Item = string | null | Item[];

/** Names match whatever their case. */
function recordItems(object: unknown, fields: readonly Field[], path: string, options: JsonRowOptions): Item[] {
  if (typeof object !== 'object' || object === null || Array.isArray(object) || object instanceof ExactNumber) throw new JsonProblem(`JSON object specified for record field expected${at(path)}`, path.slice(0, -1));
  const values = new Map<string, unknown>();
  const known = new Set(fields.map((field) => field.name.toLowerCase()));
  for (const [name, value] of Object.entries(object)) {
    const key = name.toLowerCase();
    if (!known.has(key)) {
      if (options.ignoreUnknownValues) continue;
      throw new JsonProblem(`No such field: ${path}${name}.`, path + name);
    }
    values.set(key, value);
  }
  return fields.map((field) => fieldItem(values.get(field.name.toLowerCase()), field, path + field.name, options));
}

function fieldItem(value: unknown, field: Field, path: string, options: JsonRowOptions): Item {
  if (field.mode !== 'REPEATED') return valueItem(value, field, path, options);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new JsonProblem(`Array expected for repeated field. Field: ${path}.`, path);
  return value.map((item) => {
    if (item === null) throw new JsonProblem(`Only optional fields can be set to NULL. Field: ${path}; Value: NULL`, path);
    return valueItem(item, field, path, options);
  });
}

function valueItem(value: unknown, field: Field, path: string, options: JsonRowOptions): Item {
  // In a column of type JSON, a JSON null is a value of the document; at the top it is NULL all the same.
  if (value === undefined || value === null) {
    if (field.mode === 'REQUIRED') throw new JsonProblem(value === null ? `Only optional fields can be set to NULL. Field: ${path}; Value: NULL` : `Missing required field: ${path}.`, path);
    return null;
  }
  if (field.type === 'RECORD') return recordItems(value, field.fields ?? [], `${path}.`, options);
  if (field.type === 'JSON') return options.streamed === true ? documentText(value, path) : stringifyExact(value);
  if (value instanceof ExactNumber) return numberText(value.text, Number(value.text), field, path);
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      if (field.type === 'STRING' && options.streamed === true) throw new JsonProblem('Conversion from bool to std::string is unsupported.', path);
      if (field.type === 'BOOLEAN' || field.type === 'STRING') return String(value);
      break;
    case 'number':
      return numberText(String(value), value, field, path);
  }
  if (Array.isArray(value)) throw new JsonProblem(`Array specified for non-repeated field: ${path}.`, path);
  throw new JsonProblem(`Could not convert value to ${field.type}. Field: ${path}.`, path);
}

function documentText(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object') throw new JsonProblem(`This field: ${path} is not a record.`, path);
  return JSON.stringify(value);
}

const NUMERIC_TYPES = new Set(['INTEGER', 'FLOAT', 'NUMERIC', 'BIGNUMERIC', 'TIMESTAMP', 'STRING', 'BOOLEAN']);

/** An integer beyond 2^53 - 1 must be written as a string: the service reads JSON numbers as doubles. */
function numberText(text: string, value: number, field: Field, path: string): string {
  if (!NUMERIC_TYPES.has(field.type)) throw new JsonProblem(`Could not convert value to ${field.type}. Field: ${path}.`, path);
  if (field.type === 'INTEGER') {
    if (!Number.isSafeInteger(value)) throw new JsonProblem(`Could not convert value to integer. Field: ${path}; integers beyond 2^53-1 must be written as strings.`, path);
    return String(value);
  }
  if (!Number.isFinite(value) && field.type !== 'BIGNUMERIC') throw new JsonProblem(`Could not convert value to ${field.type}. Field: ${path}; it exceeds the type.`, path);
  // A negative zero has a text of its own, which String() does not give.
  if (field.type === 'FLOAT') return Object.is(value, -0) ? '-0.0' : String(value);
  return text;
}

function at(path: string): string {
  return path === '' ? '.' : `. Field: ${path.slice(0, -1)}.`;
}
