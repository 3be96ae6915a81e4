import { invalidArgument } from '../grpc/grpc-error.js';
import type { Json, JsonObject } from '../grpc/struct.js';
import { recordsById, type MetadataTemplate } from './metadata-template.js';

const MAX_ASPECT_BYTES = 120 * 1024;
const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** @throws GrpcError INVALID_ARGUMENT for data that is not of the aspect type's shape; it names the field, never the value. */
export function checkAspectData(data: JsonObject, template: MetadataTemplate, key: string): void {
  if (Buffer.byteLength(JSON.stringify(data)) > MAX_ASPECT_BYTES) throw invalidArgument(`Aspect ${key} is larger than 120 KB.`);
  checkRecord(data, template, '', { key, records: recordsById(template) });
}

interface Context {
  readonly key: string;
  readonly records: ReadonlyMap<string, MetadataTemplate>;
}

function checkRecord(data: JsonObject, record: MetadataTemplate, parent: string, context: Context): void {
  const { recordFields } = record.typeRef === '' ? record : (context.records.get(record.typeRef) ?? record);
  for (const name of Object.keys(data)) {
    if (!recordFields.some((field) => field.name === name)) throw refusal(context, parent + name, 'is not a field of the aspect type');
  }
  for (const field of recordFields) {
    const value = data[field.name];
    if (value === undefined || value === null) {
      if (field.constraints?.required === true) throw refusal(context, parent + field.name, 'is required');
    } else {
      checkValue(value, field, parent + field.name, context);
    }
  }
}

function checkValue(value: Json, field: MetadataTemplate, path: string, context: Context): void {
  if (field.type === 'record') {
    if (!isObject(value)) throw refusal(context, path, 'must be a record');
    return checkRecord(value, field, `${path}.`, context);
  }
  if (field.type === 'array') {
    if (!Array.isArray(value)) throw refusal(context, path, 'must be an array');
    return value.forEach((item: Json, index) => checkValue(item, field.arrayItems as MetadataTemplate, `${path}[${index}]`, context));
  }
  if (field.type === 'map') {
    if (!isObject(value)) throw refusal(context, path, 'must be a map');
    return Object.values(value).forEach((item) => checkValue(item, field.mapItems as MetadataTemplate, `${path}{}`, context));
  }
  if (field.type === 'enum') {
    if (!field.enumValues.some((entry) => entry.name === value)) throw refusal(context, path, `must be one of ${field.enumValues.map((entry) => entry.name).join(', ')}`);
    return;
  }
  if (!PRIMITIVES[field.type]?.(value)) throw refusal(context, path, `must be of type ${field.type}`);
}

/** An integer beyond 2^53 travels as a text. */
const isInteger = (value: Json) => (typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^-?\d{1,19}$/.test(value));
const isBoolean = (value: Json) => typeof value === 'boolean';

const PRIMITIVES: Readonly<Record<string, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: isInteger,
  int: isInteger,
  boolean: isBoolean,
  bool: isBoolean,
  double: (value) => typeof value === 'number',
  datetime: (value) => typeof value === 'string' && DATETIME.test(value) && !Number.isNaN(Date.parse(value)),
};

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal({ key }: Context, path: string, what: string) {
  return invalidArgument(`Aspect ${key}: the field ${path} ${what}.`);
}
