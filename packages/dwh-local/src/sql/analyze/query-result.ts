import type { SqlType } from '../types.js';
import type { RequiredFilter } from './partition-filter.js';
import type { ColumnUse } from './typed.js';

export interface QueryColumn {
  /** What the query calls it; undefined where nothing names it. */
  readonly name?: string;
  readonly type: SqlType;
  /** The name of the column in the DuckDB text. */
  readonly output: string;
  /** A bare NULL, which takes the type of whatever it is united with. */
  readonly untypedNull?: true;
  /** `[]`, which is an array of whatever it is united with. */
  readonly emptyArray?: true;
}

export interface QueryResult {
  readonly sql: string;
  readonly columns: readonly QueryColumn[];
  /** SELECT AS STRUCT and AS VALUE: a row is the value of its only column. */
  readonly isValue: boolean;
  readonly ordered: boolean;
  /** Columns of enclosing queries that this one reads. */
  readonly outerUses: readonly ColumnUse[];
  /** Tables that must not be read whole and that this query leaves to be restricted through its output columns, named here. */
  readonly openFilters?: readonly RequiredFilter[];
}
