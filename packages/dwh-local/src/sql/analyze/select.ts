import type { Expression, OrderItem } from '../ast/expression.js';
import type { Join, Select, TableExpression } from '../ast/query.js';
import { quoteIdentifier } from '../emit/quote.js';
import { BOOL, type StructType } from '../types.js';
import { tryCoerce } from './coercion.js';
import { analyzeExpression } from './expression.js';
import { analyzeFrom } from './from.js';
import { analyzeGroupBy } from './group-by.js';
import { analyzeOrder } from './order.js';
import { packStruct } from './pack-struct.js';
import { openFilters, refuseOpenFilters, type RequiredFilter } from './partition-filter.js';
import type { QueryColumn, QueryResult } from './query-result.js';
import { Scope } from './scope.js';
import { expandItems, type OutputItem } from './select-list.js';
import { isNull, type Typed } from './typed.js';

/** One SELECT, with the ORDER BY of its query, which may name columns that the SELECT does not answer. */
export function analyzeSelect(node: Select, outer: Scope, orderBy: readonly OrderItem[], keepElementOrder: boolean): QueryResult {
  const scope = new Scope(outer.source, outer);
  if (node.from === undefined) refuseClauses(node, orderBy, scope);
  const from = node.from && analyzeFrom(node.from, scope);
  scope.relations = from?.relations ?? [];
  scope.merged = from?.merged ?? [];
  for (const { name, spec } of node.windows) scope.windows.set(name.name.toLowerCase(), spec);
  const where = node.where && condition(node.where, 'WHERE', scope);
  const open = openFilters(scope.relations, [...(node.where ? [node.where] : []), ...joinConditions(node.from)], (side) => columnSql(side, scope));

  const group = analyzeGroupBy(node, scope);
  scope.groupKeys = group?.keys;
  const items = expandItems(node, scope);
  const aliases = new Map(items.flatMap((item) => (item.alias === undefined ? [] : [[item.alias.toLowerCase(), item.value] as const])));
  const late = new Scope(scope.source, scope);
  late.aliases = aliases;
  const having = node.having && condition(node.having, 'HAVING', late, true);
  const qualify = node.qualify && condition(node.qualify, 'QUALIFY', late, true);
  const order = analyzeOrder(orderBy, late, items.map((item) => item.value));

  const checked = [...items.map((item) => item.value), ...(having ? [having] : []), ...(qualify ? [qualify] : []), ...order.values];
  if (group !== undefined || having !== undefined || checked.some((value) => value.aggregate)) refuseUngrouped(items.map((item) => item.value), [having, qualify, ...order.values], scope);
  refuseUngroupable(node, items, scope);
  if (node.from === undefined && checked.some((value) => value.aggregate)) throw scope.source.error(node.at, 'SELECT without FROM clause cannot use aggregation');
  if (node.from === undefined && checked.some((value) => value.window)) throw scope.source.error(node.at, 'SELECT without FROM clause cannot use analytic functions');

  const output = asOutput(node, items, scope);
  if (node.distinct && having?.sql.includes('lambda')) throw scope.source.unsupported(having.at, 'this HAVING together with SELECT DISTINCT');
  const distinctOrder = node.distinct && orderBy.length > 0;
  const list = output.columns.map((column, index) => `${(output.values[index] as Typed).sql} AS ${quoteIdentifier(column.output)}`);
  let sql = `SELECT ${node.distinct ? 'DISTINCT ' : ''}${list.join(', ')}`;
  if (from !== undefined) sql += ` FROM ${from.sql}`;
  if (where !== undefined) sql += ` WHERE ${where.sql}`;
  if (group !== undefined) sql += ` GROUP BY ${group.sql}`;
  // DuckDB takes the fields of a lambda in HAVING for ungrouped columns: there the condition is computed as a column, and filters outside.
  const outside = having !== undefined && having.sql.includes('lambda') && !checked.some((value) => value.window);
  if (outside) sql = sql.replace('SELECT ', () => `SELECT ${having.sql} AS "h", `);
  if (having !== undefined && !outside) sql += ` HAVING ${having.sql}`;
  if (qualify !== undefined) sql += ` QUALIFY ${qualify.sql}`;
  if (distinctOrder) sql = orderDistinct(sql, order.sql, order.values, output, scope, orderBy);
  else if (order.sql !== '') sql += order.sql;
  else if (keepElementOrder && from?.elementOrder !== undefined && group === undefined && !node.distinct && !checked.some((value) => value.aggregate)) sql += ` ORDER BY ${from.elementOrder}`;

  if (outside) sql = `SELECT ${output.columns.map((column) => quoteIdentifier(column.output)).join(', ')} FROM (${sql}) AS "g" WHERE "h"`;

  const uses = [...(from?.uses ?? []), ...(where?.uses ?? []), ...(group?.uses ?? []), ...checked.flatMap((value) => value.uses)];
  const rowByRow = group === undefined && !node.distinct && node.as === undefined && !checked.some((value) => value.aggregate || value.window);
  const left = passedOn(open, rowByRow ? output : undefined, scope);
  return { sql, columns: output.columns, isValue: node.as !== undefined, ordered: order.sql !== '', outerUses: uses.filter((use) => use.scope !== scope), ...(left.length > 0 && { openFilters: left }) };
}

