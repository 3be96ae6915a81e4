import type { Call, Expression } from '../ast/expression.js';
import { withoutErrors } from '../emit/without-errors.js';
import { AGGREGATES } from '../functions/aggregate.js';
import { NOT_CARRIED } from '../functions/known-functions.js';
import { findSignatures } from '../functions/registry.js';
import { analyzeAggregate } from './aggregate.js';
import { analyzeExpression } from './expression.js';
import { applySignatures, noMatchingSignature } from './function-call.js';
import { findSpecial } from './special-functions.js';
import type { Scope } from './scope.js';
import type { Typed } from './typed.js';
import { analyzeUserFunction } from './user-function.js';
import { analyzeWindowFunction, WINDOW_FUNCTIONS } from './window-function.js';

export function analyzeCall(node: Call, scope: Scope): Typed {
  if (node.name[0] === 'SAFE' && node.name.length === 2) return analyzeSafe(node, scope);
  const name = node.name.join('.');
  const own = analyzeUserFunction(node, scope);
  if (own !== undefined) return own;
  if (name === 'GROUPING') return grouping(node, scope);
  if (AGGREGATES.has(name)) return analyzeAggregate(name, node, scope);
  if (WINDOW_FUNCTIONS.has(name)) return analyzeWindowFunction(name, node, scope);
  const special = findSpecial(name);
  const signatures = findSignatures(name);
  if (special === undefined && signatures === undefined) {
    if (NOT_CARRIED.has(name) || node.name.length > 1) throw scope.source.unsupported(node.at, `function ${name}`);
    throw scope.source.error(node.at, `Function not found: ${name}`);
  }
  if (node.over) throw scope.source.error(node.at, `Function ${name} does not support an OVER clause`);
  if (node.distinct || node.nulls || node.orderBy.length > 0 || node.limit || node.star) throw scope.source.error(node.at, `Function ${name} does not support DISTINCT, IGNORE NULLS, ORDER BY, LIMIT or *`);
  if (special !== undefined) return special(node, scope);
  return applySignatures(signatures ?? [], node, node.arguments.map((argument) => analyzeExpression(argument, scope)), scope);
}

/** 1 where the rows of a total are summed up over the key, else 0. */
function grouping(node: Call, scope: Scope): Typed {
  const value = node.arguments[0] && analyzeExpression(node.arguments[0], scope);
  if (value === undefined || node.arguments.length !== 1) throw noMatchingSignature(node, value ? [value] : [], scope);
  let level: Scope | undefined = scope;
  while (level !== undefined && !level.groupKeys?.has(value.sql)) level = level.parent;
  if (level === undefined) throw scope.source.error(node.at, 'GROUPING must have an argument that exists within the group-by expression list');
  return { at: node.at, type: { kind: 'INT64' }, sql: `CAST(GROUPING(${value.sql}) AS BIGINT)`, uses: [] };
}

/** `SAFE.f(...)`: NULL where f itself fails. An error in an argument still fails, so arguments are computed outside of TRY. */
function analyzeSafe(node: Call, scope: Scope): Typed {
  const name = node.name[1] as string;
  if (AGGREGATES.has(name) || WINDOW_FUNCTIONS.has(name)) throw scope.source.unsupported(node.at, `SAFE.${name}`);
  const value = analyzeCall({ ...node, name: [name] }, scope);
  if (!node.arguments.every(cannotFail)) throw scope.source.unsupported(node.at, `SAFE.${name} with arguments that may fail themselves`);
  return { ...value, sql: withoutErrors(value.sql) };
}

/** Functions that have an answer for every argument. */
const TOTAL = new Set(['COALESCE', 'CONCAT', 'IF', 'IFNULL', 'NULLIF', 'LOWER', 'UPPER', 'TRIM', 'LTRIM', 'RTRIM', 'REPLACE', 'LENGTH', 'SPLIT', 'JSON_VALUE', 'JSON_QUERY', 'JSON_EXTRACT_SCALAR', 'REGEXP_EXTRACT', 'REGEXP_REPLACE', 'STARTS_WITH', 'ENDS_WITH', 'CURRENT_DATE', 'CURRENT_TIMESTAMP', 'CURRENT_DATETIME']);

/** Whether an argument always has a value, so that only the function itself can fail. */
function cannotFail(node: Expression): boolean {
  switch (node.kind) {
    case 'literal':
    case 'path':
    case 'parameter':
    case 'field':
      return true;
    case 'interval':
      return cannotFail(node.value);
    case 'cast':
      return node.safe && cannotFail(node.operand);
    case 'binary':
      return ['||', '=', '!=', '<', '<=', '>', '>=', 'AND', 'OR'].includes(node.operator) && cannotFail(node.left) && cannotFail(node.right);
    case 'call':
      return ((node.name.length === 1 && TOTAL.has(node.name[0] ?? '')) || node.name[0] === 'SAFE') && node.arguments.every(cannotFail);
    default:
      return false;
  }
}
