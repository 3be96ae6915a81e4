import type { SqlType } from '../types.js';
import { bind } from './bind.js';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

interface Side {
  readonly sql: string;
  readonly literal?: unknown;
}

/** A comparison in which a NaN is unequal to everything and in no order with anything; DuckDB takes it for the greatest number. */
export function emitComparison(operator: Comparison, type: SqlType, left: Side, right: Side): string {
  if (type.kind !== 'FLOAT64') return `(${left.sql} ${operator} ${right.sql})`;
  return bind([left.sql, right.sql], (a, b) => {
    const unordered = [left.literal === undefined ? `isnan(${a})` : '', right.literal === undefined ? `isnan(${b})` : ''].filter((test) => test !== '').join(' OR ');
    if (unordered === '') return `(${a} ${operator} ${b})`;
    return operator === '!=' ? `((${a} != ${b}) OR ${unordered})` : `((${a} ${operator} ${b}) AND NOT (${unordered}))`;
  });
}
