import type { Expression } from '../ast/expression.js';
import type { Query } from '../ast/query.js';
import { tryCoerce } from '../analyze/coercion.js';
import { analyzeExpression } from '../analyze/expression.js';
import { argumentTypeName } from '../analyze/operator.js';
import { openFilters, refuseOpenFilters } from '../analyze/partition-filter.js';
import { Scope, sameName, type ScopeColumn } from '../analyze/scope.js';
import type { SourceText } from '../analyze/session.js';
import { analyzeTopQuery } from '../analyze/top-query.js';
import type { Typed } from '../analyze/typed.js';
import { quoteIdentifier } from '../emit/quote.js';
import { storedValue } from '../emit/stored-value.js';
import type { Delete, Insert, Truncate, Update } from '../ast/statement.js';
import { fieldFromType } from '../field-schema.js';
import type { DmlTranslation, TranslatedQuery } from '../translation.js';
import { BOOL } from '../types.js';
import { analyzeAssignments } from './assignments.js';
import { assign, findColumn, openTarget, references, valueFor, type Target } from './dml-target.js';
import { analyzeUpdateFrom } from './merge.js';

export function analyzeInsert(node: Insert, source: SourceText): DmlTranslation {
  const target = openTarget(node.target, source);
  const columns = node.columns ? node.columns.map((name) => findColumn(target, name)) : target.columns;
  const doubled = node.columns?.find((name, index) => node.columns?.some((other, at) => at < index && sameName(other.name, name.name)));
  if (doubled) throw source.error(doubled.at, `Column ${doubled.name} is specified more than once in the INSERT column list`);
  const insertSource = node.query ? fromQuery(node.query, columns, node.at, source) : fromRows(node, columns, target, source);
  const names = columns.map((column) => column.name ?? '');
  return {
    statement: 'INSERT',
    target: target.ref,
    sql: `INSERT INTO ${target.relation} (${names.map(quoteIdentifier).join(', ')}) ${insertSource.sql}`,
    insert: { columns: names, source: insertSource },
    ...references(source),
  };
}

function fromQuery(query: Query, columns: readonly ScopeColumn[], at: number, source: SourceText): TranslatedQuery {
  const translated = analyzeTopQuery(query, source);
  if (translated.types.length !== columns.length) throw source.error(at, `Inserted row has wrong column count; Has ${translated.types.length}, expected ${columns.length}`);
  const scope = new Scope(source);
  const items = columns.map((column, index) => {
    const type = translated.types[index] as Typed['type'];
    const literal = query.body.kind === 'select' ? query.body.items[index] : undefined;
    // A literal in the SELECT list coerces as freely as in VALUES.
    const direct = literal?.kind === 'expression' && literal.value.kind === 'literal' ? analyzeExpression(literal.value, scope).literal : undefined;
    const value: Typed = { at, type, sql: `"s".${quoteIdentifier(translated.schema[index]?.name ?? '')}`, uses: [], ...(direct && { literal: direct }) };
    return `${storedValue(column.type, assign(value, column, scope), column.name)} AS ${quoteIdentifier(column.name ?? '')}`;
  });
  return retyped(translated, `SELECT ${items.join(', ')} FROM (${translated.sql}) AS "s"`, columns);
}

function fromRows(node: Insert, columns: readonly ScopeColumn[], target: Target, source: SourceText): TranslatedQuery {
  const scope = new Scope(source);
  const rows = (node.rows ?? []).map((row) => {
    if (row.length !== columns.length) throw source.error(node.at, `Inserted row has wrong column count; Has ${row.length}, expected ${columns.length}`);
    const items = row.map((value, index) => {
      const column = columns[index] as ScopeColumn;
      return `${storedValue(column.type, assign(valueFor(value, column, target, scope, node.at), column, scope), column.name)} AS ${quoteIdentifier(column.name ?? '')}`;
    });
    return `SELECT ${items.join(', ')}`;
  });
  return retyped({ sql: '', schema: [], types: [], ordered: false, ...references(source) }, rows.join(' UNION ALL '), columns);
}

function retyped(query: TranslatedQuery, sql: string, columns: readonly ScopeColumn[]): TranslatedQuery {
  const { referencedTables, referencedViews, ordered } = query;
  return { sql, schema: columns.map((column) => fieldFromType(column.name ?? '', column.type)), types: columns.map((column) => column.type), referencedTables, referencedViews, ordered };
}

export function analyzeDelete(node: Delete, source: SourceText): DmlTranslation {
  const target = openTarget(node.target, source);
  return { statement: 'DELETE', target: target.ref, sql: `DELETE FROM ${target.from} WHERE ${where(node.where, target)}`, ...references(source) };
}

export function analyzeUpdate(node: Update, source: SourceText): DmlTranslation {
  const { from } = node;
  if (from !== undefined) return analyzeUpdateFrom({ ...node, from }, source);
  const target = openTarget(node.target, source);
  const assignments = [...analyzeAssignments(node.set, target, target.scope)].map(([name, sql]) => `${quoteIdentifier(name)} = ${sql}`);
  return { statement: 'UPDATE', target: target.ref, sql: `UPDATE ${target.from} SET ${assignments.join(', ')} WHERE ${where(node.where, target)}`, ...references(source) };
}

function where(node: Expression, { scope }: Target): string {
  const value = analyzeExpression(node, scope);
  const condition = tryCoerce(value, BOOL, scope);
  if (condition === undefined) throw scope.source.error(node.at, `WHERE clause should return type BOOL, but returns ${argumentTypeName(value)}`);
  if (value.aggregate) throw scope.source.error(value.aggregate.at, `Aggregate function ${value.aggregate.name} not allowed in WHERE clause`);
  refuseOpenFilters(openFilters(scope.relations, [node], (side) => (side.kind === 'path' ? analyzeExpression(side, scope).sql : undefined)), scope.source);
  return condition.sql;
}

export function analyzeTruncate(node: Truncate, source: SourceText): DmlTranslation {
  const target = openTarget(node.target, source);
  return { statement: 'TRUNCATE_TABLE', target: target.ref, sql: `DELETE FROM ${target.relation}`, ...references(source) };
}
