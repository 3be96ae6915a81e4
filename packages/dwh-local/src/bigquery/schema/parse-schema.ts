import type { StoredType } from '../../engine/type-map.js';
import { MAX_COLUMNS, MAX_COLUMN_DESCRIPTION_LENGTH, MAX_COLUMN_NAME_LENGTH, MAX_NESTING_DEPTH } from '../limits.js';
import { invalid, notImplemented, refuseUnknown } from '../refusals.js';
import { optionalChoice, optionalObject, optionalObjects, optionalString, optionalStrings } from '../request-fields.js';
import type { Field } from './field.js';
import { parseTypeParameters } from './type-parameters.js';

const TYPES: Readonly<Record<string, StoredType>> = {
  STRING: 'STRING',
  BYTES: 'BYTES',
  INTEGER: 'INTEGER',
  INT64: 'INTEGER',
  FLOAT: 'FLOAT',
  FLOAT64: 'FLOAT',
  NUMERIC: 'NUMERIC',
  BIGNUMERIC: 'BIGNUMERIC',
  BOOLEAN: 'BOOLEAN',
  BOOL: 'BOOLEAN',
  TIMESTAMP: 'TIMESTAMP',
  DATE: 'DATE',
  TIME: 'TIME',
  DATETIME: 'DATETIME',
  JSON: 'JSON',
  RECORD: 'RECORD',
  STRUCT: 'RECORD',
};
const UNSUPPORTED_TYPES = new Set(['GEOGRAPHY', 'INTERVAL', 'RANGE', 'FOREIGN']);
export const COLUMN_FIELDS: ReadonlySet<string> = new Set(['name', 'type', 'mode', 'fields', 'description', 'policyTags', 'maxLength', 'precision', 'scale', 'defaultValueExpression']);
const FORBIDDEN_PREFIXES = ['_TABLE_', '_FILE_', '_PARTITION', '_ROW_TIMESTAMP', '__ROOT__', '_COLIDENTIFIER', '_CHANGE_SEQUENCE_NUMBER', '_CHANGE_TYPE', '_CHANGE_TIMESTAMP'];
const NAME = /^[\p{L}\p{N}\p{Pc}\p{Pd}\p{M}&%=+:'<>#| ]+$/u;

/**
 * The `schema` of a table or load as the API takes it, with legacy or standard type names. Undefined where there is none.
 * @throws ApiError 400 for a schema that the service refuses, 501 for a type or attribute that is not carried.
 */
export function parseSchema(schema: unknown): Field[] | undefined {
  if (schema === undefined || schema === null) return undefined;
  if (typeof schema !== 'object' || Array.isArray(schema)) throw invalid('Invalid value for: schema is not a valid value', 'schema');
  const body = schema as Record<string, unknown>;
  refuseUnknown(body, new Set(['fields']), 'schema');
  const fields = optionalObjects(body, 'fields');
  if (fields === undefined || fields.length === 0) return undefined;
  const parsed = parseFields(fields, '', 0);
  if (countFields(parsed) > MAX_COLUMNS) throw invalid(`Too many columns: at most ${MAX_COLUMNS} are allowed.`, 'schema');
  return parsed;
}

function parseFields(fields: readonly Record<string, unknown>[], parent: string, depth: number): Field[] {
  if (depth > MAX_NESTING_DEPTH) throw invalid(`The schema is nested more than ${MAX_NESTING_DEPTH} levels deep.`, 'schema');
  const seen = new Set<string>();
  return fields.map((body) => {
    const field = parseField(body, parent, depth);
    const key = field.name.toLowerCase();
    if (seen.has(key)) throw invalid(`Duplicate field name: ${field.name}. Field names are case insensitive.`, 'schema');
    seen.add(key);
    return field;
  });
}

function parseField(body: Record<string, unknown>, parent: string, depth: number): Field {
  const name = optionalString(body, 'name') ?? '';
  const path = parent + name;
  checkFieldName(name);
  refuseUnknown(body, COLUMN_FIELDS, `schema.fields(${path})`);
  const type = parseType(optionalString(body, 'type'), path);
  const mode = optionalChoice(upperCased(body, 'mode'), 'mode', ['NULLABLE', 'REQUIRED', 'REPEATED']) ?? 'NULLABLE';
  const description = optionalString(body, 'description');
  if (description !== undefined && description.length > MAX_COLUMN_DESCRIPTION_LENGTH) {
    throw invalid(`The description of field ${path} is longer than ${MAX_COLUMN_DESCRIPTION_LENGTH} characters.`, 'schema');
  }
  const policyTags = parsePolicyTags(body, path);
  const defaultValueExpression = optionalString(body, 'defaultValueExpression') || undefined;
  if (defaultValueExpression !== undefined && (path.includes('.') || mode === 'REPEATED' || type === 'RECORD')) throw notImplemented(`default values of nested and repeated columns (field ${path})`);
  const nested = optionalObjects(body, 'fields') ?? [];
  if (type === 'RECORD' && nested.length === 0) throw invalid(`Field ${path} is type RECORD but has no schema`, 'schema');
  if (type !== 'RECORD' && nested.length > 0) throw invalid(`Field ${path} has nested fields but is of type ${type}`, 'schema');
  return {
    name,
    type,
    mode,
    ...(type === 'RECORD' ? { fields: parseFields(nested, `${path}.`, depth + 1) } : {}),
    ...(description === undefined ? {} : { description }),
    ...parseTypeParameters(body, type, mode, path),
    ...(defaultValueExpression === undefined ? {} : { defaultValueExpression }),
    ...(policyTags === undefined ? {} : { policyTags }),
  };
}

function parseType(text: string | undefined, path: string): StoredType {
  if (text === undefined || text === '') throw invalid(`Field ${path} has no type`, 'schema');
  const name = text.toUpperCase();
  if (UNSUPPORTED_TYPES.has(name)) throw notImplemented(`type ${name} (field ${path})`);
  const type = TYPES[name];
  if (type === undefined) throw invalid(`Invalid value for type: ${text} is not a valid value`, 'schema');
  return type;
}

function parsePolicyTags(body: Record<string, unknown>, path: string): Field['policyTags'] {
  const tags = optionalObject(body, 'policyTags');
  if (tags === undefined) return undefined;
  const names = optionalStrings(tags, 'names') ?? [];
  if (names.length > 1) throw invalid(`Field ${path} has more than one policy tag.`, 'schema');
  for (const name of names) {
    if (!/^projects\/[^/]+\/locations\/[^/]+\/taxonomies\/[^/]+\/policyTags\/[^/]+$/.test(name)) throw invalid(`Invalid policy tag resource name on field ${path}.`, 'schema');
  }
  return { names };
}

function checkFieldName(name: string): void {
  const upper = name.toUpperCase();
  const prefix = FORBIDDEN_PREFIXES.find((candidate) => upper.startsWith(candidate));
  if (prefix !== undefined) throw invalid(`Invalid field name "${name}". Field names are not allowed to start with the (case-insensitive) prefixes ${FORBIDDEN_PREFIXES.join(', ')}.`, 'schema');
  if (name === '' || name.length > MAX_COLUMN_NAME_LENGTH || !NAME.test(name)) {
    throw invalid(`Invalid field name "${name}". Fields must contain the allowed characters, and be at most ${MAX_COLUMN_NAME_LENGTH} characters long.`, 'schema');
  }
}

function countFields(fields: readonly Field[]): number {
  return fields.reduce((sum, field) => sum + 1 + countFields(field.fields ?? []), 0);
}

function upperCased(body: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = body[name];
  return typeof value === 'string' ? { [name]: value.toUpperCase() } : body;
}
