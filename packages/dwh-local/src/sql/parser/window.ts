import type { FrameBound, WindowFrame, WindowSpec } from '../ast/expression.js';
import { parseExpression } from './expression.js';
import { parseOrderItems } from './order.js';
import type { TokenCursor } from './token-cursor.js';

/** What follows OVER, or `AS` in a WINDOW clause: a name, or a specification in parentheses. */
export function parseWindowSpec(cursor: TokenCursor): WindowSpec {
  const at = cursor.peek().start;
  if (cursor.isName()) return { at, base: cursor.expectName(), partitionBy: [], orderBy: [] };
  cursor.expectSymbol('(');
  const base = cursor.isName() && !cursor.isWord('PARTITION') && !cursor.isWord('ORDER') ? cursor.expectName() : undefined;
  const partitionBy = cursor.acceptWords('PARTITION', 'BY') ? cursor.list(() => parseExpression(cursor)) : [];
  const orderBy = cursor.acceptWords('ORDER') ? parseOrderItems(cursor) : [];
  const frame = cursor.isWord('ROWS') || cursor.isWord('RANGE') ? parseFrame(cursor) : undefined;
  cursor.expectSymbol(')');
  return { at, partitionBy, orderBy, ...(base && { base }), ...(frame && { frame }) };
}

function parseFrame(cursor: TokenCursor): WindowFrame {
  const token = cursor.take();
  const unit = token.text === 'ROWS' ? 'ROWS' : 'RANGE';
  if (cursor.acceptWords('BETWEEN')) {
    const start = parseBound(cursor);
    cursor.expectWord('AND');
    return { at: token.start, unit, start, end: parseBound(cursor) };
  }
  return { at: token.start, unit, start: parseBound(cursor), end: { kind: 'CURRENT ROW' } };
}

function parseBound(cursor: TokenCursor): FrameBound {
  if (cursor.acceptWords('CURRENT', 'ROW')) return { kind: 'CURRENT ROW' };
  if (cursor.acceptWords('UNBOUNDED', 'PRECEDING')) return { kind: 'UNBOUNDED PRECEDING' };
  if (cursor.acceptWords('UNBOUNDED', 'FOLLOWING')) return { kind: 'UNBOUNDED FOLLOWING' };
  const offset = parseExpression(cursor);
  if (cursor.acceptWords('PRECEDING')) return { kind: 'PRECEDING', offset };
  cursor.expectWord('FOLLOWING');
  return { kind: 'FOLLOWING', offset };
}
