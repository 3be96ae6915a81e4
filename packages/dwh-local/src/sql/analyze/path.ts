import type { Name } from '../ast/node.js';
import type { PathExpression } from '../ast/expression.js';
import { quoteIdentifier } from '../emit/quote.js';
import { jsonField } from '../emit/json.js';
import { structFieldName } from '../field-schema.js';
import { JSON_TYPE, typeName, type SqlType } from '../types.js';
import { analyzeCall } from './call.js';
import { CURRENT_FUNCTIONS } from './current-time.js';
import { sameName, type Relation, type Scope, type ScopeColumn } from './scope.js';
import { settle } from './settle.js';
import { compose, type Typed } from './typed.js';

interface Found {
  readonly value: Typed;
  /** How many parts of the path named it. */
  readonly consumed: number;
}

/** `a.b.c`, from the innermost scope that knows `a` outwards. */
export function analyzePath(node: PathExpression, scope: Scope): Typed {
  const first = node.parts[0] as Name;
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    const found = findInLevel(node.parts, level);
    if (found === undefined) continue;
    return node.parts.slice(found.consumed).reduce((value, part) => fieldOf(value, part, scope), settle(found.value, scope));
  }
  // These functions need no brackets.
  if (node.parts.length === 1 && CURRENT_FUNCTIONS.has(first.name.toUpperCase())) return analyzeCall({ kind: 'call', at: first.at, name: [first.name.toUpperCase()], arguments: [], star: false, distinct: false, orderBy: [] }, scope);
  throw scope.source.error(first.at, `Unrecognized name: ${first.name}`, suggestion(first.name, scope));
}

/** What a path that begins with a relation or column of a level means there, or undefined where it begins with neither. */
function findInLevel(parts: readonly Name[], level: Scope): Found | undefined {
  const [first, second] = parts as [Name, Name?];
  const alias = level.aliases?.get(first.name.toLowerCase());
  if (alias !== undefined) return { value: { ...alias, at: first.at }, consumed: 1 };
  const relation = level.relations.find((candidate) => sameName(candidate.alias, first.name));
  if (relation !== undefined) return inRelation(relation, first, second, level);
  const merged = level.merged.find((column) => sameName(column.name, first.name));
  if (merged !== undefined) return { value: use(merged, first, level), consumed: 1 };
  const columns = level.relations.flatMap((candidate) => named(candidate, first.name));
  if (columns.length > 1) throw level.source.error(first.at, `Column name ${first.name} is ambiguous`);
  const column = columns[0];
  return column === undefined ? undefined : { value: use(column, first, level), consumed: 1 };
}

function named(relation: Relation, name: string): readonly ScopeColumn[] {
  const columns = relation.columns.filter((column) => sameName(column.name, name));
  return columns.length > 0 ? columns : (relation.pseudoColumns ?? []).filter((column) => sameName(column.name, name));
}

function inRelation(relation: Relation, first: Name, second: Name | undefined, level: Scope): Found {
  if (relation.value !== undefined) return { value: use(relation.value, first, level), consumed: 1 };
  if (second === undefined) return { value: wholeRow(relation, first, level), consumed: 1 };
  const columns = named(relation, second.name);
  if (columns.length > 1) throw level.source.error(second.at, `Column name ${second.name} is ambiguous`);
  const column = columns[0];
  if (column === undefined) throw level.source.error(second.at, `Name ${second.name} not found inside ${first.name}`);
  return { value: use(column, { name: column.name ?? second.name, at: second.at }, level), consumed: 2 };
}

function use(column: ScopeColumn, name: Name, scope: Scope): Typed {
  return { at: name.at, type: column.type, sql: column.sql, uses: [{ scope, name: name.name, at: name.at }] };
}

/** A relation's alias alone: its row as a struct. */
function wholeRow(relation: Relation, name: Name, scope: Scope): Typed {
  const type: SqlType = { kind: 'STRUCT', fields: relation.columns.map((column) => ({ ...(column.name !== undefined && { name: column.name }), type: column.type })) };
  const fields = relation.columns.map((column, index) => `${quoteIdentifier(structFieldName(column.name, index))} := ${column.sql}`);
  return { at: name.at, type, sql: `struct_pack(${fields.join(', ')})`, uses: [{ scope, name: name.name, at: name.at }] };
}

/** `value.name`. @throws SqlError where the value has no such field. */
export function fieldOf(value: Typed, name: Name, scope: Scope): Typed {
  if (value.type.kind === 'JSON') return settle(compose(value.at, JSON_TYPE, jsonField(value.sql, name.name), [value]), scope);
  if (value.type.kind !== 'STRUCT') throw scope.source.error(name.at, `Cannot access field ${name.name} on a value with type ${typeName(value.type)}`);
  const matches = value.type.fields.flatMap((field, index) => (sameName(field.name, name.name) ? [{ field, index }] : []));
  if (matches.length > 1) throw scope.source.error(name.at, `Struct field name ${name.name} is ambiguous`);
  const match = matches[0];
  if (match === undefined) throw scope.source.error(name.at, `Field name ${name.name} does not exist in ${typeName(value.type)}`);
  const sql = `struct_extract(${value.sql}, '${structFieldName(match.field.name, match.index).replaceAll("'", "''")}')`;
  return settle(compose(value.at, match.field.type, sql, [value]), scope);
}

/** `; Did you mean bar?` where a name that is visible differs by little. */
function suggestion(name: string, scope: Scope): string {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    const names = level.relations.flatMap((relation) => [relation.alias, ...relation.columns.map((column) => column.name)]).filter((candidate) => candidate !== undefined);
    const near = names.find((candidate) => distance(candidate.toLowerCase(), name.toLowerCase()) <= Math.max(1, Math.floor(name.length / 5)));
    if (near !== undefined) return `; Did you mean ${near}?`;
  }
  return '';
}

/** Levenshtein's distance. */
function distance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
