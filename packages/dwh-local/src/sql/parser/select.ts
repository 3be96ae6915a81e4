import type { Expression } from '../ast/expression.js';
import type { GroupBy, Select, SelectItem, SelectStar } from '../ast/query.js';
import { parseExpression } from './expression.js';
import { parseFrom } from './from.js';
import type { TokenCursor } from './token-cursor.js';
import { parseWindowSpec } from './window.js';

export function parseSelect(cursor: TokenCursor): Select {
  const at = cursor.expectWord('SELECT').start;
  if (cursor.isWord('WITH')) throw cursor.unsupported('SELECT WITH');
  const distinct = !cursor.acceptWords('ALL') && cursor.acceptWords('DISTINCT');
  const as = cursor.acceptWords('AS', 'STRUCT') ? 'STRUCT' : cursor.acceptWords('AS', 'VALUE') ? 'VALUE' : undefined;
  if (as === undefined && cursor.isWord('AS')) throw cursor.unsupported('SELECT AS a named type');
  const items = [parseItem(cursor)];
  // A trailing comma before FROM is allowed.
  while (cursor.acceptSymbol(',') && !endsSelectList(cursor)) items.push(parseItem(cursor));
  const from = cursor.acceptWords('FROM') ? parseFrom(cursor) : undefined;
  const where = cursor.acceptWords('WHERE') ? parseExpression(cursor) : undefined;
  const groupBy = cursor.isWords('GROUP', 'BY') ? parseGroupBy(cursor) : undefined;
  const having = cursor.acceptWords('HAVING') ? parseExpression(cursor) : undefined;
  const qualify = cursor.acceptWords('QUALIFY') ? parseExpression(cursor) : undefined;
  const windows = cursor.acceptWords('WINDOW') ? cursor.list(() => {
    const name = cursor.expectName();
    cursor.expectWord('AS');
    return { name, spec: parseWindowSpec(cursor) };
  }) : [];
  return { kind: 'select', at, distinct, items, windows, ...(as && { as }), ...(from && { from }), ...(where && { where }), ...(groupBy && { groupBy }), ...(having && { having }), ...(qualify && { qualify }) };
}

function endsSelectList(cursor: TokenCursor): boolean {
  return cursor.isWord('FROM') || cursor.isSymbol(')') || cursor.peek().kind === 'end';
}

function parseItem(cursor: TokenCursor): SelectItem {
  const at = cursor.peek().start;
  if (cursor.acceptSymbol('*')) return parseStarRest(cursor, { kind: 'star', at, except: [], replace: [] });
  const value = parseExpression(cursor);
  if (cursor.isSymbol('.') && cursor.isSymbol('*', 1)) {
    cursor.take();
    cursor.take();
    return parseStarRest(cursor, { kind: 'star', at, of: value, except: [], replace: [] });
  }
  if (cursor.acceptWords('AS')) return { kind: 'expression', at, value, alias: cursor.expectName() };
  return cursor.isName() ? { kind: 'expression', at, value, alias: cursor.expectName() } : { kind: 'expression', at, value };
}

function parseStarRest(cursor: TokenCursor, star: SelectStar): SelectStar {
  let { except, replace } = star;
  if (cursor.isWord('EXCEPT') && cursor.isSymbol('(', 1)) {
    cursor.take();
    cursor.take();
    except = cursor.list(() => cursor.expectName());
    cursor.expectSymbol(')');
  }
  if (cursor.isWord('REPLACE') && cursor.isSymbol('(', 1)) {
    cursor.take();
    cursor.take();
    replace = cursor.list(() => {
      const value = parseExpression(cursor);
      cursor.expectWord('AS');
      return { value, name: cursor.expectName() };
    });
    cursor.expectSymbol(')');
  }
  return { ...star, except, replace };
}

function parseGroupBy(cursor: TokenCursor): GroupBy {
  const at = cursor.take().start;
  cursor.take();
  if (cursor.acceptWords('ALL')) return { kind: 'all', at };
  for (const kind of ['ROLLUP', 'CUBE'] as const) {
    if (!cursor.acceptWords(kind)) continue;
    return { kind: kind === 'ROLLUP' ? 'rollup' : 'cube', at, items: parseSet(cursor) };
  }
  if (cursor.acceptWords('GROUPING', 'SETS')) {
    cursor.expectSymbol('(');
    const sets = cursor.list(() => {
      if (cursor.isWord('ROLLUP') || cursor.isWord('CUBE')) throw cursor.unsupported(`${cursor.peek().text} inside GROUPING SETS`);
      return cursor.isSymbol('(') ? parseSet(cursor) : [parseExpression(cursor)];
    });
    cursor.expectSymbol(')');
    return { kind: 'sets', at, sets };
  }
  return { kind: 'items', at, items: cursor.list(() => parseExpression(cursor)) };
}

function parseSet(cursor: TokenCursor): Expression[] {
  cursor.expectSymbol('(');
  const items = cursor.isSymbol(')') ? [] : cursor.list(() => parseExpression(cursor));
  cursor.expectSymbol(')');
  return items;
}
