import type { TypeNode } from '../ast/node.js';
import { arrayOf, type ScalarKind, type SqlType } from '../types.js';
import type { SourceText } from './session.js';

const NAMES: Readonly<Record<string, ScalarKind>> = {
  INT64: 'INT64', INT: 'INT64', SMALLINT: 'INT64', INTEGER: 'INT64', BIGINT: 'INT64', TINYINT: 'INT64', BYTEINT: 'INT64',
  FLOAT64: 'FLOAT64', NUMERIC: 'NUMERIC', DECIMAL: 'NUMERIC', BIGNUMERIC: 'BIGNUMERIC', BIGDECIMAL: 'BIGNUMERIC', BOOL: 'BOOL', BOOLEAN: 'BOOL', STRING: 'STRING', BYTES: 'BYTES',
  DATE: 'DATE', DATETIME: 'DATETIME', TIME: 'TIME', TIMESTAMP: 'TIMESTAMP', JSON: 'JSON',
};
const KNOWN_BUT_NOT_CARRIED = new Set(['GEOGRAPHY', 'INTERVAL', 'RANGE', 'UUID']);

export function resolveType(node: TypeNode, source: SourceText): SqlType {
  if (node.kind === 'array') {
    const element = resolveType(node.element, source);
    if (element.kind === 'ARRAY') throw source.error(node.at, 'Arrays of arrays are not supported');
    return arrayOf(element);
  }
  if (node.kind === 'struct') {
    return { kind: 'STRUCT', fields: node.fields.map((field) => ({ ...(field.name !== undefined && { name: field.name }), type: resolveType(field.type, source) })) };
  }
  if (node.parameters) throw source.unsupported(node.at, `parameterized type ${node.name}(...)`);
  const kind = NAMES[node.name];
  if (kind !== undefined) return { kind };
  if (KNOWN_BUT_NOT_CARRIED.has(node.name)) throw source.unsupported(node.at, `type ${node.name}`);
  throw source.error(node.at, `Type not found: ${node.name}`);
}
