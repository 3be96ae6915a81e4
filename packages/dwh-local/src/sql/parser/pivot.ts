import type { Call } from '../ast/expression.js';
import type { Name } from '../ast/node.js';
import type { Pivot, TableExpression, Unpivot } from '../ast/query.js';
import { BITWISE_OR, parseExpression } from './expression.js';
import { parseCall } from './call.js';
import type { TokenCursor } from './token-cursor.js';

/** PIVOT or UNPIVOT behind a table, or undefined where neither follows. */
export function parsePivot(cursor: TokenCursor, input: TableExpression): Pivot | Unpivot | undefined {
  const at = cursor.peek().start;
  if (cursor.isWord('PIVOT') && cursor.isSymbol('(', 1)) return parsePivotRest(cursor, input, at);
  const unpivot = cursor.isWord('UNPIVOT') && (cursor.isSymbol('(', 1) || cursor.isWord('INCLUDE', 1) || cursor.isWord('EXCLUDE', 1));
  return unpivot ? parseUnpivot(cursor, input, at) : undefined;
}

function parsePivotRest(cursor: TokenCursor, input: TableExpression, at: number): Pivot {
  cursor.take();
  cursor.expectSymbol('(');
  const aggregates = cursor.list(() => ({ value: parseCall(cursor) as Call, ...named(cursor) }));
  cursor.expectWord('FOR');
  const column = parseExpression(cursor, BITWISE_OR);
  cursor.expectWord('IN');
  cursor.expectSymbol('(');
  const values = cursor.list(() => ({ value: parseExpression(cursor), ...named(cursor) }));
  cursor.expectSymbol(')');
  cursor.expectSymbol(')');
  return { kind: 'pivot', at, input, aggregates, column, values, ...named(cursor) };
}

function parseUnpivot(cursor: TokenCursor, input: TableExpression, at: number): Unpivot {
  cursor.take();
  const includeNulls = cursor.acceptWords('INCLUDE', 'NULLS');
  if (!includeNulls) cursor.acceptWords('EXCLUDE', 'NULLS');
  cursor.expectSymbol('(');
  if (cursor.isSymbol('(')) throw cursor.unsupported('UNPIVOT into several columns');
  const value = cursor.expectName();
  cursor.expectWord('FOR');
  const name = cursor.expectName();
  cursor.expectWord('IN');
  cursor.expectSymbol('(');
  const columns = cursor.list(() => {
    const column = cursor.expectName();
    return cursor.acceptWords('AS') ? { column, label: parseExpression(cursor) } : { column };
  });
  cursor.expectSymbol(')');
  cursor.expectSymbol(')');
  return { kind: 'unpivot', at, input, includeNulls, value, name, columns, ...named(cursor) };
}

function named(cursor: TokenCursor): { alias?: Name } {
  return cursor.acceptWords('AS') || (cursor.isName() && !cursor.isWord('PIVOT') && !cursor.isWord('UNPIVOT')) ? { alias: cursor.expectName() } : {};
}
