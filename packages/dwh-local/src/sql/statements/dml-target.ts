import type { Expression } from '../ast/expression.js';
import type { Name } from '../ast/node.js';
import type { TableReference } from '../ast/query.js';
import { tryCoerce } from '../analyze/coercion.js';
import { analyzeExpression } from '../analyze/expression.js';
import { argumentTypeName } from '../analyze/operator.js';
import { Scope, sameName, type ScopeColumn } from '../analyze/scope.js';
import { SourceText } from '../analyze/session.js';
import { analyzeStoredTable, resolveTable } from '../analyze/stored-table.js';
import type { Typed } from '../analyze/typed.js';
import { parseExpression } from '../parser/expression.js';
import { TokenCursor } from '../parser/token-cursor.js';
import type { ResolvedTable, TableRef } from '../translation-context.js';
import { typeName } from '../types.js';

/** The table that a statement changes. */
export interface Target {
  readonly ref: TableRef;
  readonly relation: string;
  readonly entry: Extract<ResolvedTable, { kind: 'table' }>;
  readonly columns: readonly ScopeColumn[];
  /** The rows of the target, under the name that the FROM clause would give it. */
  readonly scope: Scope;
  readonly from: string;
}

export function openTarget(node: TableReference, source: SourceText): Target {
  const ref = resolveTable(node.path, source, source.session.context.definitions);
  const scope = new Scope(source);
  const from = analyzeStoredTable(node, scope);
  const entry = source.session.catalog.find(ref);
  if (entry?.kind !== 'table') throw source.error(node.at, `${ref.project}:${ref.dataset}.${ref.table} is a view, whose rows cannot be changed`);
  if (entry.external) throw source.error(node.at, `DML over table ${node.path.map((part) => part.name).join('.')} is not supported: it is an external table`);
  scope.relations = from.relations;
  return { ref, relation: entry.relation, entry, columns: from.relations[0]?.columns ?? [], scope, from: from.sql };
}

export function references(source: SourceText) {
  return { referencedTables: [...source.session.tables.values()], referencedViews: [...source.session.views.values()], parameterOrder: source.session.parameters };
}

/** A value as a column takes it. @throws SqlError where it does not coerce */
export function assign(value: Typed, column: ScopeColumn, scope: Scope): string {
  const coerced = tryCoerce(value, column.type, scope);
  if (coerced === undefined) throw scope.source.error(value.at, `Value of type ${argumentTypeName(value)} cannot be assigned to ${column.name ?? ''}, which has type ${typeName(column.type)}`);
  return coerced.sql;
}

/** A written value, or what DEFAULT means for the column: NULL where the column has none. */
export function valueFor(value: Expression | 'DEFAULT', column: ScopeColumn, target: Target, scope: Scope, at: number): Typed {
  return value === 'DEFAULT' ? defaultOf(column, target, at) : analyzeExpression(value, scope);
}

export function defaultOf(column: ScopeColumn, { entry, scope: { source } }: Target, at: number): Typed {
  const text = entry.columns.find((candidate) => sameName(candidate.name, column.name ?? ''))?.defaultExpression;
  if (text === undefined) return { at, type: { kind: 'INT64' }, sql: 'CAST(NULL AS BIGINT)', uses: [], literal: { type: 'NULL' } };
  return analyzeExpression(parseExpression(new TokenCursor(text)), new Scope(new SourceText(text, source.session, source.defaultProject, undefined)));
}

/** A column that a statement may write, `_PARTITIONTIME` among them. @throws SqlError where there is none */
export function findColumn(target: Target, name: Name): ScopeColumn {
  const pseudo = target.scope.relations[0]?.pseudoColumns?.find((column) => sameName(column.name, name.name) && column.name === '_PARTITIONTIME');
  const found = target.columns.find((column) => sameName(column.name, name.name)) ?? pseudo;
  if (found === undefined) throw target.scope.source.error(name.at, `Column ${name.name} is not present in table ${target.ref.dataset}.${target.ref.table}`);
  return found;
}
