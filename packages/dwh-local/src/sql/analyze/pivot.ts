import type { Call, Expression, PathExpression } from '../ast/expression.js';
import type { Name } from '../ast/node.js';
import type { Pivot, Query, Select, TableExpression, TableSubquery, Unpivot } from '../ast/query.js';
import { analyzeFrom } from './from.js';
import { sameName, type Scope } from './scope.js';

/** PIVOT as the query that it stands for: grouped by the columns that it does not name, with one aggregate per value. */
export function pivotQuery(node: Pivot, scope: Scope): TableSubquery {
  const used = [...node.aggregates.map((aggregate) => aggregate.value), node.column].flatMap((part) => [...names(part)]);
  const kept = columnNames(node.input, scope).filter((name) => !used.some((other) => sameName(other, name)));
  const [unnamed] = node.aggregates.filter((aggregate) => aggregate.alias === undefined).slice(node.aggregates.length > 1 ? 0 : 1);
  if (unnamed) throw scope.source.error(unnamed.value.at, 'PIVOT with several aggregates needs an alias for each');
  const groups = kept.map((name): PathExpression => path(name, node.at));
  const values = node.values.flatMap(({ value, alias }) => node.aggregates.map((aggregate) => {
    const label = alias?.name ?? labelOf(value, scope);
    const name = aggregate.alias === undefined ? label : `${aggregate.alias.name}_${label}`;
    return { kind: 'expression' as const, at: value.at, value: restricted(aggregate.value, node.column, value, scope), alias: { name, at: value.at } };
  }));
  const select: Select = {
    ...{ kind: 'select', at: node.at, distinct: false, windows: [], from: node.input },
    items: [...groups.map((value) => ({ kind: 'expression' as const, at: node.at, value })), ...values],
    ...(groups.length > 0 && { groupBy: { kind: 'items' as const, at: node.at, items: groups } }),
  };
  return subquery(select, node.at, node.alias);
}

/** UNPIVOT as a UNION ALL of one SELECT per column. */
export function unpivotQuery(node: Unpivot, scope: Scope): TableSubquery {
  const all = columnNames(node.input, scope);
  for (const { column } of node.columns) if (!all.some((name) => sameName(name, column.name))) throw scope.source.error(column.at, `Unrecognized name: ${column.name}`);
  const kept = all.filter((name) => !node.columns.some(({ column }) => sameName(column.name, name)));
  const parts = node.columns.map(({ column, label }): Select => {
    const value = path(column.name, column.at);
    const text: Expression = label ?? { kind: 'literal', at: column.at, literal: { type: 'STRING', value: column.name } };
    return {
      ...{ kind: 'select', at: column.at, distinct: false, windows: [], from: node.input },
      items: [...kept.map((name) => ({ kind: 'expression' as const, at: node.at, value: path(name, node.at) })), { kind: 'expression', at: column.at, value, alias: node.value }, { kind: 'expression', at: column.at, value: text, alias: node.name }],
      ...(!node.includeNulls && { where: { kind: 'is' as const, at: column.at, operand: value, test: 'NULL' as const, negated: true } }),
    };
  });
  const body = parts.slice(1).reduce<Query['body']>((left, right) => ({ kind: 'set', at: node.at, operator: 'UNION ALL', left, right }), parts[0] as Select);
  return subquery(body, node.at, node.alias);
}

function subquery(body: Query['body'], at: number, alias: Name | undefined): TableSubquery {
  return { kind: 'table-subquery', at, query: { at, with: [], body, orderBy: [], end: at }, ...(alias && { alias }) };
}

function path(name: string, at: number): PathExpression {
  return { kind: 'path', at, parts: [{ name, at }] };
}

function columnNames(input: TableExpression, scope: Scope): string[] {
  return analyzeFrom(input, scope).relations.flatMap((relation) => relation.columns.map((column) => {
    if (column.name === undefined) throw scope.source.unsupported(input.at, 'PIVOT and UNPIVOT of columns without names');
    return column.name;
  }));
}

/** Every name that an expression begins a path with, or ends it with. */
function* names(node: unknown): Generator<string> {
  if (Array.isArray(node)) for (const item of node) yield* names(item);
  if (typeof node !== 'object' || node === null || Array.isArray(node) || node instanceof Uint8Array) return;
  if ('kind' in node && node.kind === 'path') {
    const { parts } = node as PathExpression;
    yield parts[0]?.name ?? '';
    yield parts.at(-1)?.name ?? '';
  }
  for (const child of Object.values(node)) yield* names(child);
}

/** The aggregate over the rows of one value: aggregates pass over NULL. */
function restricted(call: Call, column: Expression, value: Expression, scope: Scope): Call {
  const matches: Expression = { kind: 'distinct-from', at: value.at, left: column, right: value, negated: true };
  if (call.star) return { ...call, name: ['COUNTIF'], star: false, arguments: [matches] };
  if (call.name[0] === 'ARRAY_AGG' && call.nulls !== 'IGNORE') throw scope.source.unsupported(call.at, 'ARRAY_AGG without IGNORE NULLS in PIVOT');
  const [first, ...rest] = call.arguments;
  if (first === undefined) throw scope.source.error(call.at, 'PIVOT needs an aggregate of an expression');
  return { ...call, arguments: [{ kind: 'case', at: first.at, branches: [{ when: matches, then: first }] }, ...rest] };
}

function labelOf(value: Expression, scope: Scope): string {
  if (value.kind === 'literal' && value.literal.type === 'STRING' && value.literal.value !== '') return value.literal.value;
  throw scope.source.unsupported(value.at, 'a value of PIVOT that is no STRING and has no alias');
}
