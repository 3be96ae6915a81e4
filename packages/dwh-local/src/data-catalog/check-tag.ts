import type { Field } from '../bigquery/schema/field.js';
import { invalidArgument } from '../grpc/grpc-error.js';
import type { FieldType, StoredTemplate, TagValue } from './stored.js';

const KINDS = ['doubleValue', 'stringValue', 'boolValue', 'timestampValue', 'enumValue', 'richtextValue'] as const;
const KIND_OF = { DOUBLE: 'doubleValue', STRING: 'stringValue', BOOL: 'boolValue', TIMESTAMP: 'timestampValue', RICHTEXT: 'richtextValue' } as const;
const MAX_TEXT_BYTES = 2_000;

/** The values of a tag, each as its template has it. @throws GrpcError INVALID_ARGUMENT */
export function checkedFields(fields: Readonly<Record<string, TagValue>>, { fields: declared }: StoredTemplate): Record<string, TagValue> {
  const missing = Object.keys(declared).filter((id) => declared[id]?.isRequired === true && !Object.hasOwn(fields, id));
  if (missing.length > 0) throw invalidArgument(`The tag has no value for the required field ${missing.join(', ')}.`);
  return Object.fromEntries(Object.entries(fields).map(([id, value]) => [id, checkedValue(id, value, Object.hasOwn(declared, id) ? declared[id]?.type : undefined)]));
}

function checkedValue(id: string, value: TagValue, type: FieldType | undefined): TagValue {
  if (type === undefined) throw invalidArgument(`The tag template has no field ${id}.`);
  const kind = KINDS.find((candidate) => value[candidate] !== undefined && value[candidate] !== null);
  const wanted = 'enumType' in type ? 'enumValue' : KIND_OF[type.primitiveType];
  if (kind !== wanted) throw invalidArgument(`The field ${id} needs its ${wanted.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}.`);
  const content = value[wanted];
  if ('enumType' in type && !type.enumType.allowedValues.some(({ displayName }) => displayName === (content as { displayName?: string }).displayName)) throw invalidArgument(`The field ${id} has a value that its enum does not allow.`);
  if (wanted === 'stringValue' && Buffer.byteLength(String(content)) > MAX_TEXT_BYTES) throw invalidArgument(`The field ${id} is longer than ${MAX_TEXT_BYTES} bytes.`);
  return { [wanted]: content };
}

/** @param column - `address.city`; empty for the table. @throws GrpcError INVALID_ARGUMENT for one that the table does not have */
export function checkColumn(column: string, schema: readonly Field[]): void {
  const paths = new Set(pathsOf(schema));
  if (column !== '' && !paths.has(column.toLowerCase())) throw invalidArgument('The tag is of a column that the table does not have.');
}

function pathsOf(fields: readonly Field[], parent = ''): string[] {
  return fields.flatMap(({ name, fields: inner = [] }) => [`${parent}${name}`.toLowerCase(), ...pathsOf(inner, `${parent}${name}.`)]);
}
