import type { ArrayConstructor, ElementAccess, StructConstructor } from '../ast/expression.js';
import { bind } from '../emit/bind.js';
import { raise } from '../emit/raise.js';
import { arrayOf, INT64, JSON_TYPE, STRING, typeName, type StructType } from '../types.js';
import { arrayValue, commonType, tryCoerce } from './coercion.js';
import { analyzeExpression } from './expression.js';
import { argumentTypeName, noSignature } from './operator.js';
import { packStruct } from './pack-struct.js';
import type { Scope } from './scope.js';
import { resolveType } from './type-node.js';
import { compose, type Typed } from './typed.js';

export function analyzeArray(node: ArrayConstructor, scope: Scope): Typed {
  const items = node.items.map((item) => analyzeExpression(item, scope));
  const declared = node.element && resolveType(node.element, scope.source);
  if (items.length === 0 && declared === undefined) return { at: node.at, type: arrayOf(INT64), sql: 'CAST([] AS BIGINT[])', uses: [], emptyArray: true };
  const element = declared ?? commonType(items);
  if (element === undefined) throw scope.source.error(node.at, `Array elements of types {${[...new Set(items.map(argumentTypeName))].join(', ')}} do not have a common supertype`);
  if (element.kind === 'ARRAY') throw scope.source.error(node.at, 'Cannot construct array with element type ARRAY because nested arrays are not supported');
  const values = items.map((item) => {
    const value = tryCoerce(item, element, scope);
    if (value === undefined) throw scope.source.error(item.at, `Array element type ${argumentTypeName(item)} does not coerce to ${typeName(element)}`);
    return value;
  });
  return { ...arrayValue(node.at, element, values), ...(declared === undefined && { parts: items }) };
}

export function analyzeStruct(node: StructConstructor, scope: Scope): Typed {
  const declared = node.type && (resolveType(node.type, scope.source) as StructType);
  if (declared && declared.fields.length !== node.fields.length) throw scope.source.error(node.at, `STRUCT type has ${declared.fields.length} fields but constructor call has ${node.fields.length} fields`);
  if (node.fields.length === 0) throw scope.source.unsupported(node.at, 'STRUCT without fields');
  const values = node.fields.map((field, index) => {
    const value = analyzeExpression(field.value, scope);
    const type = declared?.fields[index]?.type ?? value.type;
    const coerced = tryCoerce(value, type, scope);
    if (coerced === undefined) throw scope.source.error(value.at, `Struct field ${index + 1} has type ${argumentTypeName(value)} which does not coerce to ${typeName(type)}`);
    return coerced;
  });
  const names = node.fields.map((field, index) => (declared ? declared.fields[index]?.name : field.name));
  const type: StructType = { kind: 'STRUCT', fields: values.map((value, index) => ({ ...(names[index] !== undefined && { name: names[index] }), type: value.type })) };
  return { ...compose(node.at, type, packStruct(type, values, node.at, scope), values), ...(declared === undefined && { parts: values }) };
}

export function analyzeElement(node: ElementAccess, scope: Scope): Typed {
  const [object, index] = [analyzeExpression(node.object, scope), analyzeExpression(node.index, scope)];
  if (object.type.kind === 'JSON') return jsonElement(node, object, index, scope);
  if (object.type.kind !== 'ARRAY' || index.type.kind !== 'INT64') throw noSignature(scope, node.at, 'ARRAY[]', [object, index]);
  const first = node.mode === 'ORDINAL' || node.mode === 'SAFE_ORDINAL' ? 1 : 0;
  const safe = node.mode.startsWith('SAFE');
  const sql = bind([object.sql, index.sql], (array, at) => {
    // DuckDB counts from 1 and takes negative positions from the end.
    const position = first === 1 ? at : `${at} + 1`;
    const outside = `${at} < ${first} OR ${at} >= len(${array}) + ${first}`;
    const element = `list_extract(${array}, ${position})`;
    return `CASE WHEN ${outside} THEN ${safe ? 'NULL' : raise('Array index ', at, `' is out of bounds'`)} ELSE ${element} END`;
  });
  return compose(node.at, object.type.element, sql, [object, index]);
}

function jsonElement(node: ElementAccess, object: Typed, index: Typed, scope: Scope): Typed {
  if (node.mode !== 'BARE') throw noSignature(scope, node.at, `JSON[${node.mode}()]`, [object, index]);
  if (index.literal?.type === 'INT64' && index.literal.value >= 0n) return compose(node.at, JSON_TYPE, `json_extract(${object.sql}, '$[${index.literal.value}]')`, [object]);
  if (index.literal?.type === 'STRING' && index.type.kind === STRING.kind && !/["\\]/.test(index.literal.value)) {
    return compose(node.at, JSON_TYPE, `json_extract(${object.sql}, '$."${index.literal.value.replaceAll("'", "''")}"')`, [object]);
  }
  throw scope.source.unsupported(node.at, 'JSON subscript that is not a literal');
}
