import type { Call } from '../ast/expression.js';
import { bind } from '../emit/bind.js';
import { jsonText } from '../emit/json-text.js';
import { raise } from '../emit/raise.js';
import { arrayOf, BOOL, FLOAT64, INT64, JSON_TYPE, STRING, type ScalarType } from '../types.js';
import { analyzeExpression } from './expression.js';
import { noMatchingSignature } from './function-call.js';
import { jsonSource } from './json-functions.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

type Special = (node: Call, scope: Scope) => Typed;

/** The array at a path, its elements as JSON (of a STRING, as its text), or as texts of scalars; NULL where there is no array. */
function elements(scalars: boolean): Special {
  return (node, scope) => {
    const { value, duckPath, steps } = jsonSource(node, scope);
    if (value.type.kind === 'STRING') return compose(node.at, arrayOf(STRING), `${scalars ? 'json_scalars_at' : 'json_items_at'}(${value.sql}, ${steps})`, [value]);
    const sql = bind([value.sql], (json) => {
      // DuckDB takes JSON's null for its own.
      const list = `list_transform(CAST(json_extract(${json}, ${duckPath}) AS JSON[]), lambda e: COALESCE(e, CAST('null' AS JSON)))`;
      const items = scalars
        ? `CASE WHEN len(list_filter(${list}, lambda e: json_type(e) IN ('OBJECT', 'ARRAY'))) = 0 THEN list_transform(${list}, lambda e: CASE WHEN json_type(e) <> 'NULL' THEN json_extract_string(e, '$') END) END`
        : list;
      return `CASE WHEN json_type(${json}, ${duckPath}) = 'ARRAY' THEN ${items} END`;
    });
    return compose(node.at, arrayOf(scalars ? STRING : JSON_TYPE), sql, [value]);
  };
}

const KINDS: Partial<Record<ScalarType['kind'], readonly string[]>> = { INT64: ['BIGINT', 'UBIGINT', 'HUGEINT'], FLOAT64: ['BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE'], BOOL: ['BOOLEAN'], STRING: ['VARCHAR'] };
const DUCK: Partial<Record<ScalarType['kind'], string>> = { INT64: 'BIGINT', FLOAT64: 'DOUBLE', BOOL: 'BOOLEAN' };

/** `INT64(json)`: the value of a JSON of exactly that type. */
function valueOf(type: ScalarType): Special {
  return (node, scope) => {
    const [value] = node.arguments.map((argument) => analyzeExpression(argument, scope));
    if (value?.type.kind !== 'JSON' || node.arguments.length !== 1) throw noMatchingSignature(node, value ? [value] : [], scope);
    return compose(node.at, type, jsonAs(value.sql, type), [value]);
  };
}

export function jsonAs(sql: string, type: ScalarType): string {
  return bind([sql], (json) => {
    const text = `json_extract_string(${json}, '$')`;
    const duck = DUCK[type.kind];
    // A whole number may be written with a point.
    const whole = type.kind === 'INT64' ? ` WHEN json_type(${json}) = 'DOUBLE' AND TRY_CAST(${text} AS DOUBLE) = round(TRY_CAST(${text} AS DOUBLE)) AND abs(TRY_CAST(${text} AS DOUBLE)) < 9e18 THEN CAST(CAST(${text} AS DOUBLE) AS BIGINT)` : '';
    return `CASE WHEN ${json} IS NULL THEN NULL WHEN json_type(${json}) IN (${(KINDS[type.kind] ?? []).map((name) => `'${name}'`).join(', ')}) THEN ${duck === undefined ? text : `CAST(${text} AS ${duck})`}${whole} ELSE ${raise(`The provided JSON input is not ${type.kind === 'INT64' ? 'an integer' : type.kind === 'FLOAT64' ? 'a number' : type.kind === 'BOOL' ? 'a boolean' : 'a string'}`)} END`;
  });
}

