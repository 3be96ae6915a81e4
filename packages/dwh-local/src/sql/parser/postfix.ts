import type { ElementAccess, Expression } from '../ast/expression.js';
import type { Name } from '../ast/node.js';
import { parseCall, startsCall } from './call.js';
import { parseExpression } from './expression.js';
import { parseTypedLiteral } from './literal.js';
import { parsePrimary } from './primary.js';
import type { TokenCursor } from './token-cursor.js';

const ACCESSORS = ['OFFSET', 'SAFE_OFFSET', 'ORDINAL', 'SAFE_ORDINAL'] as const;

/** A primary expression with the dots and brackets that follow it. */
export function parsePostfix(cursor: TokenCursor): Expression {
  let value = parseTypedLiteral(cursor) ?? (cursor.isName() ? parsePathOrCall(cursor) : parsePrimary(cursor));
  for (;;) {
    const at = cursor.peek().start;
    if (cursor.isSymbol('.') && !cursor.isSymbol('*', 1)) {
      cursor.take();
      if (cursor.isSymbol('(')) throw cursor.unsupported('access of a field by a path in parentheses');
      value = { kind: 'field', at, object: value, field: cursor.expectFieldName().name };
    } else if (cursor.acceptSymbol('[')) {
      value = parseElement(cursor, value, at);
    } else {
      return value;
    }
  }
}

function parsePathOrCall(cursor: TokenCursor): Expression {
  const parts: Name[] = [];
  const at = cursor.peek().start;
  if (startsCall(cursor)) return parseCall(cursor);
  parts.push(cursor.expectName());
  while (cursor.isSymbol('.') && !cursor.isSymbol('*', 1) && !cursor.isSymbol('(', 1)) {
    cursor.take();
    parts.push(cursor.expectFieldName());
  }
  return { kind: 'path', at, parts };
}

function parseElement(cursor: TokenCursor, object: Expression, at: number): ElementAccess {
  const mode = ACCESSORS.find((accessor) => cursor.isWord(accessor) && cursor.isSymbol('(', 1));
  if (mode === undefined) {
    const index = parseExpression(cursor);
    cursor.expectSymbol(']');
    return { kind: 'element', at, object, mode: 'BARE', index };
  }
  cursor.take();
  cursor.expectSymbol('(');
  const index = parseExpression(cursor);
  cursor.expectSymbol(')');
  cursor.expectSymbol(']');
  return { kind: 'element', at, object, mode, index };
}
