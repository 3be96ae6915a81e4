import type { Step } from '../../json/json-at.js';
import type { Call } from '../ast/expression.js';
import { bind } from '../emit/bind.js';
import { quoteString } from '../emit/quote.js';
import { raise } from '../emit/raise.js';
import { JSON_TYPE, STRING } from '../types.js';
import { tryCoerce } from './coercion.js';
import { analyzeExpression } from './expression.js';
import { noMatchingSignature } from './function-call.js';
import type { Scope } from './scope.js';
import { compose, isNull, type Typed } from './typed.js';

type Special = (node: Call, scope: Scope) => Typed;

const STEP = /\.([A-Za-z_][\w-]*)|\."((?:[^"\\])*)"|\['((?:[^'\\])*)'\]|\["((?:[^"\\])*)"\]|\[(\d+)\]/y;

/** `$.a.b[0]` as its steps; undefined for what is no plain path. */
function readPath(path: string): readonly Step[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const step = STEP.exec(path);
    if (step === null) return undefined;
    steps.push(step[1] ?? step[2] ?? step[3] ?? step[4] ?? Number(step[5]));
  }
  return steps;
}

export interface JsonSource {
  readonly value: Typed;
  /** The path in DuckDB's spelling, quoted; for a JSON. */
  readonly duckPath: string;
  /** The path as a JSON array of its steps, quoted; for a STRING. */
  readonly steps: string;
}

/** The first argument of a function, a JSON or a STRING that may be one, and the path that the second is. */
export function jsonSource(node: Call, scope: Scope): JsonSource {
  const [given, path] = node.arguments.map((argument) => analyzeExpression(argument, scope));
  const value = given && (isNull(given) ? tryCoerce(given, STRING, scope) : given);
  if (value === undefined || node.arguments.length > 2 || (value.type.kind !== 'STRING' && value.type.kind !== 'JSON')) throw noMatchingSignature(node, value ? [value] : [], scope);
  if (path !== undefined && path.literal?.type !== 'STRING') throw scope.source.unsupported(node.at, `${node.name[0]} with a path that is not a literal`);
  const steps = readPath(path?.literal?.type === 'STRING' ? path.literal.value : '$');
  if (steps === undefined || (value.type.kind === 'JSON' && steps.some((step) => String(step).includes('"')))) throw scope.source.error(node.at, `Unsupported: JSONPath in ${node.name[0]}, or it is invalid`);
  const duckPath = `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `."${step}"`)).join('')}`;
  return { value, duckPath: quoteString(duckPath), steps: quoteString(JSON.stringify(steps)) };
}

const scalar: Special = (node, scope) => {
  const { value, duckPath, steps } = jsonSource(node, scope);
  if (value.type.kind === 'STRING') return compose(node.at, STRING, `json_scalar_at(${value.sql}, ${steps})`, [value]);
  return compose(node.at, STRING, bind([value.sql], (json) => `CASE WHEN json_type(${json}, ${duckPath}) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN json_extract_string(${json}, ${duckPath}) END`), [value]);
};

const query: Special = (node, scope) => {
  const { value, duckPath, steps } = jsonSource(node, scope);
  if (value.type.kind === 'STRING') return compose(node.at, STRING, `json_at(${value.sql}, ${steps})`, [value]);
  return compose(node.at, JSON_TYPE, `json_extract(${value.sql}, ${duckPath})`, [value]);
};

const parse: Special = (node, scope) => {
  const [given] = node.arguments.map((argument) => analyzeExpression(argument, scope));
  const value = given && (isNull(given) ? tryCoerce(given, STRING, scope) : given);
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
