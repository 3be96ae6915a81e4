import type { Expression } from '../ast/expression.js';
import type { Name } from '../ast/node.js';
import type { Query, QueryBody, SetOperation } from '../ast/query.js';
import { quoteIdentifier } from '../emit/quote.js';
import { alignByName } from './by-name.js';
import { commonType, tryCoerce } from './coercion.js';
import { analyzeOrder } from './order.js';
import { refuseOpenFilters } from './partition-filter.js';
import type { QueryColumn, QueryResult } from './query-result.js';
import { Scope } from './scope.js';
import { analyzeSelect } from './select.js';
import type { SourceText } from './session.js';
import { tablePaths } from './table-paths.js';
import type { Typed } from './typed.js';
import { analyzeExpression } from './expression.js';

/** A query with its WITH, ORDER BY and LIMIT. `keepElementOrder`: it is ARRAY(...)'s, whose rows keep the order of the array they come from. */
export function analyzeQuery(query: Query, source: SourceText, outer: Scope | undefined, keepElementOrder = false): QueryResult {
  const scope = new Scope(source, outer);
  const withs = query.with.map(({ name, query: inner }) => {
    if (scope.namedQueries.has(name.name.toLowerCase())) throw source.error(name.at, `Duplicate alias ${name.name} for WITH subquery`);
    const relation = quoteIdentifier(source.session.freshName('w'));
    const result = query.recursive ? analyzeRecursive(name, inner, relation, scope) : analyzeQuery(inner, source, scope);
    scope.namedQueries.set(name.name.toLowerCase(), { relation, columns: result.columns, isValue: result.isValue, ...(result.openFilters && { openFilters: result.openFilters }) });
    return `${relation} AS (${result.sql})`;
  });
  const body = query.body.kind === 'select' ? analyzeSelect(query.body, scope, query.orderBy, keepElementOrder && query.limit === undefined) : orderedBody(query, scope);
  // A LIMIT is taken before any restriction from outside.
  if (query.limit !== undefined) refuseOpenFilters(body.openFilters, source);
  const limit = query.limit === undefined ? '' : ` LIMIT ${count(query.limit, 'LIMIT', scope)}`;
  const offset = query.offset === undefined ? '' : ` OFFSET ${count(query.offset, 'OFFSET', scope)}`;
  const prefix = withs.length === 0 ? '' : `WITH ${query.recursive ? 'RECURSIVE ' : ''}${withs.join(', ')} `;
  return { ...body, sql: `${prefix}${body.sql}${limit}${offset}`, ordered: body.ordered || query.orderBy.length > 0 };
}

/** A common table expression that may read itself on the right of its UNION; the types of its columns are those of the left. */
function analyzeRecursive(name: Name, query: Query, relation: string, scope: Scope): QueryResult {
  const { body } = query;
  const reads = body.kind === 'set' && [...tablePaths(body.right)].some((path) => path.length === 1 && path[0]?.name.toLowerCase() === name.name.toLowerCase());
  if (body.kind !== 'set' || !reads) return analyzeQuery(query, scope.source, scope);
  if (!body.operator.startsWith('UNION') || body.byName) throw scope.source.error(body.at, `Recursive query ${name.name} must be a UNION ALL or UNION DISTINCT of a term that does not read it and one that does`);
  if (query.with.length > 0 || query.orderBy.length > 0 || query.limit) throw scope.source.unsupported(query.at, 'WITH, ORDER BY or LIMIT in a recursive query');
  const left = analyzeBody(body.left, scope);
  const inner = new Scope(scope.source, scope);
  const columns = left.columns.map((column, index) => ({ ...column, output: `c${index + 1}` }));
  inner.namedQueries.set(name.name.toLowerCase(), { relation, columns, isValue: left.isValue });
  const right = analyzeBody(body.right, inner);
  for (const side of [left, right]) refuseOpenFilters(side.openFilters, scope.source);
  if (right.columns.length !== columns.length) throw scope.source.error(body.right.at, `Queries in ${body.operator} have mismatched column count; query 1 has ${columns.length} columns, query 2 has ${right.columns.length} columns`);
  right.columns.forEach((column, index) => {
    if (tryCoerce(asTyped(column, body.right.at), (columns[index] as QueryColumn).type, scope) === undefined) throw scope.source.error(body.right.at, `Column ${index + 1} of the recursive term has another type than in the first term`);
  });
  return { sql: `(${project(left, columns, scope)}) ${body.operator === 'UNION ALL' ? 'UNION ALL' : 'UNION'} (${project(right, columns, scope)})`, columns, isValue: left.isValue, ordered: false, outerUses: [...left.outerUses, ...right.outerUses] };
}

