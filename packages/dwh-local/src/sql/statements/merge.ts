import type { Expression } from '../ast/expression.js';
import type { TableExpression } from '../ast/query.js';
import { tryCoerce } from '../analyze/coercion.js';
import { analyzeExpression } from '../analyze/expression.js';
import { analyzeFrom, type FromResult } from '../analyze/from.js';
import { openFilters, refuseOpenFilters } from '../analyze/partition-filter.js';
import { argumentTypeName } from '../analyze/operator.js';
import { Scope, sameName, type ScopeColumn } from '../analyze/scope.js';
import type { SourceText } from '../analyze/session.js';
import type { Typed } from '../analyze/typed.js';
import { duckDbType } from '../duckdb-type.js';
import { quoteIdentifier } from '../emit/quote.js';
import { storedValue } from '../emit/stored-value.js';
import type { Merge, MergeAction, MergeClause, Update } from '../ast/statement.js';
import type { DmlTranslation } from '../translation.js';
import { BOOL } from '../types.js';
import { analyzeAssignments } from './assignments.js';
import { assign, defaultOf, findColumn, openTarget, references, valueFor, type Target } from './dml-target.js';

/** UPDATE with FROM is a MERGE that only updates what matches. */
export function analyzeUpdateFrom(node: Update & { readonly from: TableExpression }, source: SourceText): DmlTranslation {
  const clause: MergeClause = { at: node.at, matched: 'MATCHED', action: { kind: 'update', set: node.set } };
  return { ...analyzeMerge({ kind: 'merge', at: node.at, target: node.target, source: node.from, on: node.where, clauses: [clause] }, source), statement: 'UPDATE' };
}

interface Sides {
  readonly target: Target;
  readonly from: FromResult;
  readonly on: string;
  /** What a clause sees where both sides match, or only one is there. */
  readonly scopes: Readonly<Record<MergeClause['matched'], Scope>>;
}

/** A MERGE as one DuckDB query of the rows that it changes: the row's id in the target, what happens to it, and the values of all columns. */
export function analyzeMerge(node: Merge, source: SourceText): DmlTranslation {
  const target = openTarget(node.target, source);
  if (target.columns.some((column) => sameName(column.name, 'rowid'))) throw source.unsupported(node.at, 'MERGE, or UPDATE with FROM, on a table with a column named rowid');
  const sides = openSides(node, target, source);
  const columns = [...target.columns, ...(target.scope.relations[0]?.pseudoColumns ?? []).filter((column) => column.name === '_PARTITIONTIME')];
  const earlier = new Map<MergeClause['matched'], string[]>();
  const parts = node.clauses.map((clause) => {
    const scope = sides.scopes[clause.matched];
    const own = clause.condition === undefined ? undefined : condition(clause.condition, scope, 'WHEN');
    const before = earlier.get(clause.matched) ?? [];
    earlier.set(clause.matched, [...before, own ?? 'TRUE']);
    const conditions = [...(own === undefined ? [] : [own]), ...before.map((text) => `(${text}) IS NOT TRUE`)];
    return part(clause, sides, columns, scope, conditions);
  });
  return { statement: 'MERGE', target: target.ref, sql: parts.join(' UNION ALL '), changes: columns.map((column) => column.name ?? ''), ...references(source) };
}

function openSides(node: Merge, target: Target, source: SourceText): Sides {
  const sourceScope = new Scope(source);
  const from = analyzeFrom(node.source, sourceScope);
  sourceScope.relations = from.relations;
  sourceScope.merged = from.merged;
  const alias = target.scope.relations[0]?.alias;
  if (alias !== undefined && from.relations.some((relation) => sameName(relation.alias, alias))) throw source.error(node.source.at, `Duplicate table alias ${alias} in the same FROM clause`);
  const both = new Scope(source);
  both.relations = [...target.scope.relations, ...from.relations];
  both.merged = from.merged;
  const on = condition(node.on, both, 'ON');
  const restricting = [node.on, ...node.clauses.flatMap((clause) => clause.condition ?? [])];
  refuseOpenFilters(openFilters(both.relations, restricting, (side) => (side.kind === 'path' ? analyzeExpression(side, both).sql : undefined)), source);
  return { target, from, on, scopes: { MATCHED: both, 'NOT MATCHED BY TARGET': sourceScope, 'NOT MATCHED BY SOURCE': target.scope } };
}

