import type { Call } from '../ast.js';
import { bind } from '../emit/bind.js';
import { quoteString } from '../emit/quote.js';
import { raise } from '../emit/raise.js';
import { JSON_TYPE, STRING } from '../types.js';
import { analyzeExpression } from './expression.js';
import { noMatchingSignature } from './function-call.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

type Special = (node: Call, scope: Scope) => Typed;

const STEP = /\.([A-Za-z_][\w-]*)|\."((?:[^"\\])*)"|\['((?:[^'\\])*)'\]|\["((?:[^"\\])*)"\]|\[(\d+)\]/y;

/** `$.a.b[0]` in DuckDB's spelling; undefined for what is no plain path. */
function duckPath(path: string): string | undefined {
  if (!path.startsWith('$')) return undefined;
  let out = '$';
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const step = STEP.exec(path);
    if (step === null) return undefined;
    const name = step[1] ?? step[2] ?? step[3] ?? step[4];
    if (name?.includes('"')) return undefined;
    out += name === undefined ? `[${step[5]}]` : `."${name}"`;
  }
  return out;
}

export function jsonSource(node: Call, scope: Scope): { value: Typed; path: string } {
  const [value, path] = node.arguments.map((argument) => analyzeExpression(argument, scope));
  if (value === undefined || node.arguments.length > 2 || (value.type.kind !== 'STRING' && value.type.kind !== 'JSON')) throw noMatchingSignature(node, value ? [value] : [], scope);
  if (path !== undefined && path.literal?.type !== 'STRING') throw scope.source.unsupported(node.at, `${node.name[0]} with a path that is not a literal`);
  const duck = duckPath(path?.literal?.type === 'STRING' ? path.literal.value : '$');
  if (duck === undefined) throw scope.source.error(node.at, `Unsupported: JSONPath in ${node.name[0]}, or it is invalid`);
  return { value, path: quoteString(duck) };
}

/** A STRING that is no JSON has no values in it. */
function document(value: Typed, read: (json: string) => string): string {
  return bind([value.sql], (json) => (value.type.kind === 'JSON' ? read(json) : `CASE WHEN json_valid(${json}) THEN ${read(json)} END`));
}

const scalar: Special = (node, scope) => {
  const { value, path } = jsonSource(node, scope);
  return compose(node.at, STRING, document(value, (json) => `CASE WHEN json_type(${json}, ${path}) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN json_extract_string(${json}, ${path}) END`), [value]);
};

const query: Special = (node, scope) => {
  const { value, path } = jsonSource(node, scope);
  if (value.type.kind === 'JSON') return compose(node.at, JSON_TYPE, `json_extract(${value.sql}, ${path})`, [value]);
  return compose(node.at, STRING, document(value, (json) => `CASE WHEN json_type(${json}, ${path}) <> 'NULL' THEN CAST(json_extract(${json}, ${path}) AS VARCHAR) END`), [value]);
};

const parse: Special = (node, scope) => {
  const [value] = node.arguments.map((argument) => analyzeExpression(argument, scope));
  if (value?.type.kind !== 'STRING' || node.arguments.length !== 1) throw noMatchingSignature(node, value ? [value] : [], scope);
  return compose(node.at, JSON_TYPE, bind([value.sql], (text) => `CASE WHEN json_problem(${text}) IS NULL THEN CAST(canonical_json(${text}) AS JSON) ELSE ${raise('Invalid input to PARSE_JSON: ', `json_problem(${text})`)} END`), [value]);
};

export const JSON_FUNCTIONS: ReadonlyMap<string, Special> = new Map([
  ['JSON_VALUE', scalar],
  ['JSON_EXTRACT_SCALAR', scalar],
  ['JSON_QUERY', query],
  ['JSON_EXTRACT', query],
  ['PARSE_JSON', parse],
]);
