import type { StructFieldNode, TypeNode } from '../ast/node.js';
import type { TokenCursor } from './token-cursor.js';

/** `INT64`, `ARRAY<STRING>`, `STRUCT<a INT64, b STRING>`, `NUMERIC(10, 2)`. */
export function parseType(cursor: TokenCursor): TypeNode {
  const at = cursor.peek().start;
  if (cursor.acceptWords('ARRAY')) {
    cursor.expectSymbol('<');
    const element = parseType(cursor);
    closeAngle(cursor);
    return { kind: 'array', at, element };
  }
  if (cursor.acceptWords('STRUCT')) {
    cursor.expectSymbol('<');
    const fields = cursor.isSymbol('>') || cursor.isSymbol('>>') ? [] : cursor.list(() => parseStructField(cursor));
    closeAngle(cursor);
    return { kind: 'struct', at, fields };
  }
  if (cursor.isWord('INTERVAL') || cursor.isWord('RANGE')) throw cursor.unsupported(`type ${cursor.peek().text}`);
  const name = cursor.expectName().name.toUpperCase();
  if (!cursor.acceptSymbol('(')) return { kind: 'named', at, name };
  const parameters = cursor.list(() => {
    if (cursor.peek().kind !== 'integer') throw cursor.unexpected();
    return cursor.take().text;
  });
  cursor.expectSymbol(')');
  return { kind: 'named', at, name, parameters };
}

function parseStructField(cursor: TokenCursor): StructFieldNode {
  const named = cursor.isName() && !cursor.isSymbol(',', 1) && !cursor.isSymbol('>', 1) && !cursor.isSymbol('>>', 1) && !cursor.isSymbol('(', 1);
  if (!named) return { type: parseType(cursor) };
  const name = cursor.expectName().name;
  return { name, type: parseType(cursor) };
}

/** Two closing brackets in a row are read as a shift: take one of them. */
function closeAngle(cursor: TokenCursor): void {
  if (cursor.isSymbol('>>')) cursor.seek(cursor.peek().start + 1);
  else cursor.expectSymbol('>');
}