function condition(node: Expression, scope: Scope, clause: string): string {
  const value = analyzeExpression(node, scope);
  const coerced = tryCoerce(value, BOOL, scope);
  if (coerced === undefined) throw scope.source.error(node.at, `${clause} clause should return type BOOL, but returns ${argumentTypeName(value)}`);
  if (value.aggregate) throw scope.source.error(value.aggregate.at, `Aggregate function ${value.aggregate.name} not allowed in ${clause} clause`);
  return coerced.sql;
}

function part(clause: MergeClause, { target, from, on }: Sides, columns: readonly ScopeColumn[], scope: Scope, conditions: readonly string[]): string {
  const written = valuesOf(clause.action, clause.at, target, scope);
  const values = columns.map((column) => {
    const value = written.get(column.name ?? '') ?? (clause.matched === 'NOT MATCHED BY TARGET' ? 'NULL' : column.sql);
    return `CAST(${value} AS ${duckDbType(column.type)}) AS ${quoteIdentifier(column.name ?? '')}`;
  });
  const source = from.sql.includes(' JOIN ') && !from.sql.startsWith('(') ? `(${from.sql})` : from.sql;
  const rows = {
    MATCHED: { sql: `${target.from} CROSS JOIN ${source}`, where: on },
    'NOT MATCHED BY TARGET': { sql: from.sql, where: `NOT EXISTS (SELECT 1 FROM ${target.from} WHERE ${on})` },
    'NOT MATCHED BY SOURCE': { sql: target.from, where: `NOT EXISTS (SELECT 1 FROM ${from.sql} WHERE ${on})` },
  }[clause.matched];
  const id = clause.matched === 'NOT MATCHED BY TARGET' ? 'CAST(NULL AS BIGINT)' : `${/ AS ("[^"]*")$/.exec(target.from)?.[1] ?? ''}.rowid`;
  const action = clause.action.kind === 'insert-row' ? 'INSERT' : clause.action.kind.toUpperCase();
  return `SELECT ${id} AS "?id", '${action}' AS "?action", ${values.join(', ')} FROM ${rows.sql} WHERE ${[rows.where, ...conditions].map((text) => `(${text})`).join(' AND ')}`;
}

function valuesOf(action: MergeAction, at: number, target: Target, scope: Scope): ReadonlyMap<string, string> {
  if (action.kind === 'delete') return new Map();
  if (action.kind === 'update') return analyzeAssignments(action.set, target, scope);
  const columns = action.columns?.map((name) => findColumn(target, name)) ?? target.columns;
  const doubled = action.columns?.find((name, index) => action.columns?.some((other, earlier) => earlier < index && sameName(other.name, name.name)));
  if (doubled) throw scope.source.error(doubled.at, `Column ${doubled.name} is specified more than once in the INSERT column list`);
  const values = action.kind === 'insert' ? insertedValues(action, columns, target, scope) : rowValues(action.at, columns, scope);
  const written = new Map(columns.map((column, index) => [column.name ?? '', storedValue(column.type, assign(values[index] as Typed, column, scope), column.name)]));
  for (const column of target.columns) {
    if (!written.has(column.name ?? '')) written.set(column.name ?? '', storedValue(column.type, assign(defaultOf(column, target, at), column, scope), column.name));
  }
  return written;
}

function insertedValues({ at, values }: Extract<MergeAction, { kind: 'insert' }>, columns: readonly ScopeColumn[], target: Target, scope: Scope): Typed[] {
  if (values.length !== columns.length) throw scope.source.error(at, `Inserted row has wrong column count; Has ${values.length}, expected ${columns.length}`);
  return values.map((value, index) => valueFor(value, columns[index] as ScopeColumn, target, scope, at));
}

/** INSERT ROW writes the columns of the source in their order. */
function rowValues(at: number, columns: readonly ScopeColumn[], scope: Scope): Typed[] {
  const all = scope.relations.flatMap((relation) => relation.columns);
  if (all.length !== columns.length) throw scope.source.error(at, `Inserted row has wrong column count; Has ${all.length}, expected ${columns.length}`);
  return all.map((column) => ({ at, type: column.type, sql: column.sql, uses: [] }));
}