/** What is read from nowhere is one row, with nothing to filter, group or sort. */
function refuseClauses({ at, where, groupBy, having, qualify }: Select, orderBy: readonly OrderItem[], scope: Scope): void {
  const refuse = (clause: string) => scope.source.error(at, `Query without FROM clause cannot have ${clause} clause`);
  if (where) throw refuse('a WHERE');
  if (groupBy) throw refuse('a GROUP BY');
  if (having) throw refuse('a HAVING');
  if (qualify) throw refuse('a QUALIFY');
  if (orderBy.length > 0) throw refuse('an ORDER BY');
}

function condition(node: Expression, clause: 'WHERE' | 'HAVING' | 'QUALIFY', scope: Scope, aggregates = false): Typed {
  const value = analyzeExpression(node, scope);
  const coerced = tryCoerce(value, BOOL, scope);
  if (coerced === undefined) throw scope.source.error(node.at, `${clause} clause should return type BOOL, but returns ${value.type.kind}`);
  if (!aggregates && value.aggregate) throw scope.source.error(value.aggregate.at, `Aggregate function ${value.aggregate.name} not allowed in ${clause} clause`);
  if (clause !== 'QUALIFY' && value.window) throw scope.source.error(value.window.at, `Analytic function not allowed in ${clause} clause`);
  return coerced;
}

/** A required filter may come from outside where the partition's column is answered as it is, row by row. */
function passedOn(open: readonly RequiredFilter[], output: Output | undefined, scope: Scope): RequiredFilter[] {
  return open.map((filter) => {
    const columns = filter.columns.flatMap((column) => {
      const index = output?.values.findIndex((value) => value.sql === column.sql) ?? -1;
      return index < 0 ? [] : [{ name: column.name, sql: output?.columns[index]?.output ?? '' }];
    });
    if (columns.length === 0) refuseOpenFilters([filter], scope.source);
    return { ...filter, columns };
  });
}

function joinConditions(node: TableExpression | undefined): Expression[] {
  if (node?.kind !== 'join') return [];
  const { on, left, right } = node satisfies Join;
  return [...(on && node.type === 'INNER' ? [on] : []), ...joinConditions(left), ...joinConditions(right)];
}

/** The column that an expression is, or undefined where it is anything else. */
function columnSql(node: Expression, scope: Scope): string | undefined {
  return node.kind === 'path' ? analyzeExpression(node, scope).sql : undefined;
}

function refuseUngrouped(list: readonly Typed[], others: readonly (Typed | undefined)[], scope: Scope): void {
  const find = (values: readonly (Typed | undefined)[]) => values.flatMap((value) => value?.uses ?? []).find((use) => use.scope === scope);
  const inList = find(list);
  if (inList !== undefined) throw scope.source.error(inList.at, `SELECT list expression references column ${inList.name} which is neither grouped nor aggregated`);
  const elsewhere = find(others);
  if (elsewhere !== undefined) throw scope.source.error(elsewhere.at, `Expression references column ${elsewhere.name} which is neither grouped nor aggregated`);
}

function refuseUngroupable(node: Select, items: readonly OutputItem[], scope: Scope): void {
  if (!node.distinct) return;
  for (const { value } of items) {
    if (value.type.kind === 'ARRAY' || value.type.kind === 'JSON') throw scope.source.error(node.at, `Column of type ${value.type.kind} cannot be used in SELECT DISTINCT`);
  }
}

interface Output {
  readonly columns: readonly QueryColumn[];
  readonly values: readonly Typed[];
}

function asOutput(node: Select, items: readonly OutputItem[], scope: Scope): Output {
  if (node.as === undefined) {
    const columns = items.map((item, index): QueryColumn => ({ ...(item.name !== undefined && { name: item.name }), type: item.value.type, output: `c${index + 1}`, ...(isNull(item.value) && { untypedNull: true }), ...(item.value.emptyArray && { emptyArray: true }) }));
    return { columns, values: items.map((item) => item.value) };
  }
  const [first] = items;
  if (node.as === 'VALUE') {
    if (items.length !== 1 || first === undefined) throw scope.source.error(node.at, 'SELECT AS VALUE query must have exactly one column');
    return { columns: [{ type: first.value.type, output: 'c1' }], values: [first.value] };
  }
  const type: StructType = { kind: 'STRUCT', fields: items.map((item) => ({ ...(item.name !== undefined && { name: item.name }), type: item.value.type })) };
  const sql = packStruct(type, items.map((item) => item.value), node.at, scope);
  return { columns: [{ type, output: 'c1' }], values: [{ at: node.at, type, sql, uses: [] }] };
}

/** After DISTINCT only the answered columns can order the rows: they are named in a query around it. */
function orderDistinct(inner: string, orderSql: string, values: readonly Typed[], output: Output, scope: Scope, orderBy: readonly OrderItem[]): string {
  const alias = quoteIdentifier(scope.source.session.freshName('t'));
  let sql = orderSql;
  for (const [index, value] of values.entries()) {
    const position = output.values.findIndex((candidate) => candidate.sql === value.sql);
    if (position < 0) throw scope.source.error(orderBy[index]?.at ?? 0, 'ORDER BY clause expression references a column which is not visible after SELECT DISTINCT');
    sql = sql.replaceAll(value.sql, `${alias}.${quoteIdentifier(output.columns[position]?.output ?? '')}`);
  }
  return `SELECT * FROM (${inner}) AS ${alias}${sql}`;
}
