import type { Query } from '../ast/query.js';
import { describeToken } from '../lexer/token.js';
import { sqlErrorAt } from '../sql-error.js';
import { parseQuery } from './query.js';
import type { TokenCursor } from './token-cursor.js';

/** A text that is one query, with an optional semicolon. */
export function parseQueryText(cursor: TokenCursor): Query {
  const query = parseQuery(cursor);
  expectEnd(cursor);
  return query;
}

/** @throws SqlError where anything but one semicolon is left. */
export function expectEnd(cursor: TokenCursor): void {
  const semicolon = cursor.acceptSymbol(';');
  const token = cursor.peek();
  if (token.kind === 'end') return;
  if (semicolon) throw cursor.unsupported('scripts of several statements');
  throw sqlErrorAt(cursor.source, token.start, `Syntax error: Expected end of input but got ${describeToken(token, cursor.source)}`);
}