/** A set operation or a query in parentheses, wrapped so that an ORDER BY sees its output columns only. */
function orderedBody(query: Query, scope: Scope): QueryResult {
  const body = analyzeBody(query.body, scope);
  if (query.orderBy.length === 0 && query.limit === undefined) return body;
  const alias = quoteIdentifier(scope.source.session.freshName('t'));
  const columns = body.columns.map((column) => ({ ...(column.name !== undefined && { name: column.name }), type: column.type, sql: `${alias}.${quoteIdentifier(column.output)}` }));
  const inner = new Scope(scope.source, scope);
  inner.relations = [{ columns }];
  const order = analyzeOrder(query.orderBy, inner, columns.map((column) => ({ at: query.at, type: column.type, sql: column.sql, uses: [] })));
  return { ...body, sql: `SELECT * FROM (${body.sql}) AS ${alias}${order.sql}` };
}

function analyzeBody(body: QueryBody, scope: Scope): QueryResult {
  if (body.kind === 'select') return analyzeSelect(body, scope, [], false);
  if (body.kind === 'nested') return analyzeQuery(body.query, scope.source, scope);
  return analyzeSetOperation(body, scope);
}

function analyzeSetOperation(node: SetOperation, scope: Scope): QueryResult {
  const sides = [analyzeBody(node.left, scope), analyzeBody(node.right, scope)] as const;
  const [left, right] = node.byName === undefined ? sides : alignByName(node, ...sides, scope);
  for (const side of [left, right]) refuseOpenFilters(side.openFilters, scope.source);
  if (left.columns.length !== right.columns.length) {
    throw scope.source.error(node.right.at, `Queries in ${node.operator} have mismatched column count; query 1 has ${left.columns.length} columns, query 2 has ${right.columns.length} columns`);
  }
  const columns = left.columns.map((column, index): QueryColumn => {
    const values = [asTyped(column, node.at), asTyped(right.columns[index] as QueryColumn, node.at)];
    const type = commonType(values);
    if (type === undefined) throw scope.source.error(node.right.at, `Column ${index + 1} in ${node.operator} has incompatible types: ${values.map((value) => value.type.kind).join(', ')}`);
    return { ...(column.name !== undefined && { name: column.name }), type, output: `c${index + 1}` };
  });
  const distinct = node.operator !== 'UNION ALL';
  const operator = { 'UNION ALL': 'UNION ALL', 'UNION DISTINCT': 'UNION', 'INTERSECT DISTINCT': 'INTERSECT', 'EXCEPT DISTINCT': 'EXCEPT' }[node.operator];
  if (distinct) columns.forEach((column) => {
    if (column.type.kind === 'JSON' || column.type.kind === 'ARRAY') throw scope.source.error(node.at, `Column of type ${column.type.kind} cannot be used in ${node.operator}`);
  });
  return {
    sql: `(${project(left, columns, scope)}) ${operator} (${project(right, columns, scope)})`,
    columns,
    isValue: left.isValue && right.isValue,
    ordered: false,
    outerUses: [...left.outerUses, ...right.outerUses],
  };
}

function asTyped(column: QueryColumn, at: number): Typed {
  return { at, type: column.type, sql: quoteIdentifier(column.output), uses: [], ...(column.untypedNull && { literal: { type: 'NULL' } }), ...(column.emptyArray && { emptyArray: true }) };
}

function project(side: QueryResult, columns: readonly QueryColumn[], scope: Scope): string {
  const items = columns.map((column, index) => {
    const from = asTyped(side.columns[index] as QueryColumn, 0);
    const value = tryCoerce(from, column.type, scope) as Typed;
    return `${value.sql} AS ${quoteIdentifier(column.output)}`;
  });
  return `SELECT ${items.join(', ')} FROM (${side.sql}) AS "s"`;
}

function count(node: Expression, clause: string, scope: Scope): string {
  const value = analyzeExpression(node, new Scope(scope.source));
  const literal = value.literal;
  if (literal?.type === 'INT64' && literal.value >= 0n) return literal.value.toString();
  if (value.parameter && value.type.kind === 'INT64') return value.sql;
  throw scope.source.error(node.at, `${clause} expects a non-negative integer literal or parameter`);
}
