import type { Call, Expression } from '../ast/expression.js';
import { parseExpression } from './expression.js';
import { parseOrderItems } from './order.js';
import { parseQuery } from './query.js';
import type { TokenCursor } from './token-cursor.js';
import { parseWindowSpec } from './window.js';

/** Whether the next tokens are `name(` or `name.name(`. */
export function startsCall(cursor: TokenCursor): boolean {
  let distance = 0;
  while (cursor.isName(distance) && cursor.isSymbol('.', distance + 1)) distance += 2;
  const last = cursor.peek(distance).kind;
  return (last === 'identifier' || last === 'quoted-identifier' || (distance > 0 && last === 'keyword')) && cursor.isSymbol('(', distance + 1);
}

/** A function call with its name still to be read. */
export function parseCall(cursor: TokenCursor): Call {
  const at = cursor.peek().start;
  const name = [cursor.expectName().name.toUpperCase()];
  while (cursor.acceptSymbol('.')) name.push(cursor.expectFieldName().name.toUpperCase());
  return parseCallRest(cursor, name, at);
}

/** What follows a function's name: `(DISTINCT a, b IGNORE NULLS ORDER BY c LIMIT 1) OVER (...)`. */
export function parseCallRest(cursor: TokenCursor, name: readonly string[], at: number): Call {
  cursor.expectSymbol('(');
  const distinct = cursor.acceptWords('DISTINCT');
  const star = cursor.acceptSymbol('*');
  const args: Expression[] = star || cursor.isSymbol(')') ? [] : cursor.list(() => parseArgument(cursor));
  let nulls = parseNulls(cursor);
  const by = cursor.isWord('HAVING') ? parseHaving(cursor, name) : undefined;
  const orderBy = cursor.acceptWords('ORDER') ? parseOrderItems(cursor) : [];
  const limit = cursor.acceptWords('LIMIT') ? parseExpression(cursor) : undefined;
  cursor.expectSymbol(')');
  nulls ??= cursor.isWords('IGNORE', 'NULLS') || cursor.isWords('RESPECT', 'NULLS') ? parseNulls(cursor) : undefined;
  const over = cursor.acceptWords('OVER') ? parseWindowSpec(cursor) : undefined;
  return { kind: 'call', at, name: by?.name ?? name, arguments: by ? [...args, by.value] : args, star, distinct, orderBy, ...(nulls && { nulls }), ...(limit && { limit }), ...(over && { over }) };
}

/** `ANY_VALUE(x HAVING MAX y)` is MAX_BY(x, y). */
function parseHaving(cursor: TokenCursor, name: readonly string[]): { name: string[]; value: Expression } {
  if (name.join('.') !== 'ANY_VALUE') throw cursor.unsupported(`HAVING MAX or MIN inside ${name.join('.')}`);
  cursor.take();
  const extreme = cursor.acceptWords('MAX') ? 'MAX_BY' : cursor.acceptWords('MIN') ? 'MIN_BY' : undefined;
  if (extreme === undefined) throw cursor.expected('keyword MAX or keyword MIN');
  return { name: [extreme], value: parseExpression(cursor) };
}

function parseArgument(cursor: TokenCursor): Expression {
  if (cursor.isName() && cursor.isSymbol('=>', 1)) throw cursor.unsupported('named arguments');
  if (cursor.isWord('SELECT')) {
    const at = cursor.peek().start;
    return { kind: 'subquery', at, form: 'SCALAR', query: parseQuery(cursor) };
  }
  const value = parseExpression(cursor);
  if (cursor.isSymbol('->')) throw cursor.unsupported('lambda expressions');
  return value;
}

function parseNulls(cursor: TokenCursor): 'IGNORE' | 'RESPECT' | undefined {
  if (cursor.acceptWords('IGNORE', 'NULLS')) return 'IGNORE';
  if (cursor.acceptWords('RESPECT', 'NULLS')) return 'RESPECT';
  return undefined;
}
