import type { Join, TableExpression } from '../ast/query.js';
import type { Name } from '../ast/node.js';
import { parseExpression } from './expression.js';
import { parsePivot } from './pivot.js';
import { parseQuery } from './query.js';
import { parseTablePath } from './table-path.js';
import type { TokenCursor } from './token-cursor.js';

/** What follows FROM: tables joined by commas and JOINs, left to right. */
export function parseFrom(cursor: TokenCursor): TableExpression {
  let left = parseJoins(cursor);
  while (cursor.isSymbol(',')) {
    const at = cursor.take().start;
    const right = parseTable(cursor);
    left = continueJoins(cursor, { kind: 'join', at, type: 'COMMA', left, right });
  }
  return left;
}

function parseJoins(cursor: TokenCursor): TableExpression {
  return continueJoins(cursor, parseTable(cursor));
}

function continueJoins(cursor: TokenCursor, first: TableExpression): TableExpression {
  let left = first;
  for (;;) {
    const at = cursor.peek().start;
    const type = parseJoinType(cursor);
    if (type === undefined) return left;
    const right = parseTable(cursor);
    if (type === 'CROSS') {
      left = { kind: 'join', at, type, left, right };
    } else if (cursor.acceptWords('ON')) {
      left = { kind: 'join', at, type, left, right, on: parseExpression(cursor) };
    } else if (cursor.acceptWords('USING')) {
      cursor.expectSymbol('(');
      const using = cursor.list(() => cursor.expectName());
      cursor.expectSymbol(')');
      left = { kind: 'join', at, type, left, right, using };
    } else {
      // Without a condition INNER JOIN is allowed only with a correlated array, where it means the cross join.
      left = { kind: 'join', at, type, left, right };
    }
  }
}

function parseJoinType(cursor: TokenCursor): Join['type'] | undefined {
  if (cursor.isWord('NATURAL')) throw cursor.unsupported('NATURAL JOIN');
  if (cursor.acceptWords('JOIN') || cursor.acceptWords('INNER', 'JOIN')) return 'INNER';
  if (cursor.acceptWords('CROSS', 'JOIN')) return 'CROSS';
  for (const type of ['LEFT', 'RIGHT', 'FULL'] as const) {
    if (cursor.acceptWords(type, 'JOIN') || cursor.acceptWords(type, 'OUTER', 'JOIN')) return type;
  }
  return undefined;
}

export function parseTable(cursor: TokenCursor): TableExpression {
  const at = cursor.peek().start;
  let table = parsePrimaryTable(cursor, at);
  for (;;) {
    const pivoted = parsePivot(cursor, table);
    if (pivoted === undefined) break;
    table = pivoted;
  }
  for (const word of ['TABLESAMPLE', 'MATCH_RECOGNIZE']) {
    if (cursor.isWord(word)) throw cursor.unsupported(word);
  }
  return table;
}

function parsePrimaryTable(cursor: TokenCursor, at: number): TableExpression {
  if (cursor.acceptSymbol('(')) return parseParenthesizedTable(cursor, at);
  if (cursor.acceptWords('UNNEST')) {
    cursor.expectSymbol('(');
    const array = parseExpression(cursor);
    cursor.expectSymbol(')');
    return { kind: 'unnest', at, array, ...parseAliases(cursor, true) };
  }
  if (cursor.isWord('LATERAL')) throw cursor.unsupported('LATERAL');
  const path = parseTablePath(cursor);
  if (cursor.isSymbol('(')) throw cursor.unsupported('table functions', at);
  const aliases = parseAliases(cursor, true);
  if (cursor.isWords('FOR', 'SYSTEM_TIME') || cursor.isWords('FOR', 'SYSTEM')) throw cursor.unsupported('FOR SYSTEM_TIME AS OF');
  return { kind: 'table', at, path, ...aliases };
}

function parseParenthesizedTable(cursor: TokenCursor, at: number): TableExpression {
  if (startsQuery(cursor)) {
    const query = parseQuery(cursor);
    cursor.expectSymbol(')');
    return { kind: 'table-subquery', at, query, ...parseAliases(cursor, false) };
  }
  const table = cursor.nested(() => parseFrom(cursor));
  cursor.expectSymbol(')');
  return table;
}

/** `((SELECT ...) UNION ALL ...)` is a query, `((a JOIN b) JOIN c)` is a join: the first word after the brackets tells. */
function startsQuery(cursor: TokenCursor): boolean {
  let distance = 0;
  while (cursor.isSymbol('(', distance)) distance++;
  return cursor.isWord('SELECT', distance) || cursor.isWord('WITH', distance);
}

function parseAliases(cursor: TokenCursor, offset: boolean): { alias?: Name; offset?: Name } {
  const notAlias = cursor.isWord('PIVOT') || cursor.isWord('UNPIVOT') || cursor.isWord('MATCH_RECOGNIZE');
  const alias = cursor.acceptWords('AS') || (cursor.isName() && !notAlias) ? cursor.expectName() : undefined;
  if (!offset || !cursor.isWords('WITH', 'OFFSET')) return { ...(alias && { alias }) };
  const word = cursor.take();
  cursor.take();
  const named = cursor.acceptWords('AS') || cursor.isName() ? cursor.expectName() : { name: 'offset', at: word.start };
  return { ...(alias && { alias }), offset: named };
}
