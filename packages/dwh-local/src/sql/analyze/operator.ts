import type { Binary, DistinctFrom, IsTest, Like, Unary } from '../ast/expression.js';
import { emitArithmetic } from '../emit/arithmetic.js';
import { bind } from '../emit/bind.js';
import { inCalendar } from '../emit/calendar-range.js';
import { emitComparison, type Comparison } from '../emit/comparison.js';
import { quoteString } from '../emit/quote.js';
import { structFieldName } from '../field-schema.js';
import { BOOL, BYTES, DATE, FLOAT64, INT64, NUMERIC, STRING, typeName, type SqlType, type StructType } from '../types.js';
import { commonType, tryCoerce } from './coercion.js';
import { dateArithmetic } from './date-arithmetic.js';
import { analyzeExpression } from './expression.js';
import type { Scope } from './scope.js';
import { compose, isNull, type Typed } from './typed.js';

export function noSignature(scope: Scope, at: number, operator: string, operands: readonly Typed[]): Error {
  if (operands.some(holdsBignumeric)) return scope.source.unsupported(at, `operator ${operator} for argument types: ${operands.map(argumentTypeName).join(', ')}`);
  return scope.source.error(at, `No matching signature for operator ${operator} for argument types: ${operands.map(argumentTypeName).join(', ')}`);
}

/** Of what BigQuery can do with a BIGNUMERIC only some is carried. */
export function holdsBignumeric({ type }: Typed): boolean {
  return type.kind === 'BIGNUMERIC' || (type.kind === 'ARRAY' && type.element.kind === 'BIGNUMERIC');
}

export function argumentTypeName(value: Typed): string {
  return isNull(value) ? 'NULL' : typeName(value.type);
}

export function analyzeUnary(node: Unary, scope: Scope): Typed {
  const value = analyzeExpression(node.operand, scope);
  if (node.operator === 'NOT') {
    const operand = tryCoerce(value, BOOL, scope);
    if (operand === undefined) throw noSignature(scope, node.at, 'NOT', [value]);
    return compose(node.at, BOOL, `(NOT ${operand.sql})`, [operand]);
  }
  const types: SqlType[] = node.operator === '~' ? [INT64] : [INT64, NUMERIC, FLOAT64];
  const type = types.find((candidate) => isNull(value) || candidate.kind === value.type.kind);
  if (type === undefined) throw noSignature(scope, node.at, node.operator, [value]);
  if (node.operator === '+') return compose(node.at, type, value.sql, [value]);
  return compose(node.at, type, `(${node.operator} ${value.sql})`, [value]);
}

export function analyzeBinary(node: Binary, scope: Scope): Typed {
  const left = node.left.kind === 'interval' ? undefined : analyzeExpression(node.left, scope);
  if (left === undefined || node.right.kind === 'interval') return dateArithmetic(node, left, scope);
  const right = analyzeExpression(node.right, scope);
  switch (node.operator) {
    case 'AND':
    case 'OR': {
      const operands = [tryCoerce(left, BOOL, scope), tryCoerce(right, BOOL, scope)] as const;
      if (operands[0] === undefined || operands[1] === undefined) throw noSignature(scope, node.at, node.operator, [left, right]);
      return compose(node.at, BOOL, `(${operands[0].sql} ${node.operator} ${operands[1].sql})`, [left, right]);
    }
    case '||':
      return concatenation(node, left, right, scope);
    case '+':
    case '-':
    case '*':
    case '/':
      return arithmetic(node, left, right, scope);
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>': {
      if ([left, right].some((side) => side.type.kind === 'BYTES')) throw scope.source.unsupported(node.at, `operator ${node.operator} of BYTES`);
      if (![left, right].every((side) => isNull(side) || side.type.kind === 'INT64')) throw noSignature(scope, node.at, node.operator, [left, right]);
      return compose(node.at, INT64, emitArithmetic(node.operator, 'INT64', left.sql, right.sql), [left, right]);
    }
    default:
      return comparison(node.operator, node.at, left, right, scope);
  }
}

function arithmetic(node: Binary, left: Typed, right: Typed, scope: Scope): Typed {
  const operator = node.operator as '+' | '-' | '*' | '/';
  if (left.type.kind === 'DATE' || right.type.kind === 'DATE') {
    const days = left.type.kind === 'DATE' ? right : left;
    if ((operator === '+' || (operator === '-' && left.type.kind === 'DATE')) && days.type.kind === 'INT64') {
      const date = left.type.kind === 'DATE' ? left : right;
      return compose(node.at, DATE, inCalendar(`(${date.sql} ${operator} CAST(${days.sql} AS INTEGER))`, 'DATE'), [left, right]);
    }
  }
  if (operator === '-' && left.type.kind === right.type.kind && ['DATE', 'DATETIME', 'TIMESTAMP', 'TIME'].includes(left.type.kind)) throw scope.source.unsupported(node.at, `${left.type.kind} - ${left.type.kind}, which is an INTERVAL`);
  const kinds = [left, right].map((side) => (isNull(side) ? 'INT64' : side.type.kind));
  const type = kinds.includes('FLOAT64') ? FLOAT64 : kinds.includes('NUMERIC') ? NUMERIC : operator === '/' ? FLOAT64 : INT64;
  // A floating literal does not pull a NUMERIC up: it becomes one itself.
  const settled = type === FLOAT64 && kinds.includes('NUMERIC') && [left, right].some((side) => side.literal?.type === 'FLOAT64') ? NUMERIC : type;
  const sides = [tryCoerce(left, settled, scope), tryCoerce(right, settled, scope)] as const;
  if (!kinds.every((kind) => kind === 'INT64' || kind === 'FLOAT64' || kind === 'NUMERIC') || sides[0] === undefined || sides[1] === undefined) throw noSignature(scope, node.at, operator, [left, right]);
  return compose(node.at, settled, emitArithmetic(operator, settled.kind, sides[0].sql, sides[1].sql), [left, right]);
}

