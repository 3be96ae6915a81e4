import type { Expression } from '../ast/expression.js';
import type { Join, TableExpression, TableReference, TableSubquery, Unnest } from '../ast/query.js';
import type { Name } from '../ast/node.js';
import { quoteIdentifier } from '../emit/quote.js';
import { INT64, typeName } from '../types.js';
import { analyzeExpression } from './expression.js';
import { analyzeJoin } from './join.js';
import { pivotQuery, unpivotQuery } from './pivot.js';
import { analyzeQuery } from './query.js';
import type { QueryResult } from './query-result.js';
import { Scope, sameName, type Relation, type ScopeColumn } from './scope.js';
import { analyzeStoredTable } from './stored-table.js';
import type { ColumnUse, Typed } from './typed.js';

export interface FromResult {
  readonly sql: string;
  readonly relations: readonly Relation[];
  readonly merged: readonly ScopeColumn[];
  /** Columns of enclosing queries that a subquery or array reads. */
  readonly uses: readonly ColumnUse[];
  /** For a FROM that is one array: the column that tells the order of its elements. */
  readonly elementOrder?: string;
}

/** A table expression; `scope` holds the relations to its left, which arrays may read. */
export function analyzeFrom(node: TableExpression, scope: Scope): FromResult {
  switch (node.kind) {
    case 'table':
      return analyzeTable(node, scope);
    case 'table-subquery':
      return analyzeTableSubquery(node, scope);
    case 'unnest':
      return unnest(node.array, node.alias, node.offset, node.at, scope);
    case 'pivot':
      return analyzeFrom(pivotQuery(node, scope), scope);
    case 'unpivot':
      return analyzeFrom(unpivotQuery(node, scope), scope);
    case 'join':
      return analyzeJoin(node as Join, scope);
  }
}

function analyzeTable(node: TableReference, scope: Scope): FromResult {
  const first = node.path[0] as Name;
  if (node.path.length === 1) {
    const named = scope.findNamedQuery(first.name);
    if (named !== undefined) {
      const alias = scope.source.session.freshName('t');
      return { sql: `${named.relation} AS ${quoteIdentifier(alias)}`, relations: [queryRelation(alias, node.alias?.name ?? first.name, named)], merged: [], uses: [] };
    }
  } else if (isCorrelated(first.name, scope)) {
    const array: Expression = { kind: 'path', at: node.at, parts: node.path };
    return unnest(array, node.alias ?? node.path.at(-1), node.offset, node.at, scope);
  }
  if (node.offset !== undefined) throw scope.source.error(node.offset.at, 'WITH OFFSET can only be used with array scans');
  return analyzeStoredTable(node, scope);
}

/** `FROM t, t.items`: the first part names a relation to the left, or of an enclosing query. */
function isCorrelated(name: string, scope: Scope): boolean {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    if (level.relations.some((relation) => sameName(relation.alias, name))) return true;
  }
  return false;
}

/** A derived table sees enclosing queries, but not its neighbours. */
function analyzeTableSubquery(node: TableSubquery, scope: Scope): FromResult {
  const query = analyzeQuery(node.query, scope.source, scope.parent);
  const alias = scope.source.session.freshName('t');
  return { sql: `(${query.sql}) AS ${quoteIdentifier(alias)}`, relations: [queryRelation(alias, node.alias?.name, query)], merged: [], uses: query.outerUses };
}

export function queryRelation(internal: string, alias: string | undefined, { columns, isValue, openFilters }: Pick<QueryResult, 'columns' | 'isValue' | 'openFilters'>): Relation {
  const visible = columns.map((column) => ({
    ...(column.name !== undefined && { name: column.name }),
    type: column.type,
    sql: `${quoteIdentifier(internal)}.${quoteIdentifier(column.output)}`,
  }));
  const sqlOf = (output: string) => `${quoteIdentifier(internal)}.${quoteIdentifier(output)}`;
  const partitionFilters = openFilters?.map((filter) => ({ ...filter, columns: filter.columns.map((column) => ({ ...column, sql: sqlOf(column.sql) })) }));
  return { ...valueRelation(alias, visible, isValue ? visible[0] : undefined), ...(partitionFilters && { partitionFilters }) };
}

/** A relation whose rows are single values: a struct's fields are its columns. */
function valueRelation(alias: string | undefined, columns: readonly ScopeColumn[], value: ScopeColumn | undefined): Relation {
  const named = alias === undefined ? {} : { alias };
  if (value === undefined) return { ...named, columns };
  const type = value.type;
  if (type.kind !== 'STRUCT') return { ...named, columns: [{ ...value, ...(alias !== undefined && { name: alias }) }], value };
  const fields = type.fields.map((field, index) => ({
    ...(field.name !== undefined && { name: field.name }),
    type: field.type,
    sql: `struct_extract(${value.sql}, '${(field.name ?? `_field_${index + 1}`).replaceAll("'", "''")}')`,
  }));
  return { ...named, columns: fields, value };
}

function unnest(node: Unnest['array'], alias: Name | undefined, offset: Name | undefined, at: number, scope: Scope): FromResult {
  const array: Typed = analyzeExpression(node, scope);
  if (array.type.kind !== 'ARRAY') throw scope.source.error(at, `Values referenced in UNNEST must be arrays. UNNEST contains expression of type ${typeName(array.type)}`);
  const internal = scope.source.session.freshName('u');
  const column = (name: string) => `${quoteIdentifier(internal)}.${name}`;
  const value: ScopeColumn = { type: array.type.element, sql: column('v') };
  const relations: Relation[] = [valueRelation(alias?.name, [value], value)];
  if (offset !== undefined) {
    const position: ScopeColumn = { name: offset.name, type: INT64, sql: column('o') };
    relations.push({ alias: offset.name, columns: [position], value: position });
  }
  const sql = `LATERAL (SELECT unnest("a") AS v, unnest(range(len("a"))) AS o FROM (SELECT ${array.sql} AS "a")) AS ${quoteIdentifier(internal)}`;
  return { sql, relations, merged: [], uses: array.uses.filter((use) => use.scope !== scope), elementOrder: column('o') };
}
