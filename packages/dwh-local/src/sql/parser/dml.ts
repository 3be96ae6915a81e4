import type { Expression } from '../ast/expression.js';
import { parseExpression } from './expression.js';
import { parseFrom } from './from.js';
import { parseQuery } from './query.js';
import { parseTarget } from './statement.js';
import type { Assignment, Delete, Insert, Update } from '../ast/statement.js';
import type { TokenCursor } from './token-cursor.js';

export function parseInsert(cursor: TokenCursor): Insert {
  const at = cursor.take().start;
  cursor.acceptWords('INTO');
  const target = parseTarget(cursor, false);
  let columns;
  if (cursor.isSymbol('(') && !cursor.isWord('SELECT', 1) && !cursor.isWord('WITH', 1)) {
    cursor.take();
    columns = cursor.list(() => cursor.expectName());
    cursor.expectSymbol(')');
  }
  const base = { kind: 'insert' as const, at, target, ...(columns && { columns }) };
  if (!cursor.acceptWords('VALUES')) return { ...base, query: parseQuery(cursor) };
  const rows = cursor.list(() => {
    cursor.expectSymbol('(');
    const values = cursor.list((): Expression | 'DEFAULT' => (cursor.acceptWords('DEFAULT') ? 'DEFAULT' : parseExpression(cursor)));
    cursor.expectSymbol(')');
    return values;
  });
  return { ...base, rows };
}

export function parseDelete(cursor: TokenCursor): Delete {
  cursor.take();
  cursor.acceptWords('FROM');
  const target = parseTarget(cursor, true);
  return { kind: 'delete', target, where: parseWhere(cursor, 'DELETE') };
}

export function parseUpdate(cursor: TokenCursor): Update {
  const at = cursor.take().start;
  const target = parseTarget(cursor, true);
  cursor.expectWord('SET');
  const set = parseAssignments(cursor);
  const from = cursor.acceptWords('FROM') ? parseFrom(cursor) : undefined;
  return { kind: 'update', at, target, set, ...(from && { from }), where: parseWhere(cursor, 'UPDATE') };
}

export function parseAssignments(cursor: TokenCursor): Assignment[] {
  return cursor.list(() => {
    if (cursor.isSymbol('(')) throw cursor.unsupported('UPDATE of the elements of an array');
    const path = [cursor.expectName()];
    while (cursor.acceptSymbol('.')) path.push(cursor.expectFieldName());
    cursor.expectSymbol('=');
    return { path, value: cursor.acceptWords('DEFAULT') ? ('DEFAULT' as const) : parseExpression(cursor) };
  });
}

/** GoogleSQL has no UPDATE or DELETE without WHERE. */
function parseWhere(cursor: TokenCursor, statement: string): Expression {
  if (!cursor.isWord('WHERE')) throw cursor.expected(`keyword WHERE (${statement} must have a WHERE clause)`);
  cursor.take();
  return parseExpression(cursor);
}
