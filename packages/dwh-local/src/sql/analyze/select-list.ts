import type { Expression } from '../ast/expression.js';
import type { Select, SelectStar } from '../ast/query.js';
import { typeName } from '../types.js';
import { analyzeExpression } from './expression.js';
import { fieldOf } from './path.js';
import { sameName, type Relation, type Scope, type ScopeColumn } from './scope.js';
import { settle } from './settle.js';
import type { Typed } from './typed.js';

export interface OutputItem {
  readonly name?: string;
  /** A name that was written with AS, or that a plain column gives: GROUP BY, HAVING and ORDER BY see it. */
  readonly alias?: string;
  readonly value: Typed;
}

/** The columns of a SELECT list, stars expanded. */
export function expandItems(node: Select, scope: Scope): OutputItem[] {
  return node.items.flatMap((item) => {
    if (item.kind === 'star') return expandStar(item, scope);
    const value = analyzeExpression(item.value, scope);
    const name = item.alias?.name ?? inferredName(item.value);
    return [{ value, ...(name !== undefined && { name, alias: name }) }];
  });
}

/** A column or field keeps its name; any other expression has none. */
export function inferredName(node: Expression): string | undefined {
  if (node.kind === 'path') return node.parts.at(-1)?.name;
  return node.kind === 'field' ? node.field : undefined;
}

function expandStar(star: SelectStar, scope: Scope): OutputItem[] {
  const all = star.of === undefined ? visible(scope, star) : fieldsOf(star.of, scope);
  for (const name of star.except) {
    if (!all.some((item) => sameName(item.name, name.name))) throw scope.source.error(name.at, `Column ${name.name} in SELECT * EXCEPT list does not exist`);
  }
  const kept = all.filter((item) => !star.except.some((name) => sameName(item.name, name.name)));
  if (kept.length === 0) throw scope.source.error(star.at, 'SELECT * EXCEPT list would leave no columns');
  for (const { name } of star.replace) {
    if (!kept.some((item) => sameName(item.name, name.name))) throw scope.source.error(name.at, `Column ${name.name} in SELECT * REPLACE list does not exist`);
  }
  return kept.map((item) => {
    const replacement = star.replace.find(({ name }) => sameName(item.name, name.name));
    return replacement === undefined ? item : { ...item, value: analyzeExpression(replacement.value, scope) };
  });
}

function visible(scope: Scope, star: SelectStar): OutputItem[] {
  if (scope.relations.length === 0) throw scope.source.error(star.at, 'SELECT * must have a FROM clause');
  const merged = new Set(scope.merged.map((column) => column.name?.toLowerCase()));
  const rest = scope.relations.flatMap((relation) => relation.columns.filter((column) => column.name === undefined || !merged.has(column.name.toLowerCase())));
  return [...scope.merged, ...rest].map((column) => output(column, scope, star.at));
}

function output(column: ScopeColumn, scope: Scope, at: number): OutputItem {
  const uses = [{ scope, name: column.name ?? '', at }];
  const value = settle({ at, type: column.type, sql: column.sql, uses }, scope);
  return { value, ...(column.name !== undefined && { name: column.name, alias: column.name }) };
}

function fieldsOf(node: Expression, scope: Scope): OutputItem[] {
  const relation = node.kind === 'path' && node.parts.length === 1 ? findRelation(node.parts[0]?.name ?? '', scope) : undefined;
  if (relation !== undefined) return relation.found.columns.map((column) => output(column, relation.level, node.at));
  const value = analyzeExpression(node, scope);
  if (value.type.kind !== 'STRUCT') throw scope.source.error(node.at, `Dot-star is not supported for type ${typeName(value.type)}`);
  return value.type.fields.map((field, index) => {
    if (field.name === undefined) throw scope.source.unsupported(node.at, `.* of a STRUCT whose field ${index + 1} has no name`);
    return { name: field.name, alias: field.name, value: fieldOf(value, { name: field.name, at: node.at }, scope) };
  });
}

function findRelation(name: string, scope: Scope): { found: Relation; level: Scope } | undefined {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    const found = level.relations.find((relation) => sameName(relation.alias, name));
    if (found !== undefined) return { found, level };
  }
  return undefined;
}
