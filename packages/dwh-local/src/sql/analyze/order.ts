import type { OrderItem } from '../ast/expression.js';
import { analyzeExpression } from './expression.js';
import type { Scope } from './scope.js';
import type { Typed } from './typed.js';

export interface Order {
  /** ` ORDER BY ...`, or nothing. */
  readonly sql: string;
  readonly values: readonly Typed[];
}

/** ORDER BY at the end of a query: a whole number is the position of a column of `outputs`. */
export function analyzeOrder(items: readonly OrderItem[], scope: Scope, outputs: readonly Typed[]): Order {
  const values = items.map((item) => {
    if (item.value.kind !== 'literal' || item.value.literal.type !== 'INT64') return analyzeExpression(item.value, scope);
    const output = outputs[Number(item.value.literal.value) - 1];
    if (output === undefined) throw scope.source.error(item.at, `ORDER BY column number item is out of range. Column numbers must be between 1 and ${outputs.length}`);
    return output;
  });
  return { sql: orderClause(items, values, scope), values };
}

/** ORDER BY inside a window or an aggregate function, where numbers are only numbers. */
export function analyzeInnerOrder(items: readonly OrderItem[], scope: Scope): Order {
  const values = items.map((item) => analyzeExpression(item.value, scope));
  return { sql: orderClause(items, values, scope), values };
}

function orderClause(items: readonly OrderItem[], values: readonly Typed[], scope: Scope): string {
  if (items.length === 0) return '';
  const parts = items.flatMap((item, index) => {
    const value = values[index] as Typed;
    const { kind } = value.type;
    if (kind === 'ARRAY' || kind === 'STRUCT' || kind === 'JSON') throw scope.source.error(item.at, `ORDER BY does not support expressions of type ${kind}`);
    const nulls = item.nulls ?? (item.descending ? 'LAST' : 'FIRST');
    const direction = item.descending ? 'DESC' : 'ASC';
    const key = `${value.sql} ${direction} NULLS ${nulls}`;
    // A NaN is the smallest number to GoogleSQL, and the greatest to DuckDB.
    // A constant orders nothing, and DuckDB refuses it.
    if (value.literal !== undefined || /^'(?:[^']|'')*'$/.test(value.sql)) return [];
    return kind === 'FLOAT64' ? [`isnan(${value.sql}) ${item.descending ? 'ASC' : 'DESC'} NULLS ${nulls}`, key] : [key];
  });
  return parts.length === 0 ? '' : ` ORDER BY ${parts.join(', ')}`;
}