function concatenation(node: Binary, left: Typed, right: Typed, scope: Scope): Typed {
  const type = commonType([left, right]);
  const fits = type !== undefined && (type.kind === 'STRING' || type.kind === 'BYTES' || type.kind === 'ARRAY');
  const target = fits ? type : isNull(left) && isNull(right) ? STRING : undefined;
  const sides = target && ([tryCoerce(left, target, scope), tryCoerce(right, target, scope)] as const);
  if (target === undefined || sides?.[0] === undefined || sides[1] === undefined) throw noSignature(scope, node.at, '||', [left, right]);
  // DuckDB's || skips a NULL list; GoogleSQL's result is NULL.
  if (target.kind === 'ARRAY') {
    const [first, second] = [sides[0].sql, sides[1].sql];
    return compose(node.at, target, `CASE WHEN ${first} IS NOT NULL AND ${second} IS NOT NULL THEN list_concat(${first}, ${second}) END`, [left, right]);
  }
  return compose(node.at, target, `(${sides[0].sql} || ${sides[1].sql})`, [left, right]);
}

/** `left <operator> right` for values of any types; structs compare field by field where they are equal or not. */
export function comparison(operator: Comparison, at: number, left: Typed, right: Typed, scope: Scope): Typed {
  const type = commonType([left, right]);
  const sides = type && ([tryCoerce(left, type, scope), tryCoerce(right, type, scope)] as const);
  if (type === undefined || sides?.[0] === undefined || sides[1] === undefined || type.kind === 'JSON') throw noSignature(scope, at, operator, [left, right]);
  if (type.kind === 'STRUCT' && (operator === '=' || operator === '!=')) return structComparison(operator, at, type, sides[0], sides[1], scope);
  if (type.kind === 'STRUCT' || type.kind === 'ARRAY') throw scope.source.unsupported(at, `operator ${operator} for ${type.kind}`);
  return compose(at, BOOL, emitComparison(operator, type, sides[0], sides[1]), [left, right]);
}

/** Structs are equal where all their fields are. */
function structComparison(operator: '=' | '!=', at: number, type: StructType, left: Typed, right: Typed, scope: Scope): Typed {
  const sql = bind([left.sql, right.sql], (a, b) => {
    const tests = type.fields.map((field, index) => {
      const [x, y] = [a, b].map((struct): Typed => ({ at, type: field.type, uses: [], sql: `struct_extract(${struct}, ${quoteString(structFieldName(field.name, index))})` })) as [Typed, Typed];
      return comparison('=', at, x, y, scope).sql;
    });
    return `(${tests.join(' AND ')})`;
  });
  return compose(at, BOOL, operator === '=' ? sql : `(NOT ${sql})`, [left, right]);
}

export function analyzeIs(node: IsTest, scope: Scope): Typed {
  const value = analyzeExpression(node.operand, scope);
  if (node.test !== 'NULL' && value.type.kind !== 'BOOL' && !isNull(value)) throw noSignature(scope, node.at, `IS ${node.test}`, [value]);
  const test = node.test === 'UNKNOWN' ? 'NULL' : node.test;
  return compose(node.at, BOOL, `(${value.sql} IS ${node.negated ? 'NOT ' : ''}${test})`, [value]);
}

export function analyzeDistinctFrom(node: DistinctFrom, scope: Scope): Typed {
  const [left, right] = [analyzeExpression(node.left, scope), analyzeExpression(node.right, scope)];
  const type = commonType([left, right]);
  const sides = type && ([tryCoerce(left, type, scope), tryCoerce(right, type, scope)] as const);
  const operator = `IS ${node.negated ? 'NOT ' : ''}DISTINCT FROM`;
  if (sides?.[0] === undefined || sides[1] === undefined) throw noSignature(scope, node.at, operator, [left, right]);
  return compose(node.at, BOOL, `(${sides[0].sql} ${operator} ${sides[1].sql})`, [left, right]);
}

export function analyzeLike(node: Like, scope: Scope): Typed {
  const [value, pattern] = [analyzeExpression(node.operand, scope), analyzeExpression(node.pattern, scope)];
  if (value.type.kind === BYTES.kind && pattern.type.kind === BYTES.kind) throw scope.source.unsupported(node.at, 'LIKE for BYTES');
  const sides = [tryCoerce(value, STRING, scope), tryCoerce(pattern, STRING, scope)] as const;
  if (sides[0] === undefined || sides[1] === undefined) throw noSignature(scope, node.at, 'LIKE', [value, pattern]);
  if (pattern.literal?.type === 'STRING' && /(?:^|[^\\])(?:\\\\)*\\$/.test(pattern.literal.value)) throw scope.source.error(node.at, 'LIKE pattern ends with a backslash');
  return compose(node.at, BOOL, `(${sides[0].sql} ${node.negated ? 'NOT ' : ''}LIKE ${sides[1].sql} ESCAPE '\\')`, [value, pattern]);
}
