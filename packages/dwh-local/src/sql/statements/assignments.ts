import type { Name } from '../ast/node.js';
import { fieldOf } from '../analyze/path.js';
import { sameName, type Scope, type ScopeColumn } from '../analyze/scope.js';
import type { Typed } from '../analyze/typed.js';
import { bind } from '../emit/bind.js';
import { quoteIdentifier, quoteString } from '../emit/quote.js';
import { storedValue } from '../emit/stored-value.js';
import { structFieldName } from '../field-schema.js';
import type { Assignment } from '../ast/statement.js';
import { typeName } from '../types.js';
import { assign, findColumn, valueFor, type Target } from './dml-target.js';

/** What `SET` writes, by column. `scope` is what the values see. @throws SqlError for a column that is set twice */
export function analyzeAssignments(set: readonly Assignment[], target: Target, scope: Scope): ReadonlyMap<string, string> {
  const written = new Map<string, { column: ScopeColumn; sql: string; paths: string[] }>();
  for (const { path, value } of set) {
    const names = path.length > 1 && sameName(target.scope.relations[0]?.alias, path[0]?.name ?? '') ? path.slice(1) : path;
    const [first, ...fields] = names as [Name, ...Name[]];
    const column = findColumn(target, first);
    const key = column.name ?? '';
    const before = written.get(key);
    const text = fields.map((field) => field.name.toLowerCase()).join('.');
    if (before?.paths.some((other) => other === text || `${other}.`.startsWith(`${text}.`) || `${text}.`.startsWith(`${other}.`) || text === '' || other === '')) {
      throw scope.source.error(first.at, `Update item ${names.map((part) => part.name).join('.')} assigned more than once`);
    }
    const typed = valueFor(value, column, target, scope, first.at);
    if (typed.aggregate) throw scope.source.error(typed.aggregate.at, `Aggregate function ${typed.aggregate.name} not allowed in UPDATE`);
    const current: Typed = { at: first.at, type: column.type, sql: before?.sql ?? column.sql, uses: [] };
    written.set(key, { column, sql: withField(current, fields, typed, column, scope), paths: [...(before?.paths ?? []), text] });
  }
  // No array is stored as NULL.
  return new Map([...written].map(([name, { column, sql }]) => [name, storedValue(column.type, sql, column.name)]));
}

/** `current` with the field that `names` leads to replaced. The fields of a NULL are NULL. */
function withField(current: Typed, names: readonly Name[], value: Typed, column: ScopeColumn, scope: Scope): string {
  const [first, ...rest] = names;
  if (first === undefined) return assign(value, { ...column, type: current.type }, scope);
  const field = fieldOf(current, first, scope);
  if (current.type.kind !== 'STRUCT') throw scope.source.error(first.at, `Cannot access field ${first.name} on a value with type ${typeName(current.type)}`);
  const { fields } = current.type;
  const replaced = fields.findIndex((candidate) => sameName(candidate.name, first.name));
  const inner = withField(field, rest, value, column, scope);
  return bind([current.sql, inner], (struct, next) => `struct_pack(${fields.map((candidate, index) => {
    const name = structFieldName(candidate.name, index);
    return `${quoteIdentifier(name)} := ${index === replaced ? next : `struct_extract(${struct}, ${quoteString(name)})`}`;
  }).join(', ')})`);
}
