import { invalidArgument } from '../grpc/grpc-error.js';
import { recordsById, type MetadataTemplate } from './metadata-template.js';

const PRIMITIVES = new Set(['string', 'integer', 'boolean', 'double', 'datetime', 'int', 'bool']);
const TYPES = new Set([...PRIMITIVES, 'enum', 'array', 'map', 'record']);

/** @throws GrpcError INVALID_ARGUMENT for a template that is not one. */
export function checkTemplate(template: MetadataTemplate | null): asserts template is MetadataTemplate {
  if (template === null) throw invalidArgument('metadata_template is missing.');
  if (template.type !== 'record') throw invalidArgument('metadata_template must be of type record.');
  const records = recordsById(template);
  checkField(template, template.name, records);
}

function checkField(field: MetadataTemplate, path: string, records: ReadonlyMap<string, MetadataTemplate>): void {
  const refuse = (what: string) => {
    throw invalidArgument(`metadata_template: field ${JSON.stringify(path)} ${what}.`);
  };
  if (field.name === '') refuse('has no name');
  if (!TYPES.has(field.type)) refuse(`has the type ${JSON.stringify(field.type)}; the types are ${[...TYPES].slice(0, 5).join(', ')}, enum, array, map and record`);
  if (field.typeRef !== '' && !records.has(field.typeRef)) refuse(`refers to ${JSON.stringify(field.typeRef)}, which is not the type_id of a record in this template`);
  if ((field.typeRef !== '' || field.typeId !== '') && field.type !== 'record') refuse('has a type_id or type_ref and is not a record');
  if (field.type === 'record' && field.typeRef === '') checkRecord(field, path, records, refuse);
  if (field.type === 'enum') checkIndexes(field.enumValues, refuse, 'enum_values');
  if (field.type === 'array') checkItems(field.arrayItems, `${path}[]`, records, refuse);
  if (field.type === 'map') checkItems(field.mapItems, `${path}{}`, records, refuse);
}

function checkRecord(record: MetadataTemplate, path: string, records: ReadonlyMap<string, MetadataTemplate>, refuse: (what: string) => void): void {
  checkIndexes(record.recordFields, refuse, 'record_fields');
  for (const field of record.recordFields) checkField(field, `${path}.${field.name}`, records);
}

/** Indexes are how values are stored: unique among their neighbours, and from 1. */
function checkIndexes(entries: readonly { readonly index: number; readonly name: string }[], refuse: (what: string) => void, what: string): void {
  if (entries.length === 0) refuse(`has no ${what}`);
  if (entries.some((entry) => entry.index < 1)) refuse(`has ${what} without an index of at least 1`);
  if (new Set(entries.map((entry) => entry.index)).size < entries.length) refuse(`has ${what} with the same index`);
  if (new Set(entries.map((entry) => entry.name)).size < entries.length) refuse(`has ${what} with the same name`);
}

function checkItems(items: MetadataTemplate | null, path: string, records: ReadonlyMap<string, MetadataTemplate>, refuse: (what: string) => void): void {
  if (items === null) return refuse('has no items');
  if (!PRIMITIVES.has(items.type) && items.type !== 'record' && items.type !== 'enum') refuse('has items that are neither primitive nor records');
  checkField(items, path, records);
}

/**
 * Whether data by the old template is data by the new one: nothing changes its index, name or type, and nothing new is required.
 * @throws GrpcError INVALID_ARGUMENT
 */
export function checkCompatible(before: MetadataTemplate, after: MetadataTemplate, path = after.name): void {
  const refuse = (what: string) => invalidArgument(`metadata_template: field ${JSON.stringify(path)} ${what}.`);
  if (before.type !== after.type) throw refuse(`was of type ${before.type}: a type cannot be changed`);
  if (before.constraints?.required !== true && after.constraints?.required === true) throw refuse('cannot become required');
  for (const value of before.enumValues) {
    if (!after.enumValues.some((other) => other.index === value.index && other.name === value.name)) throw refuse(`had the enum value ${JSON.stringify(value.name)}: it can be deprecated, not removed`);
  }
  for (const field of before.recordFields) {
    const next = after.recordFields.find((other) => other.name === field.name);
    if (next === undefined || next.index !== field.index) throw refuse(`had the field ${JSON.stringify(field.name)} with index ${field.index}: it cannot be removed or numbered anew`);
    checkCompatible(field, next, `${path}.${field.name}`);
  }
  for (const field of after.recordFields) {
    if (field.constraints?.required === true && !before.recordFields.some((other) => other.name === field.name)) throw refuse(`gets the field ${JSON.stringify(field.name)}: a new field cannot be required`);
  }
  if (before.arrayItems !== null && after.arrayItems !== null) checkCompatible(before.arrayItems, after.arrayItems, `${path}[]`);
  if (before.mapItems !== null && after.mapItems !== null) checkCompatible(before.mapItems, after.mapItems, `${path}{}`);
}
