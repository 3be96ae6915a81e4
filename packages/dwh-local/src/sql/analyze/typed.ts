import type { LiteralValue } from '../ast/expression.js';
import type { SqlType } from '../types.js';
import type { Scope } from './scope.js';

/** A column that an expression reads and that is, so far, neither grouped nor aggregated. */
export interface ColumnUse {
  readonly scope: Scope;
  readonly name: string;
  readonly at: number;
}

/** An analyzed expression: its type and the DuckDB text that computes it. */
export interface Typed {
  readonly sql: string;
  readonly type: SqlType;
  readonly at: number;
  readonly uses: readonly ColumnUse[];
  /** Set for literals, which coerce more freely than values; NULL has the type INT64 until it is coerced. */
  readonly literal?: LiteralValue;
  /** Query parameters coerce as literals do, but are known only when the query runs. */
  readonly parameter?: true;
  /** `[]`, which is an array of whatever is needed. */
  readonly emptyArray?: true;
  /** Of a constructor without a type of its own: what it is made of, for each part coerces by itself, as in `[STRUCT(1 AS a, 'x' AS b), (2, NULL)]`. */
  readonly parts?: readonly Typed[];
  /** The first aggregate call inside, outside of subqueries. */
  readonly aggregate?: { readonly name: string; readonly at: number };
  readonly window?: { readonly name: string; readonly at: number };
}

/** An expression made of `parts`. */
export function compose(at: number, type: SqlType, sql: string, parts: readonly Typed[]): Typed {
  const aggregate = parts.find((part) => part.aggregate)?.aggregate;
  const window = parts.find((part) => part.window)?.window;
  return { at, type, sql, uses: parts.flatMap((part) => part.uses), ...(aggregate && { aggregate }), ...(window && { window }) };
}

export function isNull(value: Typed): boolean {
  return value.literal?.type === 'NULL';
}