const NAMES = [['OBJECT', 'object'], ['ARRAY', 'array'], ['VARCHAR', 'string'], ['BOOLEAN', 'boolean'], ['NULL', 'null']] as const;

const jsonType: Special = (node, scope) => {
  const [value] = node.arguments.map((argument) => analyzeExpression(argument, scope));
  if (value?.type.kind !== 'JSON' || node.arguments.length !== 1) throw noMatchingSignature(node, value ? [value] : [], scope);
  return compose(node.at, STRING, bind([value.sql], (json) => `CASE WHEN ${json} IS NULL THEN NULL ${NAMES.map(([duck, name]) => `WHEN json_type(${json}) = '${duck}' THEN '${name}'`).join(' ')} ELSE 'number' END`), [value]);
};

const toJson: Special = (node, scope) => {
  const [value] = node.arguments.map((argument) => analyzeExpression(argument, scope));
  if (value === undefined || node.arguments.length !== 1) throw noMatchingSignature(node, value ? [value] : [], scope);
  return compose(node.at, JSON_TYPE, canonical(asJson(value, node, scope)), [value]);
};

function asJson(value: Typed, node: Call, scope: Scope): string {
  return jsonText(value.type, value.sql, { wide: false, unsupported: (what) => scope.source.unsupported(node.at, `${node.name[0]} of ${what}`) });
}

const canonical = (text: string) => `CAST(canonical_json(${text}) AS JSON)`;

const jsonArray: Special = (node, scope) => {
  const values = node.arguments.map((argument) => analyzeExpression(argument, scope));
  return compose(node.at, JSON_TYPE, canonical(`'[' || ${values.map((value) => asJson(value, node, scope)).join(" || ',' || ") || "''"} || ']'`), values);
};

const jsonObject: Special = (node, scope) => {
  const values = node.arguments.map((argument) => analyzeExpression(argument, scope));
  if (values.length === 2 && values[0]?.type.kind === 'ARRAY') throw scope.source.unsupported(node.at, 'JSON_OBJECT of arrays');
  const keys = values.filter((_, index) => index % 2 === 0);
  if (values.length % 2 === 1 || keys.some((key) => key.type.kind !== 'STRING')) throw noMatchingSignature(node, values, scope);
  const members = keys.map((key, index) => `COALESCE(CAST(to_json(${key.sql}) AS VARCHAR), ${raise('Invalid input to JSON_OBJECT: A key cannot be NULL')}) || ':' || ${asJson(values[index * 2 + 1] as Typed, node, scope)}`);
  return compose(node.at, JSON_TYPE, canonical(`'{' || ${members.join(" || ',' || ") || "''"} || '}'`), values);
};

const toJsonString: Special = (node, scope) => {
  const [value, pretty] = node.arguments.map((argument) => analyzeExpression(argument, scope));
  if (pretty?.type.kind === 'BOOL') throw scope.source.unsupported(node.at, 'TO_JSON_STRING with pretty_print');
  if (value === undefined || node.arguments.length !== 1) throw noMatchingSignature(node, value ? [value] : [], scope);
  return compose(node.at, STRING, jsonText(value.type, value.sql, { wide: true, unsupported: (what) => scope.source.unsupported(node.at, `TO_JSON_STRING of ${what}`) }), [value]);
};

export const JSON_VALUES: ReadonlyMap<string, Special> = new Map([
  ['BOOL', valueOf(BOOL)],
  ['FLOAT64', valueOf(FLOAT64)],
  ['INT64', valueOf(INT64)],
  ['JSON_ARRAY', jsonArray],
  ['JSON_EXTRACT_ARRAY', elements(false)],
  ['JSON_EXTRACT_STRING_ARRAY', elements(true)],
  ['JSON_OBJECT', jsonObject],
  ['JSON_QUERY_ARRAY', elements(false)],
  ['JSON_TYPE', jsonType],
  ['JSON_VALUE_ARRAY', elements(true)],
  ['TO_JSON', toJson],
  ['TO_JSON_STRING', toJsonString],
]);
