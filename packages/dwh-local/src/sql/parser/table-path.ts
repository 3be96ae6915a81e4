import type { Name } from '../ast/node.js';
import type { TokenCursor } from './token-cursor.js';

const DASHED = /[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)+/y;
const AFTER_DOT = /[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*/y;

/** `t`, `d.t`, `p-1.d.t`, with backticks around any part or around all of it. A name in backticks is split at its dots. */
export function parseTablePath(cursor: TokenCursor): Name[] {
  const parts = [...parsePart(cursor, DASHED)];
  while (cursor.isSymbol('.') && !cursor.isSymbol('*', 1)) {
    cursor.take();
    parts.push(...parsePart(cursor, AFTER_DOT));
  }
  if (cursor.isSymbol('.') || (cursor.isSymbol('*') && cursor.peek().start === cursor.lastEnd)) throw cursor.unsupported('wildcard tables');
  return parts;
}

function parsePart(cursor: TokenCursor, plain: RegExp): Name[] {
  const token = cursor.peek();
  if (token.kind === 'quoted-identifier') {
    const name = cursor.expectName();
    return name.name.split('.').map((part) => ({ name: part, at: name.at }));
  }
  plain.lastIndex = token.start;
  const match = plain.exec(cursor.source);
  if (match === null) return [plain === AFTER_DOT ? cursor.expectFieldName() : cursor.expectName()];
  // A name with dashes is several tokens: it is taken as text.
  cursor.seek(token.start + match[0].length);
  return [{ name: match[0], at: token.start }];
}
