import type { Expression } from '../ast/expression.js';
import { duckDbType } from '../duckdb-type.js';
import { emitCast, castExists } from '../emit/cast.js';
import { typeName } from '../types.js';
import { analyzeCall } from './call.js';
import { tryCoerce } from './coercion.js';
import { analyzeCase, analyzeIn, analyzeBetween } from './conditional.js';
import { analyzeArray, analyzeElement, analyzeStruct } from './constructor.js';
import { analyzeExtract } from './extract.js';
import { analyzeLiteral } from './literals.js';
import { analyzeBinary, analyzeDistinctFrom, analyzeIs, analyzeLike, analyzeUnary } from './operator.js';
import { analyzeParameter } from './parameter.js';
import { analyzePath, fieldOf } from './path.js';
import type { Scope } from './scope.js';
import { settle } from './settle.js';
import { analyzeSubquery } from './subquery.js';
import { resolveType } from './type-node.js';
import { compose, isNull, type Typed } from './typed.js';

/** The type and DuckDB text of an expression. @throws SqlError for what GoogleSQL refuses, or what is not carried. */
export function analyzeExpression(node: Expression, scope: Scope): Typed {
  return settle(dispatch(node, scope), scope);
}

function dispatch(node: Expression, scope: Scope): Typed {
  switch (node.kind) {
    case 'literal':
      return analyzeLiteral(node, scope.source);
    case 'parameter':
      return analyzeParameter(node, scope);
    case 'path':
      return analyzePath(node, scope);
    case 'field':
      return fieldOf(analyzeExpression(node.object, scope), { name: node.field, at: node.at }, scope);
    case 'element':
      return analyzeElement(node, scope);
    case 'unary':
      return analyzeUnary(node, scope);
    case 'binary':
      return analyzeBinary(node, scope);
    case 'is':
      return analyzeIs(node, scope);
    case 'distinct-from':
      return analyzeDistinctFrom(node, scope);
    case 'between':
      return analyzeBetween(node, scope);
    case 'in':
      return analyzeIn(node, scope);
    case 'like':
      return analyzeLike(node, scope);
    case 'case':
      return analyzeCase(node, scope);
    case 'cast':
      return analyzeCast(node, scope);
    case 'extract':
      return analyzeExtract(node, scope);
    case 'call':
      return analyzeCall(node, scope);
    case 'interval':
      throw scope.source.unsupported(node.at, 'INTERVAL values outside of date arithmetic');
    case 'array':
      return analyzeArray(node, scope);
    case 'struct':
      return analyzeStruct(node, scope);
    case 'subquery':
      return analyzeSubquery(node, scope);
  }
}

function analyzeCast(node: Extract<Expression, { kind: 'cast' }>, scope: Scope): Typed {
  const type = resolveType(node.type, scope.source);
  const value = analyzeExpression(node.operand, scope);
  if (isNull(value)) return { at: node.at, uses: [], type, sql: `CAST(NULL AS ${duckDbType(type)})` };
  if (type.kind === 'ARRAY' || type.kind === 'STRUCT' || value.type.kind === 'ARRAY' || value.type.kind === 'STRUCT') {
    const coerced = tryCoerce(value, type, scope);
    if (coerced === undefined) throw scope.source.unsupported(node.at, `CAST from ${typeName(value.type)} to ${typeName(type)}`);
    return coerced;
  }
  if (!castExists(value.type, type) && [value.type.kind, type.kind].includes('BIGNUMERIC')) throw scope.source.unsupported(node.operand.at, `cast from ${typeName(value.type)} to ${typeName(type)}`);
  if (!castExists(value.type, type)) throw scope.source.error(node.operand.at, `Invalid cast from ${typeName(value.type)} to ${typeName(type)}`);
  return compose(node.at, type, emitCast(value.sql, value.type, type, node.safe), [value]);
}
