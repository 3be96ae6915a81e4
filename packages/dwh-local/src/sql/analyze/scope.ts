import type { WindowSpec } from '../ast/expression.js';
import type { RequiredFilter } from './partition-filter.js';
import type { QueryColumn } from './query-result.js';
import type { SqlType } from '../types.js';
import type { SourceText } from './session.js';
import type { Typed } from './typed.js';

export interface ScopeColumn {
  /** Absent for a column without a name, which only `*` reaches. */
  readonly name?: string;
  readonly type: SqlType;
  readonly sql: string;
}

/** A table, subquery or array in FROM. */
export interface Relation {
  /** As written; names of relations match in any case. */
  readonly alias?: string;
  readonly columns: readonly ScopeColumn[];
  /** Columns that `*` does not show. */
  readonly pseudoColumns?: readonly ScopeColumn[];
  /** Set where a row is one value, not a struct of columns: the alias alone names it. */
  readonly value?: ScopeColumn;
  /** Tables below that must not be read whole, by the columns of this relation that would restrict them. */
  readonly partitionFilters?: readonly RequiredFilter[];
}

/** A common table expression that has been analyzed. */
export interface NamedQuery {
  readonly relation: string;
  readonly columns: readonly QueryColumn[];
  readonly isValue: boolean;
  readonly openFilters?: readonly RequiredFilter[];
}

/** The names that an expression can see: one level per SELECT, innermost first. */
export class Scope {
  relations: readonly Relation[] = [];
  /** Columns merged by USING; they hide the columns that they were made of. */
  merged: readonly ScopeColumn[] = [];
  readonly namedQueries = new Map<string, NamedQuery>();
  readonly windows = new Map<string, WindowSpec>();
  /** The SQL of what the SELECT groups by; undefined where it does not group. */
  groupKeys: Set<string> | undefined;
  /** Names given by the SELECT list, for the clauses that see them. */
  aliases: ReadonlyMap<string, Typed> | undefined;

  constructor(readonly source: SourceText, readonly parent?: Scope) {}

  findNamedQuery(name: string): NamedQuery | undefined {
    return this.namedQueries.get(name.toLowerCase()) ?? this.parent?.findNamedQuery(name);
  }
}

export function sameName(left: string | undefined, right: string): boolean {
  return left !== undefined && left.toLowerCase() === right.toLowerCase();
}
