import type { OrderItem } from '../ast/expression.js';
import { parseExpression } from './expression.js';
import type { TokenCursor } from './token-cursor.js';

/** What follows the word ORDER. */
export function parseOrderItems(cursor: TokenCursor): OrderItem[] {
  cursor.expectWord('BY');
  return cursor.list(() => {
    const at = cursor.peek().start;
    const value = parseExpression(cursor);
    if (cursor.isWord('COLLATE')) throw cursor.unsupported('COLLATE');
    const descending = !cursor.acceptWords('ASC') && cursor.acceptWords('DESC');
    const nulls = cursor.acceptWords('NULLS', 'FIRST') ? 'FIRST' : cursor.acceptWords('NULLS', 'LAST') ? 'LAST' : undefined;
    return { at, value, descending, ...(nulls && { nulls }) };
  });
}
