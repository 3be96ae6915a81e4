import type { Name } from '../ast.js';
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
  const token = peekOrNumber(cursor);
  if (token.quoted) {
    const name = cursor.expectName();
    return name.name.split('.').map((part) => ({ name: part, at: name.at }));
  }
  plain.lastIndex = token.start;
  const match = plain.exec(cursor.source);
  if (match === null) return [plain === AFTER_DOT ? cursor.expectFieldName() : cursor.expectName()];
  cursor.seek(token.start + match[0].length);
  return [{ name: match[0], at: token.start }];
}

/** A part after a dot may begin with a digit, which is no token of its own: only where it starts counts. */
function peekOrNumber(cursor: TokenCursor): { start: number; quoted: boolean } {
  const after = /\s*/y;
  after.lastIndex = cursor.lastEnd;
  const blank = after.exec(cursor.source)?.[0].length ?? 0;
  if (/[0-9]/.test(cursor.source[cursor.lastEnd + blank] ?? '')) return { start: cursor.lastEnd + blank, quoted: false };
  const token = cursor.peek();
  return { start: token.start, quoted: token.kind === 'quoted-identifier' };
}
