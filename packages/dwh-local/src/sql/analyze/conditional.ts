import type { Between, Case, InTest } from '../ast/expression.js';
import { BOOL } from '../types.js';
import { commonType, tryCoerce } from './coercion.js';
import { analyzeExpression } from './expression.js';
import { comparison, noSignature } from './operator.js';
import { refuseOpenFilters } from './partition-filter.js';
import { analyzeQuery } from './query.js';
import type { Scope } from './scope.js';
import { compose, type Typed } from './typed.js';

export function analyzeCase(node: Case, scope: Scope): Typed {
  const operand = node.operand && analyzeExpression(node.operand, scope);
  const conditions = node.branches.map(({ when }) => {
    const value = analyzeExpression(when, scope);
    if (operand !== undefined) return comparison('=', when.at, operand, value, scope);
    const condition = tryCoerce(value, BOOL, scope);
    if (condition === undefined) throw scope.source.error(when.at, `No matching signature for operator CASE: a condition must be BOOL`);
    return condition;
  });
  const results = node.branches.map(({ then }) => analyzeExpression(then, scope));
  const otherwise = node.otherwise && analyzeExpression(node.otherwise, scope);
  const values = unify(otherwise === undefined ? results : [...results, otherwise], node.at, 'CASE', scope);
  const branches = conditions.map((condition, index) => `WHEN ${condition.sql} THEN ${values[index]?.sql}`);
  const last = otherwise === undefined ? '' : ` ELSE ${values.at(-1)?.sql}`;
  return compose(node.at, (values[0] as Typed).type, `CASE ${branches.join(' ')}${last} END`, [...conditions, ...values]);
}

/** All values coerced to their common type. */
export function unify(values: readonly Typed[], at: number, operator: string, scope: Scope): Typed[] {
  const type = commonType(values);
  if (type === undefined) throw noSignature(scope, at, operator, values);
  return values.map((value) => tryCoerce(value, type, scope) as Typed);
}

export function analyzeBetween(node: Between, scope: Scope): Typed {
  const [value, low, high] = [node.operand, node.low, node.high].map((part) => analyzeExpression(part, scope)) as [Typed, Typed, Typed];
  if (commonType([value, low, high]) === undefined) throw noSignature(scope, node.at, 'BETWEEN', [value, low, high]);
  const both = `(${comparison('>=', node.at, value, low, scope).sql} AND ${comparison('<=', node.at, value, high, scope).sql})`;
  return compose(node.at, BOOL, node.negated ? `(NOT ${both})` : both, [value, low, high]);
}

export function analyzeIn(node: InTest, scope: Scope): Typed {
  const value = analyzeExpression(node.operand, scope);
  const not = node.negated ? 'NOT ' : '';
  if (node.among.kind === 'list') {
    const items = node.among.items.map((item) => analyzeExpression(item, scope));
    const type = commonType([value, ...items]);
    if (type === undefined) throw noSignature(scope, node.at, 'IN', [value, ...items]);
    if (type.kind !== 'FLOAT64' && type.kind !== 'STRUCT' && type.kind !== 'ARRAY' && type.kind !== 'JSON') {
      const [operand, ...among] = [value, ...items].map((item) => tryCoerce(item, type, scope) as Typed);
      return compose(node.at, BOOL, `(${operand?.sql} ${not}IN (${among.map((item) => item.sql).join(', ')}))`, [value, ...items]);
    }
    const tests = items.map((item) => comparison('=', item.at, value, item, scope).sql);
    return compose(node.at, BOOL, `(${not}(${tests.join(' OR ')}))`, [value, ...items]);
  }
  if (node.among.kind === 'unnest') {
    const array = analyzeExpression(node.among.array, scope);
    const element = array.type.kind === 'ARRAY' ? { ...array, type: array.type.element, sql: 'e' } : undefined;
    const type = element && (array.emptyArray ? value.type : commonType([value, element]));
    if (element === undefined || type === undefined) throw noSignature(scope, node.at, 'IN UNNEST', [value, array]);
    const target = tryCoerce(value, type, scope) as Typed;
    const list = tryCoerce(array, { kind: 'ARRAY', element: type }, scope);
    if (list === undefined) throw scope.source.unsupported(node.at, `IN UNNEST of ${array.type.kind} with elements of another type`);
    if (type.kind === 'STRUCT' || type.kind === 'ARRAY' || type.kind === 'JSON') throw scope.source.unsupported(node.at, `IN UNNEST of ${type.kind}`);
    // A NULL array is empty; among elements of which none matches, a NULL makes the answer NULL.
    const sql = `(${target.sql} IN (SELECT unnest(COALESCE(${list.sql}, []))))`;
    return compose(node.at, BOOL, node.negated ? `(NOT ${sql})` : sql, [target, list]);
  }
  const query = analyzeQuery(node.among.query, scope.source, scope);
  refuseOpenFilters(query.openFilters, scope.source);
  const column = query.columns[0];
  if (query.columns.length !== 1 || column === undefined) throw scope.source.error(node.at, 'Subquery of type IN must have only one output column');
  const item: Typed = { at: node.at, type: column.type, sql: 'c', uses: query.outerUses };
  const type = commonType([value, item]);
  const target = type && tryCoerce(value, type, scope);
  const cast = type && tryCoerce({ ...item, sql: `"q"."${column.output}"` }, type, scope);
  if (target === undefined || cast === undefined || type === undefined || type.kind === 'STRUCT' || type.kind === 'ARRAY' || type.kind === 'JSON') throw noSignature(scope, node.at, 'IN', [value, item]);
  return compose(node.at, BOOL, `(${target.sql} ${not}IN (SELECT ${cast.sql} FROM (${query.sql}) AS "q"))`, [target, { ...item }]);
}
