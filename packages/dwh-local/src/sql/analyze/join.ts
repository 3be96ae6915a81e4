import type { Join } from '../ast/query.js';
import { BOOL } from '../types.js';
import { commonType, tryCoerce } from './coercion.js';
import { analyzeExpression } from './expression.js';
import { analyzeFrom, type FromResult } from './from.js';
import { comparison } from './operator.js';
import { Scope, sameName, type Relation, type ScopeColumn } from './scope.js';
import type { Typed } from './typed.js';

export function analyzeJoin(node: Join, scope: Scope): FromResult {
  const left = analyzeFrom(node.left, scope);
  const between = new Scope(scope.source, scope.parent);
  scope.namedQueries.forEach((query, name) => between.namedQueries.set(name, query));
  between.relations = [...scope.relations, ...left.relations];
  between.merged = left.merged;
  const right = analyzeFrom(node.right, between);
  refuseDuplicates(left.relations, right.relations, node, scope);
  const relations = [...left.relations, ...right.relations];
  const correlated = node.right.kind === 'unnest' || right.sql.startsWith('LATERAL');
  if (correlated && (node.type === 'RIGHT' || node.type === 'FULL')) throw scope.source.unsupported(node.at, `${node.type} JOIN with UNNEST`);
  const base = { relations, merged: [...left.merged, ...right.merged], uses: [...left.uses, ...right.uses] };
  if (node.type === 'COMMA' || node.type === 'CROSS') return { ...base, sql: `${left.sql} CROSS JOIN ${operand(node, right)}` };
  if (node.using !== undefined) return using(node, left, right, base, scope);
  if (node.on === undefined) {
    if (correlated && node.type === 'INNER') return { ...base, sql: `${left.sql} CROSS JOIN ${right.sql}` };
    if (correlated && node.type === 'LEFT') return { ...base, sql: `${left.sql} LEFT JOIN ${right.sql} ON TRUE` };
    throw scope.source.error(node.at, `${node.type} JOIN must have an immediately following ON or USING clause`);
  }
  between.relations = [...scope.relations, ...relations];
  between.merged = base.merged;
  const condition = analyzeExpression(node.on, between);
  const on = tryCoerce(condition, BOOL, scope);
  if (on === undefined) throw scope.source.error(node.on.at, `JOIN ON clause should return type BOOL, but returns ${condition.type.kind}`);
  if (condition.aggregate) throw scope.source.error(condition.aggregate.at, `Aggregate function ${condition.aggregate.name} not allowed in JOIN ON clause`);
  return { ...base, uses: [...base.uses, ...on.uses.filter((use) => use.scope !== between)], sql: `${left.sql} ${node.type} JOIN ${operand(node, right)} ON ${on.sql}` };
}

/** A join on the right needs its parentheses; the left one binds by itself. */
function operand(node: Join, right: FromResult): string {
  return node.right.kind === 'join' ? `(${right.sql})` : right.sql;
}

function refuseDuplicates(left: readonly Relation[], right: readonly Relation[], node: Join, scope: Scope): void {
  for (const relation of right) {
    const { alias } = relation;
    if (alias !== undefined && left.some((other) => sameName(other.alias, alias))) throw scope.source.error(node.right.at, `Duplicate table alias ${alias} in the same FROM clause`);
  }
}

function using(node: Join, left: FromResult, right: FromResult, base: Omit<FromResult, 'sql'>, scope: Scope): FromResult {
  const merged: ScopeColumn[] = [];
  const conditions: string[] = [];
  for (const name of node.using ?? []) {
    const [first, second] = [find(left, name.name), find(right, name.name)];
    if (first.length > 1 || second.length > 1) throw scope.source.error(name.at, `Column name ${name.name} in USING clause is ambiguous`);
    const [a, b] = [first[0], second[0]];
    if (a === undefined || b === undefined) throw scope.source.error(name.at, `Column ${name.name} in USING clause not found on ${a === undefined ? 'left' : 'right'} side of join`);
    const sides = [a, b].map((column): Typed => ({ at: name.at, type: column.type, sql: column.sql, uses: [] })) as [Typed, Typed];
    const type = commonType(sides);
    conditions.push(comparison('=', name.at, sides[0], sides[1], scope).sql);
    const values = sides.map((side) => (type === undefined ? side : (tryCoerce(side, type, scope) as Typed)).sql) as [string, string];
    const sql = node.type === 'FULL' ? `COALESCE(${values.join(', ')})` : node.type === 'RIGHT' ? values[1] : values[0];
    merged.push({ name: a.name ?? name.name, type: type ?? a.type, sql });
  }
  const replaced = new Set(merged.map((column) => column.name?.toLowerCase()));
  return {
    ...base,
    merged: [...merged, ...base.merged.filter((column) => !replaced.has(column.name?.toLowerCase()))],
    sql: `${left.sql} ${node.type} JOIN ${operand(node, right)} ON ${conditions.join(' AND ')}`,
  };
}

function find(side: FromResult, name: string): readonly ScopeColumn[] {
  const merged = side.merged.filter((column) => sameName(column.name, name));
  return merged.length > 0 ? merged : side.relations.flatMap((relation) => relation.columns.filter((column) => sameName(column.name, name)));
}
